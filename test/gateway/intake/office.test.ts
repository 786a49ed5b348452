/** Books as back offices keep them: headings, units, totals and encodings that no template has. */
import { encode } from 'iconv-lite';
import { loanBook } from '../../../gateway/intake/loan-book';
import { noteText } from '../../../gateway/intake/notes';
import { bookRows } from '../../../gateway/intake/rows';
import { openTable } from '../../../gateway/intake/table';
import { loanConditions } from '../imports/loans';
import { citizenNumber, evidenceSha256 } from '../subjects/people';
import { csvOf, english, verdict } from './builders';

const wanted = { conditions: loanConditions, afterRow: 1, timeZone: 'Asia/Shanghai' } as const;
const headings = ['证件类型', '证件号码', '姓名', '核验凭证哈希', '借款金额', '年利率', '借款时间', '到期日'];
const row = (changes: Readonly<Record<number, string>> = {}, sequence = 1) =>
  Object.assign(
    ['身份证', citizenNumber(sequence), '张三', evidenceSha256, '150000', '1500', '2025-07-01', '2036-07-01'],
    changes,
  );
const at = { number: 1, name: 2, amount: 4, rate: 5, start: 6, end: 7 } as const;
const renamed = (changes: Readonly<Record<number, string>>) => Object.assign([...headings], changes);

/** What a text of these lines is read as. */
async function read(lines: readonly (readonly string[])[], bytes = csvOf(lines)) {
  const table = await openTable(bytes, loanBook.columns);
  const rows = [];
  for await (const batch of bookRows(loanBook, table, wanted)) rows.push(...batch);
  return { rows, notes: table.notes.list() };
}

async function first(lines: readonly (readonly string[])[]) {
  const [answer] = (await read(lines)).rows;
  if (answer === undefined) throw new Error('no row');
  return 'item' in answer ? answer.item : answer.errors.map(({ column, reason }) => `${column} ${english(reason)}`);
}

const noted = async (lines: readonly (readonly string[])[]) =>
  (await read(lines)).notes.map(({ code, rows }) => (rows.length === 0 ? code : `${code} ${rows.join()}`));

