/** What a person saw in a workbook is what is read, or it is told: merged cells, sheets and rows that are hidden, formats of numbers. */

import { buffer } from 'node:stream/consumers';
import { noteText } from '../../../gateway/intake/notes';
import { planColumns } from '../../../gateway/intake/plan-columns';
import { openTable } from '../../../gateway/intake/table';
import { rejectedBook } from '../../../gateway/intake/workbooks';
import {
  bookXml,
  cellXml,
  errorsOf,
  fields,
  goodSheet,
  grid,
  relationshipsXml,
  relationshipXml,
  rowsOf,
  rowXml,
  sheetXml,
  verdict,
  xlsx,
} from './builders';

const sheet = 'xl/worksheets/sheet1.xml';
const [headings = [], values = []] = grid([fields()]);
const at = (name: string) => headings.indexOf(name);
const letter = (name: string) => String.fromCharCode(65 + at(name));
const rowOf = (id: string, changes: Readonly<Record<string, string>> = {}) =>
  headings.map((name, index) => ({ assetId: id, ...changes })[name] ?? values[index] ?? '');
const merged = (rows: string, ...ranges: readonly string[]) =>
  sheetXml(rows).replace(
    '</worksheet>',
    `<mergeCells>${ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells></worksheet>`,
  );
const book = (xml: string) => xlsx({ [sheet]: xml });

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

  it('stands for every row that it covers', async () => {
    const bytes = await book(merged(three, `${rate}2:${rate}4`));

    expect(await rowsOf(bytes, { tokenRateFen: 100 })).toMatchObject(
      [1, 2, 3].map(() => ({ item: { joinLimit: { tokenRateFen: 500 } } })),
    );
    expect(await notesOf(bytes)).toMatchObject([{ code: 'CELLS_MERGED', rows: [3, 4] }]);
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
    expect(await notesOf(bytes)).toEqual([]);
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

  it('is no second sheet of rows, which is not read and named', async () => {
    const notes = await notesOf(await sheets(['', ''], goodSheet, other));

    expect(notes).toMatchObject([{ code: 'SHEETS_NOT_READ', detail: { sheets: 'S2' } }]);
    expect(noteText(notes[0] as never)).toMatch(/S2.* \/ .*S2/);
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

describe('the format of a number', () => {
  const formats = [
    '0%',
    '0.00"万元"',
    '0.00"%"',
    'yyyy/m/d',
    '#,##0,',
    '#,##0.00_ ',
    '"¥"#,##0',
    '[Red]0.00%;[Red]-0.00%',
    '0;0%',
    ';;;',
    '# ?/?',
  ];
  const withStyles = (xml: string) =>
    xlsx({
      [sheet]: xml,
      'xl/styles.xml':
        `<styleSheet><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>` +
        `<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/>${formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`).join('')}</cellXfs></styleSheet>`,
      'xl/_rels/workbook.xml.rels': relationshipsXml(
        relationshipXml('r1', 'worksheet', 'worksheets/sheet1.xml') + relationshipXml('r2', 'styles', 'styles.xml'),
      ),
    });
  const cellIn = (name: string, style: number, value: string) => {
    const cells = rowOf('LN-1').map(cellXml);
    cells[at(name)] = `<c s="${style}"><v>${value}</v></c>`;
    return withStyles(sheetXml(`${rowXml(headings)}<row>${cells.join('')}</row>`));
  };
  const style = (code: string) => formats.indexOf(code) + 2;
  const otherwise = expect.stringMatching(/^is shown otherwise than it is stored/);

  it.each<[string, string, number, string, unknown]>([
    ['per cent by number', 'minBps', 1, '4.3499999999999997E-2', 435],
    ['per cent', 'minBps', style('0%'), '0.18', 1_800],
    ['per cent in colours', 'minBps', style('[Red]0.00%;[Red]-0.00%'), '0.18', 1_800],
    ['a per cent sign beside the number', 'minBps', style('0.00"%"'), '18', 1_800],
    ['per cent for negative numbers only', 'minBps', style('0;0%'), '1800', 1_800],
    ['ten thousands beside the number', 'amountRmb', style('0.00"万元"'), '15', 150_000],
    ['grouping', 'amountRmb', style('#,##0.00_ '), '150000', 150_000],
    ['a currency', 'amountRmb', style('"¥"#,##0'), '150000', 150_000],
    ['per cent of an amount', 'amountRmb', style('0%'), '0.15', otherwise],
    ['thousands that are not shown', 'amountRmb', style('#,##0,'), '150000', otherwise],
    ['a date as an amount', 'amountRmb', style('yyyy/m/d'), '46082', otherwise],
    ['nothing at all', 'amountRmb', style(';;;'), '150000', otherwise],
    ['less than there is', 'minBps', style('0%'), '0.1825', expect.stringMatching(/^holds more digits than it shows/)],
    ['all that there is', 'minBps', 1, '0.1825', 1_825],
    ['a fraction', 'amountRmb', style('# ?/?'), '1.5', otherwise],
    ['per cent as a score', 'score', style('0%'), '0.95', otherwise],
  ])('%s', async (_, name, number, value, expected) => {
    const bytes = await cellIn(name, number, value);
    const [read] = await rowsOf(bytes);
    const item = read !== undefined && 'item' in read ? read.item : undefined;
    const amounts = { amountRmb: item?.borrowerPerson.amountRmb, minBps: item?.joinLimit.sharedRate.minBps };

    expect(item === undefined ? (await errorsOf(bytes))[name] : amounts[name as 'minBps']).toEqual(expected);
  });

  it('and the unit of a text above are kept in the workbook of rejected rows', async () => {
    const cells = rowOf('LN-1', { score: '', amountRmb: '15' }).map(cellXml);
    cells[at('minBps')] = `<c s="1"><v>0.18</v></c>`;
    const bytes = await withStyles(
      sheetXml(`${rowXml(['单位：万元'])}${rowXml(headings)}<row>${cells.join('')}</row>`),
    );
    const rejected = await buffer(
      rejectedBook(await openTable(bytes, planColumns), [{ row: 3, reasons: ['score: is missing'] }]),
    );
    const { readSheet } = await import('read-excel-file/node');
    const [written = [], row = []] = await readSheet(rejected);

    expect([written[at('amountRmb')], row[at('amountRmb')], row[at('minBps')]]).toEqual([
      'amountRmb（万元）',
      '15',
      '18%',
    ]);
  });
});

describe('a formula', () => {
  const formula = (value: string) => `<c><f>SUM(A1)</f>${value}</c>`;

  it.each<[string, string, string]>([
    [
      'in a row',
      `${rowXml(headings)}<row>${formula('<v>1</v>')}${rowOf('').slice(1).map(cellXml).join('')}</row>`,
      'FILE_HAS_FORMULAS {"sheet":"A","cell":"A2"}',
    ],
    [
      'that was never reckoned, alone in a row',
      `${rowXml(headings)}${rowXml(rowOf('LN-1'))}<row>${formula('')}</row>`,
      'FILE_HAS_FORMULAS {"sheet":"A","cell":"A3"}',
    ],
    [
      'in a total',
      `${rowXml(headings)}${rowXml(rowOf('LN-1'))}<row>${cellXml('合计')}<c/><c/><c/>${formula('<v>1</v>')}</row>`,
      '1 rows',
    ],
    ['in a title', `<row>${formula('<v>46082</v>')}</row>${rowXml(headings)}${rowXml(rowOf('LN-1'))}`, '1 rows'],
    [
      'in a serial number',
      `${rowXml(['序号', ...headings])}<row>${formula('<v>1</v>')}${rowOf('LN-1').map(cellXml).join('')}</row>`,
      '1 rows',
    ],
    ['that shows nothing', `${rowXml(headings)}${rowXml(rowOf('LN-1'))}<row>${formula('<v></v>')}</row>`, '1 rows'],
  ])('%s', async (_, rows, expected) => expect(await verdict(rowsOf(await book(sheetXml(rows))))).toBe(expected));
});

describe('a workbook is refused for what it holds, not for what it mentions', () => {
  const types = (items: string) => ({ '[Content_Types].xml': `<Types>${items}</Types>` });
  const vba = 'application/vnd.ms-office.vbaProject';

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['a type for macros that no part has', types(`<Default Extension="bin" ContentType="${vba}"/>`), '1 rows'],
    [
      'such a type and the settings of a printer',
      { ...types(`<Default Extension="bin" ContentType="${vba}"/>`), 'xl/printerSettings/printerSettings1.bin': 'x' },
      '1 rows',
    ],
    ['a picture that is called as macros are', { 'xl/media/vbaProject.png': 'x' }, '1 rows'],
    ['a picture that is called as links are', { 'xl/media/connections.xml.png': '' }, '1 rows'],
    [
      'macros',
      { ...types(`<Default Extension="bin" ContentType="${vba}"/>`), 'xl/vbaProject.bin': 'x' },
      'FILE_HAS_MACROS',
    ],
    ['a link', { 'xl/externalLinks/externalLink1.xml': '<x/>' }, 'FILE_HAS_EXTERNAL_LINKS'],
  ])('%s', async (_, more, expected) => expect(await verdict(rowsOf(await xlsx(more)))).toBe(expected));

  it('a binary workbook is told as one', async () => {
    const rels = relationshipsXml(relationshipXml('r1', 'officeDocument', 'xl/workbook.bin'));
    const type = 'application/vnd.ms-excel.sheet.binary.macroEnabled.main';
    const named = types(`<Override PartName="/xl/workbook.bin" ContentType="${type}"/>`);

    expect(await verdict(rowsOf(await xlsx({ ...named, '_rels/.rels': rels, 'xl/workbook.bin': 'x' })))).toBe(
      'FILE_TYPE_NOT_SUPPORTED {"found":"xlsb"}',
    );
  });
});
