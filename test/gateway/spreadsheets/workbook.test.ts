/** Workbooks as sheets: kinds of cells, where the first sheet is, and books that other programs wrote or read. */

import { buffer } from 'node:stream/consumers';
import { planColumns } from '../../../gateway/spreadsheets/plan-columns';
import { openTable } from '../../../gateway/spreadsheets/table';
import { writeWorkbook } from '../../../gateway/spreadsheets/workbook-writer';
import {
  bookXml,
  errorsOf,
  fields,
  goodSheet,
  grid,
  identityNumber,
  manyRows,
  relationshipsXml,
  relationshipXml,
  rowsOf,
  rowXml,
  sheetXml,
  verdict,
  xlsx,
  xlsxOf,
} from './builders';

/** They are published as modules, which CommonJS has to ask for. */
const programs = async () => ({
  write: (await import('write-excel-file/node')).default,
  read: (await import('read-excel-file/node')).readSheet,
});

const sheet = 'xl/worksheets/sheet1.xml';
const [headings = [], values = []] = grid([fields()]);
const at = (name: string) => headings.indexOf(name);

/** The good row with a column's cell in XML. */
function sheetWith(column: string, cell: string): string {
  const cells = rowXml(values).split(/(?=<c)/);
  cells[at(column) + 1] = cell;
  return sheetXml(`${rowXml(headings)}${cells.join('')}${cells.at(-1)?.endsWith('</row>') ? '' : '</row>'}`);
}

const shared = (items: string) => ({
  'xl/_rels/workbook.xml.rels': relationshipsXml(
    relationshipXml('r1', 'worksheet', 'worksheets/sheet1.xml') +
      relationshipXml('r2', 'sharedStrings', 'sharedStrings.xml'),
  ),
  'xl/sharedStrings.xml': `<sst>${items}</sst>`,
});

async function partyNameOf(cell: string, more = {}): Promise<unknown> {
  const [row] = await rowsOf(await xlsx({ [sheet]: sheetWith('partyName', cell), ...more }));
  return row !== undefined && 'item' in row ? row.item.borrowerPerson.partyName : row;
}

describe('a cell', () => {
  it.each<[string, string, string]>([
    ['inline text', '<c t="inlineStr"><is><t>张三</t></is></c>', '张三'],
    ['runs of inline text, joined', '<c t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r></is></c>', '张三'],
    [
      'phonetic runs, ignored',
      '<c t="inlineStr"><is><t>张三</t><rPh sb="0" eb="1"><t>zhang</t></rPh></is></c>',
      '张三',
    ],
    ['a text value', '<c t="str"><v>张三</v></c>', '张三'],
    ['CDATA', '<c t="str"><v><![CDATA[张三]]></v></c>', '张三'],
    ['entities', '<c t="str"><v>&#24352;&amp;&lt;</v></c>', '张&<'],
    ['escaped characters', '<c t="str"><v>张_x0041__x005F_x0041_</v></c>', '张A_x0041_'],
    ['a shared text', '<c t="s"><v>1</v></c>', '张三'],
    ['a shared text of runs', '<c t="s"><v>2</v></c>', '李四'],
    ['an empty shared text is absent', '<c t="s"><v>0</v></c>', 'is missing'],
    ['a number', '<c><v>42</v></c>', '42'],
    ['a truth value', '<c t="b"><v>1</v></c>', 'holds a truth value, and no text'],
    ['an error', '<c t="e"><v>#REF!</v></c>', "holds the spreadsheet program's mark of an error"],
  ])('%s', async (_, cell, expected) => {
    const more = shared('<si><t/></si><si><t>张三</t></si><si><r><t>李</t></r><r><t>四</t></r></si>');
    const name = await partyNameOf(cell, more);

    expect(
      typeof name === 'string'
        ? name
        : (await errorsOf(await xlsx({ [sheet]: sheetWith('partyName', cell), ...more }))).partyName,
    ).toBe(expected);
  });

  it('with an ISO date is a time', async () => {
    const [row] = await rowsOf(
      await xlsx({ [sheet]: sheetWith('startTime', '<c t="d"><v>2025-07-01T09:00:00</v></c>') }),
    );

    expect(row).toMatchObject({ item: { joinLimit: { startTime: '2025-07-01T01:00:00.000Z' } } });
  });

  it.each([
    ['', '2025-06-30T16:00:00.000Z'],
    ['<workbookPr date1904="1"/>', '2029-07-01T16:00:00.000Z'],
  ])('with a day number counts as the workbook says: %s', async (properties, startTime) => {
    const bytes = await xlsxOf([headings, values.with(at('startTime'), 45839 as never)], properties);

    expect(await rowsOf(bytes)).toMatchObject([{ item: { joinLimit: { startTime } } }]);
  });

  it('with an identity number that became a number is refused with the reason', async () => {
    const bytes = await xlsxOf([
      headings,
      values.with(at('loanIdent'), Number(identityNumber(5).slice(0, 17)) as never),
    ]);

    expect((await errorsOf(bytes)).loanIdent).toMatch(/format the column as text/);
  });
});