describe('the unit of a heading', () => {
  it.each([
    ['借款金额（万元）', '15', 150_000],
    ['借款金额(万元)', '15.26', 152_600],
    ['借款金额【万元】', '15', 150_000],
    ['借款金额/万元', '15', 150_000],
    ['借款金额：万元', '15', 150_000],
    ['借款金额（单位：万元）', '15', 150_000],
    ['借款金额 单位:万元', '15', 150_000],
    ['借款金额万元', '15', 150_000],
    ['金额万元', '15', 150_000],
    ['借款金额\n（万元）', '15', 150_000],
    ['借款金额（人民币万元）', '15', 150_000],
    ['借款金額（萬元）', '15', 150_000],
    ['amountRmb (万元)', '15', 150_000],
    ['借款金额（万元，必填）', '15', 150_000],
    ['借款金额（千元）', '150', 150_000],
    ['借款金额（亿元）', '0.5', 50_000_000],
    ['借款金额（元）', '150000', 150_000],
    ['借款金额（分）', '15000000', 150_000],
    ['借款金额（万元）', '0.000123456', ['amountRmb is no whole number of 元 yuan']],
    ['借款金额（万元）', '15万元', 150_000],
    ['借款金额（千元）', '15万', ['amountRmb has a unit of its own, and its heading has another']],
  ])('%j with %s is %j', async (heading, amount, expected) => {
    const item = await first([renamed({ [at.amount]: heading }), row({ [at.amount]: amount })]);

    expect(Array.isArray(item) ? item : item.amountRmb).toEqual(expected);
  });

  it.each([
    ['年利率（%）', '18', 1_800],
    ['年利率（％）', '4.35', 435],
    ['年利率%', '18', 1_800],
    ['年利率/%', '18', 1_800],
    ['年利率（%/年）', '18', 1_800],
    ['年利率（百分比）', '18', 1_800],
    ['年利率（‰）', '180', 1_800],
    ['年利率（年化%）', '18', 1_800],
    ['年利率（bps）', '1800', 1_800],
    ['年利率（基点）', '1800', 1_800],
    ['年利率', '18%', 1_800],
    ['年利率', '180‰', 1_800],
    ['年利率', '１８％', 1_800],
    ['年利率（bps）', '18%', 1_800],
    ['年利率（%）', '4.355', ['rateBps is no whole number of bps 万分之一; write 18% or 1800']],
  ])('%j with %s is %j', async (heading, rate, expected) => {
    const item = await first([renamed({ [at.rate]: heading }), row({ [at.rate]: rate })]);

    expect(Array.isArray(item) ? item : item.rateBps).toEqual(expected);
  });

  it.each([
    [at.amount, '借款金额（美元）', '美元'],
    [at.amount, '借款金额（万日元）', '万日元'],
    [at.amount, '借款金额（%）', '%'],
    [at.rate, '年利率（月）', '月'],
    [at.rate, '年利率（万元）', '万元'],
    [at.end, '到期日（UTC）', 'utc'],
    [at.end, '到期日（不含）', '不含'],
  ])('is refused by name where it is not known: column %i as %s', async (index, heading, unit) => {
    expect(await verdict(first([renamed({ [index]: heading }), row()]) as never)).toMatch(
      new RegExp(`^UNIT_UNKNOWN .*"unit":"${unit}"`),
    );
  });

  it.each([
    ['年利率', '到期日（yyyy-mm-dd）'],
    ['年利率（年化）', '到期日（北京时间）'],
  ])('is no unit where it is a remark: %s, %s', async (rate, end) => {
    expect(await first([renamed({ [at.rate]: rate, [at.end]: end }), row()])).toMatchObject({ rateBps: 1_500 });
  });

  it('may stand above the headings for all of them', async () => {
    const lines = [['2026年3月放款明细表', '', '', '单位：万元'], headings, row({ [at.amount]: '15' })];

    expect(await first(lines)).toMatchObject({ amountRmb: 150_000, rateBps: 1_500 });
    expect(await verdict(first([['单位：万美元'], headings, row()]) as never)).toMatch(/^UNIT_UNKNOWN .*"cell":"A1"/);
    expect(await first([['填报单位：某某银行'], headings, row()])).toMatchObject({ amountRmb: 150_000 });
  });

  it('may stand in a row below the headings', async () => {
    const units = ['', '必填', '', '', '（万元）', '%', '', ''];

    expect(await first([headings, units, row({ [at.amount]: '15', [at.rate]: '18' })])).toMatchObject({
      amountRmb: 150_000,
      rateBps: 1_800,
    });
  });

  it('is shown with what became of it', async () => {
    const { notes } = await read([renamed({ [at.amount]: '借款金额（万元）' }), row({ [at.amount]: '15' })]);
    const note = notes.find(({ code }) => code === 'UNIT_CONVERTED');

    expect(note && noteText(note)).toMatch(
      /^Column E \(借款金额（万元）\) was read as amountRmb 借款额 in 万元 .*× 10000.* \/ 第 E 列/,
    );
  });

  it('that was perhaps meant, in a rate below 1 %, is a warning of the row', async () => {
    const [answer] = (await read([headings, row({ [at.rate]: '18', [at.end]: '2036-07-01 12:00' })])).rows;

    expect(answer).toMatchObject({
      item: { rateBps: 18 },
      warnings: [{ code: 'RATE_LOW', detail: { field: 'rateBps 年利率' } }],
    });
  });
});

describe('an amount', () => {
  it.each([
    ['150,000', 150_000],
    ['150,000.00', 150_000],
    ['15万', 150_000],
    ['15 万元', 150_000],
    ['15万元整', 150_000],
    ['1.5亿', 150_000_000],
    ['¥150000', 150_000],
    ['￥150,000', 150_000],
    ['１５００００', 150_000],
    ['150000元', 150_000],
    ['人民币150000元', 150_000],
    ["'150000", 150_000],
    ['十五万', ['amountRmb is no number in digits']],
    ['15w', ['amountRmb is no number in digits']],
    ['1,5', ['amountRmb is no number in digits']],
    ['(150,000)', ['amountRmb is below 1']],
    ['$150000', ['amountRmb is no number in digits']],
  ])('%s is %j', async (amount, expected) => {
    const item = await first([headings, row({ [at.amount]: amount })]);

    expect(Array.isArray(item) ? item : item.amountRmb).toEqual(expected);
  });
});

