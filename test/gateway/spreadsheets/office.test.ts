/** Headings, totals and encodings as back offices have them, and no template has. */
import { encode } from 'iconv-lite';
import { csvOf, verdict } from './builders';
import { at, first, headings, noted, read, renamed, row } from './loan-lines';

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
