/** Numbers that are shown in another way than they are stored, formulas, and what a workbook must not hold. */

import { buffer } from 'node:stream/consumers';
import { planColumns } from '../../../gateway/spreadsheets/plan-columns';
import { openTable } from '../../../gateway/spreadsheets/table';
import { writeRejectedRows } from '../../../gateway/spreadsheets/workbooks';
import {
  cellXml,
  errorsOf,
  relationshipsXml,
  relationshipXml,
  rowsOf,
  rowXml,
  sheetXml,
  verdict,
  xlsx,
} from './builders';
import { at, book, headings, rowOf, sheet } from './plan-lines';

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
    '0"万"0000',
    '[$$-409]#,##0',
    '[$￥-804]#,##0',
    '0"千"',
    'yyyy-mm-dd',
    'yyyy-mm-dd hh:mm:ss',
    'yyyy"年"m"月"',
    'hh:mm',
    'aaaa',
    '00000',
    '@"万"',
    String.raw`0\.0000"万"`,
    '0"."0',
    '[<10]0;0"万"',
    String.raw`#\ ##0`,
    '"LN-"0000',
    'm"月"d"日"',
    '0.0,"千"',
  ];
  const withStyles = (xml: string) =>
    xlsx({
      [sheet]: xml,
      'xl/styles.xml':
        `<styleSheet><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"/>`).join('')}</numFmts>` +
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
  const unknown = expect.stringMatching(/^has a unit or currency that is not known/);
  const otherwise = expect.stringMatching(/^is shown otherwise than it is stored/);

  it.each<[string, string, number, string, unknown]>([
    ['per cent by number', 'minBps', 1, '4.3499999999999997E-2', 435],
    ['per cent', 'minBps', style('0%'), '0.18', 1_800],
    ['per cent in colours', 'minBps', style('[Red]0.00%;[Red]-0.00%'), '0.18', 1_800],
    ['a per cent sign beside the number', 'minBps', style('0.00"%"'), '18', 1_800],
    ['per cent for negative numbers only', 'minBps', style('0;0%'), '1800', 1_800],
    ['ten thousands beside the number', 'amountRmb', style('0.00"万元"'), '15', 150_000],
    ['a decimal that floating point has not', 'amountRmb', style('0.00"万元"'), '16.1', 161_000],
    ['a decimal as a program stores it', 'amountRmb', style('0.00"万元"'), '8.1999999999999993', 82_000],
    ['a very small one', 'amountRmb', style('0.00"万元"'), '1E-7', expect.stringMatching(/^holds more digits/)],
    ['grouping', 'amountRmb', style('#,##0.00_ '), '150000', 150_000],
    ['a currency', 'amountRmb', style('"¥"#,##0'), '150000', 150_000],
    ['per cent of an amount', 'amountRmb', style('0%'), '0.15', otherwise],
    ['thousands that are not shown', 'amountRmb', style('#,##0,'), '150000', otherwise],
    ['a date as an amount', 'amountRmb', style('yyyy/m/d'), '46082', otherwise],
    ['nothing at all', 'amountRmb', style(';;;'), '150000', otherwise],
    ['less than there is', 'minBps', style('0%'), '0.1825', expect.stringMatching(/^holds more digits than it shows/)],
    ['all that there is', 'minBps', 1, '0.1825', 1_825],
    ['a fraction', 'amountRmb', style('# ?/?'), '1.5', otherwise],
    ['ten thousands between the digits', 'amountRmb', style('0"万"0000'), '150000', otherwise],
    ['dollars', 'amountRmb', style('[$$-409]#,##0'), '150000', unknown],
    ['yuan by its language', 'amountRmb', style('[$￥-804]#,##0'), '150000', 150_000],
    ['a point that is a text', 'amountRmb', style(String.raw`0\.0000"万"`), '150000', otherwise],
    ['a point that is a quoted text', 'amountRmb', style('0"."0'), '150000', otherwise],
    ['another section for such numbers', 'amountRmb', style('[<10]0;0"万"'), '15', otherwise],
    ['blanks between thousands', 'amountRmb', style(String.raw`#\ ##0`), '150000', 150_000],
    ['an unknown unit', 'amountRmb', style('0"千"'), '150', unknown],
    ['per cent as a score', 'score', style('0%'), '0.95', otherwise],
  ])('%s', async (_, name, number, value, expected) => {
    const bytes = await cellIn(name, number, value);
    const [read] = await rowsOf(bytes);
    const item = read !== undefined && 'item' in read ? read.item : undefined;
    const amounts = { amountRmb: item?.borrowerPerson.amountRmb, minBps: item?.joinLimit.sharedRate.minBps };

    expect(item === undefined ? (await errorsOf(bytes))[name] : amounts[name as 'minBps']).toEqual(expected);
  });

  it('keeps leading zeros of an identifier', async () => {
    const [read] = await rowsOf(await cellIn('assetId', style('00000'), '12'));

    expect(read).toMatchObject({ item: { assetId: '00012' } });
  });

  it('of a text is read as it is shown', async () => {
    const cells = rowOf('LN-1').map(cellXml);
    cells[at('amountRmb')] = `<c s="${style('@"万"')}" t="inlineStr"><is><t>15</t></is></c>`;

    expect(await rowsOf(await withStyles(sheetXml(`${rowXml(headings)}<row>${cells.join('')}</row>`)))).toMatchObject([
      { item: { borrowerPerson: { amountRmb: 150_000 } } },
    ]);
  });

  it.each([
    ['assetId', '"LN-"0000', '1'],
    ['assetId', 'm"月"d"日"', '46082'],
    ['amountRmb', '0.0,"千"', '150000'],
    ['amountRmb', 'yyyy/m/d', '46082'],
    ['score', '0', '1.5'],
  ])('that refuses %s as %s refuses it in the rejected workbook, too', async (name, code, value) => {
    const upload = await cellIn(name, code === '0' ? style('0;0%') : style(code), value);
    const rejected = await buffer(
      writeRejectedRows(await openTable(upload, planColumns), [{ row: 2, reasons: ['x'] }]),
    );

    expect(Object.keys(await errorsOf(upload))).toEqual([name]);
    expect(Object.keys(await errorsOf(rejected))).toEqual([name]);
  });

  const inPart = expect.stringMatching(/^shows only part of the date or time/);

  it.each<[string, string, string, unknown]>([
    ['a day', 'yyyy-mm-dd', '46447', '2027-03-01T15:59:59.999Z'],
    ['a day by number', 'yyyy/m/d', '46447', '2027-03-01T15:59:59.999Z'],
    ['midnight', 'yyyy-mm-dd hh:mm:ss', '46447', '2027-02-28T16:00:00.000Z'],
    ['a time', 'yyyy-mm-dd hh:mm:ss', '46447.5', '2027-03-01T04:00:00.000Z'],
    ['a day and hides its time', 'yyyy-mm-dd', '46447.5', inPart],
    ['no day', 'yyyy"年"m"月"', '46447', inPart],
    ['no date', 'hh:mm', '46447.5', inPart],
    ['the day of the week', 'aaaa', '46447', inPart],
    ['a year as a number', '#,##0.00_ ', '2025', expect.stringMatching(/^is a number that is shown as no date/)],
  ])('of a date that shows %s', async (_, code, value, expected) => {
    const bytes = await cellIn('endTime', style(code), value);
    const [read] = await rowsOf(bytes);
    const item = read !== undefined && 'item' in read ? read.item : undefined;

    expect(item === undefined ? (await errorsOf(bytes)).endTime : item.joinLimit.endTime).toEqual(expected);
  });

  it('and the unit of a text above are kept in the workbook of rejected rows', async () => {
    const cells = rowOf('LN-1', { score: '', amountRmb: '15' }).map(cellXml);
    cells[at('minBps')] = `<c s="1"><v>0.18</v></c>`;
    const bytes = await withStyles(
      sheetXml(`${rowXml(['单位：万元'])}${rowXml(headings)}<row>${cells.join('')}</row>`),
    );
    const rejected = await buffer(
      writeRejectedRows(await openTable(bytes, planColumns), [{ row: 3, reasons: ['score: is missing'] }]),
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
    [
      'that shows nothing',
      `${rowXml(headings)}${rowXml(rowOf('LN-1'))}<row>${formula('<v></v>').replace('<c>', '<c t="str">')}</row>`,
      '1 rows',
    ],
    [
      'with an empty result, as a program writes it that does not reckon',
      `${rowXml(headings)}${rowXml(rowOf('LN-1'))}<row>${formula('<v></v>')}</row>`,
      'FILE_HAS_FORMULAS {"sheet":"A","cell":"A3"}',
    ],
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
