/** What a person saw in a workbook is what is read, or it is told: merged cells, sheets and rows that are hidden, formats of numbers. */

import { planColumns } from '../../../gateway/spreadsheets/plan-columns';
import { openTable } from '../../../gateway/spreadsheets/table';
import {
  bookXml,
  cellXml,
  goodSheet,
  relationshipsXml,
  relationshipXml,
  rowsOf,
  rowXml,
  sheetXml,
  verdict,
  xlsx,
} from './builders';
import { at, book, headings, rowOf } from './plan-lines';

const letter = (name: string) => String.fromCharCode(65 + at(name));
const merged = (rows: string, ...ranges: readonly string[]) =>
  sheetXml(rows).replace(
    '</worksheet>',
    `<mergeCells>${ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells></worksheet>`,
  );

async function notesOf(bytes: Buffer) {
  const table = await openTable(bytes, planColumns);
  for await (const _ of table.batches);
  return table.notes.list().filter(({ code }) => code !== 'SHEET_READ');
}

describe('a merged cell', () => {
  const three = [
    rowXml(headings),
    rowXml(rowOf('LN-1', { tokenRateFen: '500' })),
    rowXml(rowOf('LN-2', { tokenRateFen: '' })),
    rowXml(rowOf('LN-3', { tokenRateFen: '' })),
  ].join('');
  const rate = letter('tokenRateFen');

  it('over headings says the unit of all that it covers', async () => {
    const [from, to] = [letter('loanLimitRmb'), letter('shareLimitRmb')];
    const over = `<row>${headings.map((_, index) => (index === at('loanLimitRmb') ? cellXml('额度（万元）') : '<c/>')).join('')}</row>`;
    const row = rowXml(rowOf('LN-1', { loanLimitRmb: '50', shareLimitRmb: '20' }));
    const bytes = await book(merged(`${over}${rowXml(headings)}${row}`, `${from}1:${to}1`));

    expect(await rowsOf(bytes)).toMatchObject([
      {
        item: {
          borrowerPerson: { amountRmb: 300_000 },
          riskControlResult: { loanLimitRmb: 500_000, shareLimitRmb: 200_000 },
        },
      },
    ]);
  });

  it('stands for every row that it covers', async () => {
    const bytes = await book(merged(three, `${rate}2:${rate}4`));

    expect(await rowsOf(bytes, { tokenRateFen: 100 })).toMatchObject(
      [1, 2, 3].map(() => ({ item: { joinLimit: { tokenRateFen: 500 } } })),
    );
    expect(await notesOf(bytes)).toMatchObject([
      { code: 'CELLS_MERGED', detail: { column: rate, heading: 'tokenRateFen' }, rows: [3, 4] },
    ]);
  });

  it('above headings says the unit of the columns that it covers', async () => {
    const columns = [at('loanLimitRmb'), at('shareLimitRmb')] as const;
    const group = headings.map((_, index) => (index === columns[0] ? '额度（万元）' : ''));
    const rows = rowXml(group) + rowXml(headings) + rowXml(rowOf('LN-1', { loanLimitRmb: '20', shareLimitRmb: '10' }));
    const bytes = await book(merged(rows, `${letter('loanLimitRmb')}1:${letter('shareLimitRmb')}1`));

    expect(await rowsOf(bytes)).toMatchObject([
      {
        item: {
          borrowerPerson: { amountRmb: 300_000 },
          riskControlResult: { loanLimitRmb: 200_000, shareLimitRmb: 100_000 },
          joinLimit: { sharedLimitRmb: 100_000 },
        },
      },
    ]);
  });

  it.each([
    ['lies over columns of different meaning', ['B2:C2'], 'MERGED_CELLS {"sheet":"A","cell":"B2","range":"B2:C2"}'],
    ['lies over a block of them', ['B2:C4'], 'MERGED_CELLS {"sheet":"A","cell":"B2","range":"B2:C4"}'],
    [
      'reaches from the headings into the rows',
      [`${rate}1:${rate}3`],
      `MERGED_CELLS {"sheet":"A","cell":"${rate}1","range":"${rate}1:${rate}3"}`,
    ],
    ['is none', ['B2:'], 'FILE_DAMAGED'],
  ])('refuses the file where it %s', async (_, ranges, expected) => {
    expect(await verdict(rowsOf(await book(merged(three, ...ranges))))).toBe(expected);
  });

  it('may be a title, a group of headings, or a heading over two rows', async () => {
    const title = `<row r="1">${cellXml('放款明细')}</row>`;
    const group = `<row r="2">${cellXml('assetId')}${cellXml('借款人')}</row>`;
    const below = `<row r="3"><c/>${headings.slice(1).map(cellXml).join('')}</row>`;
    const bytes = await book(merged(`${title}${group}${below}${rowXml(rowOf('LN-1'))}`, 'A1:P1', 'A2:A3', 'B2:E2'));

    expect(await rowsOf(bytes)).toMatchObject([{ row: 4, item: { assetId: 'LN-1' } }]);
  });

  it('may be a heading that is two rows tall', async () => {
    const rows = `${rowXml(headings)}<row r="2"><c/></row>${rowXml(rowOf('LN-1'))}`;
    const tall = headings.map((_, index) => `${String.fromCharCode(65 + index)}1:${String.fromCharCode(65 + index)}2`);

    expect(await rowsOf(await book(merged(rows, ...tall)))).toMatchObject([{ row: 3, item: { assetId: 'LN-1' } }]);
  });

  it('may lie over a column without a heading, or over totals', async () => {
    const total = `<row>${cellXml('合计')}</row>`;
    const bytes = await book(merged(`${three}${total}`, 'P2:R2', 'A5:C5', `${rate}2:${rate}4`));

    expect(await verdict(rowsOf(bytes))).toBe('3 rows');
  });
});