describe('the first sheet', () => {
  it('is the first in the list of the workbook, whatever its part is called', async () => {
    const bytes = await xlsx({
      'xl/workbook.xml': bookXml('<sheet name="B" sheetId="9" r:id="r9"/><sheet name="A" sheetId="1" r:id="r1"/>'),
      'xl/_rels/workbook.xml.rels': relationshipsXml(
        relationshipXml('r1', 'worksheet', 'worksheets/sheet1.xml') +
          relationshipXml('r9', 'worksheet', '/xl/other/nine.xml'),
      ),
      [sheet]: 'is not read',
      'xl/other/nine.xml': goodSheet,
    });

    expect(await verdict(rowsOf(bytes))).toBe('1 rows');
  });

  it('may use a prefix for its names', async () => {
    const prefixed = goodSheet.replace(/<(\/?)(?=\w)/g, '<$1x:').replace('xmlns=', 'xmlns:x=');

    expect(await verdict(rowsOf(await xlsx({ [sheet]: prefixed })))).toBe('1 rows');
  });

  it('keeps row numbers, hidden rows and columns that are left out', async () => {
    const cells = values.map(
      (value, index) => `<c r="${String.fromCharCode(65 + index)}9" t="str"><v>${value}</v></c>`,
    );
    const rows = `${rowXml(headings)}<row r="5"/><row r="9" hidden="1">${cells.toSpliced(at('score'), 1).join('')}</row>`;

    expect(await rowsOf(await xlsx({ [sheet]: sheetXml(rows) }))).toEqual([
      { row: 9, errors: [{ column: 'score', reason: 'is missing / 未填写' }] },
    ]);
  });
});

describe('other programs', () => {
  const rows = grid(manyRows(300));

  it('write books that are read here', async () => {
    const { write } = await programs();
    const { toBuffer } = write(rows.map((row) => row.map((value) => ({ value, type: String }))));

    expect(await rowsOf(await toBuffer())).toEqual(await rowsOf(await xlsxOf(rows)));
  });

  it('write dates and numbers that are read here', async () => {
    const day = new Date(Date.UTC(2025, 6, 1, 9, 30));
    const row = values.map((value, index) =>
      index === at('startTime')
        ? { value: day, type: Date, format: 'yyyy-mm-dd hh:mm' }
        : index === at('amountRmb')
          ? { value: 300000, type: Number }
          : { value, type: String },
    );
    const { write } = await programs();
    const { toBuffer } = write([headings.map((value) => ({ value, type: String })), row]);

    expect(await rowsOf(await toBuffer())).toMatchObject([
      { item: { borrowerPerson: { amountRmb: 300000 }, joinLimit: { startTime: '2025-07-01T01:30:00.000Z' } } },
    ]);
  });

  it('read the books that are written here', async () => {
    const written = [
      ['a', 'b'],
      ['=1+1', '<张 & "三">'],
      ['line\nline', ' blanks '],
    ];
    const book = await buffer(writeWorkbook([{ name: 'A & B', columns: [], rows: written }]));

    const { read } = await programs();
    expect(await read(book, { trim: false })).toEqual(written);
  });

  it('find every text as it was, illegal characters and formulas included', async () => {
    const texts = [
      '=cmd|x',
      '+1',
      '-1',
      '@a',
      '\ttab',
      '\rreturn',
      '\u0001\u001f',
      '\ufffe',
      '\ud800',
      '_x0041_',
      ']]>',
      '𠮷',
    ];
    const book = await buffer(writeWorkbook([{ name: 'A', columns: [], rows: [headings, texts] }]));
    const { batches } = await openTable(book, planColumns);
    const read = [];
    for await (const batch of batches) read.push(...batch);

    expect(read[0]?.cells).toEqual(texts);
  });
});