describe('a day', () => {
  it.each(['2025年7月1日', '2025.7.1', '20250701', '2025/7/1', '2025－07－01'])('%s begins at 00:00', async (day) => {
    expect(await first([headings, row({ [at.start]: day })])).toMatchObject({ startTime: '2025-06-30T16:00:00.000Z' });
  });

  it.each([
    ['2036-07-01', '2036-07-01T15:59:59.999Z', ['DAY_ENDS']],
    ['2036年7月1日', '2036-07-01T15:59:59.999Z', ['DAY_ENDS']],
    ['2036-07-01 00:00', '2036-06-30T16:00:00.000Z', undefined],
    ['2036年7月1日 18:00', '2036-07-01T10:00:00.000Z', undefined],
  ])('%s as a maturity is %s, and told', async (day, maturityTime, codes) => {
    const [answer] = (await read([headings, row({ [at.end]: day })])).rows;

    expect(answer).toMatchObject({ item: { maturityTime } });
    expect(answer && 'item' in answer && answer.warnings?.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a number of a person', () => {
  it.each([
    (number: string) => ` ${number} `,
    (number: string) => `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`,
    (number: string) => `'${number}`,
    (number: string) => `\t${number}`,
    (number: string) => `="${number}"`,
  ])('is read as other programs hand it over: %s', async (written) => {
    expect(await first([headings, row({ [at.number]: written(citizenNumber(1)) })])).toMatchObject({
      identityNumber: citizenNumber(1),
    });
  });
});

describe('headings of an office', () => {
  it.each([
    '*姓名',
    '姓名*',
    '※姓名',
    '姓名：',
    '姓 名',
    '姓\n名',
    '姓\u200b名',
    '\ufeff姓名',
    '姓名（必填）',
    '客户姓名',
    '借款人姓名',
    'Ｎａｍｅ',
    'name 姓名',
    '姓名/name',
    '借款人名稱',
  ])('may be written as %j', async (heading) => {
    expect(await first([renamed({ [at.name]: heading }), row()])).toMatchObject({ name: '张三' });
  });

  it('may be traditional throughout', async () => {
    const traditional = ['證件類型', '證件號碼', '姓名', '核驗憑證哈希', '借款金額', '年利率', '借款時間', '到期日'];

    expect(await first([traditional, row({ 0: '居民身份證' })])).toMatchObject({ identityKind: 'ID_CARD' });
  });

  it('may stand below a title, a group row and blank rows', async () => {
    const lines = [['2026年3月放款明细'], [''], ['借款人', '', '', '', '借款信息'], headings, row()];

    expect((await read(lines)).rows).toMatchObject([{ row: 5, item: { name: '张三' } }]);
  });

  it('may have others beside them that are not read, which is told', async () => {
    const wide = ['序号', ...headings, '备注', '备注说明'];
    const { rows, notes } = await read([wide, ['1', ...row(), 'new customer', '']]);

    expect(rows).toMatchObject([{ item: { name: '张三' } }]);
    expect(notes.map(({ code, detail }) => [code, detail.column])).toEqual([
      ['COLUMN_IGNORED', 'A'],
      ['COLUMN_IGNORED', 'J'],
      ['COLUMN_IGNORED', 'K'],
    ]);
  });

  it('that are not known are told with their place and what they may be meant for', async () => {
    const told = await verdict(first([['title'], renamed({ [at.amount]: '借款总金额' }), row()]) as never);

    expect(JSON.parse(told.slice('HEADINGS_UNKNOWN '.length))).toEqual({
      row: 2,
      column: 'E',
      cell: 'E2',
      heading: '借款总金额',
      nearest: expect.stringMatching(/^amountRmb 借款额/),
      known: expect.stringContaining('identityNumber 证件号码, '),
    });
  });

  it('that were left out are missed, and nothing of the first row is told', async () => {
    const told = await verdict(first([row(), row({}, 2)]) as never);

    expect(told).toMatch(/^HEADINGS_UNKNOWN \{"row":1,"known"/);
    expect(told).not.toMatch(/张三|\d{10}/);
  });
});

describe('a row that is no entry', () => {
  it.each([
    [['合计', '', '', '', '150000']],
    [['', '', '合 计', '', '150000']],
    [['总计：', '', '', '', '150000']],
    [['小计（1笔）', '', '', '', '150000']],
    [['北京分行小计', '', '', '', '150000']],
    [['共3笔', '', '', '', '150000']],
    [['制表人：李四', '审核人：王五', '']],
    [['制表人', '审核人：王五', '', '李四']],
    [['制表日期：2026-03-01']],
    [['备注：本表仅供内部使用']],
    [headings],
  ])('is skipped and told: %j', async (line) => {
    const lines = [headings, row(), line, row({}, 2)];

    expect((await read(lines)).rows.map((each) => each.row)).toEqual([2, 4]);
    expect(await noted(lines)).toEqual(['ROWS_SKIPPED 3']);
  });

  it('holds a serial number and nothing else', async () => {
    expect(await noted([['序号', ...headings], ['1', ...row()], ['2']])).toEqual(['COLUMN_IGNORED', 'ROWS_SKIPPED 3']);
  });

  it.each([[row({ [at.name]: '合计' })], [['', '', '某某', '', '150000']]])(
    'is one where it names somebody, or says nothing of the kind: %j',
    async (line) => {
      expect((await read([headings, line])).rows).toHaveLength(1);
      expect(await noted([headings, line])).toEqual([]);
    },
  );
});

describe('the encoding of a text', () => {
  const lines = [headings, ...Array.from({ length: 5 }, (_, index) => row({}, index))];
  const english8 = [
    'identityKind',
    'identityNumber',
    'name',
    'evidenceSha256',
    'amountRmb',
    'rateBps',
    'startTime',
    'maturityTime',
  ];
  const named = (names: readonly string[]) => [
    english8,
    ...names.map((name, index) => row({ 0: 'ID_CARD', [at.name]: name }, index)),
  ];
  const text = (table: readonly (readonly string[])[]) => csvOf(table).toString();
  const outcome = (bytes: Buffer) => verdict(read([], bytes).then(({ rows }) => rows));

  it.each<[string, Buffer, string]>([
    ['GB18030', encode(text(lines), 'gb18030'), '5 rows'],
    [
      'GBK with rare names below Chinese headings',
      encode(text([headings, row({ [at.name]: '喆镕㛃陳' })]), 'gb18030'),
      '1 rows',
    ],
    ['Chinese names below English headings', encode(text(named(['张三', '李四', '欧阳娜娜'])), 'gb18030'), '3 rows'],
    [
      'Big5',
      encode(text([renamed({ [at.amount]: '借款金額' }), row({ [at.name]: '陳大文' })]), 'big5'),
      'ENCODING_NOT_SUPPORTED',
    ],
    [
      'Big5 below English headings',
      encode(text(named(['王小明', '張大文', '劉德華', '林志玲'])), 'big5'),
      'ENCODING_NOT_SUPPORTED',
    ],
    ['Shift-JIS', encode(text(named(['山田太郎', 'スズキ', '佐藤'])), 'shiftjis'), 'ENCODING_NOT_SUPPORTED'],
    [
      'EUC-KR',
      encode(text(named(['김철수', '이영희', '박지성', '최민수', '정우성', '강호동', '조용필'])), 'euckr'),
      'ENCODING_NOT_SUPPORTED',
    ],
    ['Windows-1251', encode(text(named(['Иванов Иван', 'Петров Пётр', 'Сидоров'])), 'win1251'), 'ENCODING_MIXED'],
    ['KOI8-R', encode(text(named(['иванов иван', 'петров петр', 'сидоров сидор'])), 'koi8-r'), 'ENCODING_MIXED'],
    ['Windows-1252', encode(text(named(['Müller', 'Gräfe', 'Söder'])), 'win1252'), 'ENCODING_NOT_SUPPORTED'],
    [
      'UTF-16 without a mark, of Chinese alone',
      Buffer.from(text(lines), 'utf16le'),
      'ENCODING_NOT_SUPPORTED {"found":"UTF-16"}',
    ],
  ])('%s', async (_, bytes, expected) => expect(await outcome(bytes)).toBe(expected));

  it('leaves the delimiter to be told by the headings where a title has none', async () => {
    expect(await outcome(Buffer.concat([Buffer.from('放款明细\r\n'), csvOf(lines, ';')]))).toBe('5 rows');
    expect(await outcome(Buffer.concat([Buffer.from('sep=;\r\n'), csvOf(lines, ';')]))).toBe('5 rows');
  });
});