describe('what is hidden', () => {
  const two = (states: readonly string[]) =>
    bookXml(
      states
        .map((state, index) => `<sheet name="S${index + 1}" sheetId="${index + 1}" r:id="r${index + 1}"${state}/>`)
        .join(''),
    );
  const sheets = (states: readonly string[], ...contents: readonly string[]) =>
    xlsx({
      'xl/workbook.xml': two(states),
      'xl/_rels/workbook.xml.rels': relationshipsXml(
        contents
          .map((_, index) => relationshipXml(`r${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`))
          .join(''),
      ),
      ...Object.fromEntries(contents.map((content, index) => [`xl/worksheets/sheet${index + 1}.xml`, content])),
    });
  const other = sheetXml(rowXml(headings) + rowXml(rowOf('LN-2')));
  const instructions = sheetXml(rowXml(['填写说明']) + rowXml(['姓名', '与身份证一致']) + rowXml(['x'.repeat(5000)]));

  it.each([' state="hidden"', ' state="veryHidden"'])('is no sheet that is read:%s', async (state) => {
    const bytes = await sheets([state, ''], goodSheet, other);

    expect(await rowsOf(bytes)).toMatchObject([{ item: { assetId: 'LN-2' } }]);
    expect(await notesOf(bytes)).toMatchObject([{ code: 'SHEETS_HIDDEN', detail: { sheets: 'S1' } }]);
  });

  it('refuses a workbook of which it is all', async () => {
    expect(await verdict(rowsOf(await sheets([' state="hidden"'], goodSheet)))).toBe('SHEETS_HIDDEN');
  });

  it('is no sheet of instructions, which is passed over and named', async () => {
    const bytes = await sheets(['', ''], instructions, other);

    expect(await rowsOf(bytes)).toMatchObject([{ item: { assetId: 'LN-2' } }]);
    const table = await openTable(bytes, planColumns);
    expect(table.notes.list()).toMatchObject([{ code: 'SHEET_READ', detail: { sheet: 'S2', row: 1 } }]);
  });

  it('is no second sheet of rows, with which the file is refused', async () => {
    expect(await verdict(rowsOf(await sheets(['', ''], goodSheet, other)))).toBe('SHEETS_SEVERAL {"sheets":"S1, S2"}');
    expect(await notesOf(await sheets(['', ''], goodSheet, sheetXml(rowXml(['x']))))).toMatchObject([
      { code: 'SHEETS_NOT_READ', detail: { sheets: 'S2' } },
    ]);
  });

  it('among the rows and columns is read, and named', async () => {
    const hidden = (xml: string) => xml.replace('<row>', '<row hidden="1">');
    const rows =
      rowXml(headings) + rowXml(rowOf('LN-1')) + hidden(rowXml(rowOf('LN-2'))) + hidden(rowXml(rowOf('LN-3')));
    const columns = '<cols><col min="3" max="3" hidden="1"/><col min="50" max="16384" hidden="1"/></cols><sheetData>';
    const bytes = await book(sheetXml(rows).replace('<sheetData>', columns));

    expect(await verdict(rowsOf(bytes))).toBe('3 rows');
    expect(await notesOf(bytes)).toMatchObject([
      { code: 'COLUMN_HIDDEN', detail: { column: 'C', field: 'loanIdent 证件号码' } },
      { code: 'ROWS_HIDDEN', rows: [3, 4], count: 2 },
    ]);
  });

  it('is named up to fifty rows and counted beyond', async () => {
    const rows = Array.from({ length: 70 }, (_, index) =>
      rowXml(rowOf(`LN-${index}`)).replace('<row>', '<row hidden="1">'),
    );
    const [note] = await notesOf(await book(sheetXml(rowXml(headings) + rows.join(''))));

    expect([note?.rows.length, note?.count]).toEqual([50, 70]);
  });
});
