/** Rows to plans: where values go, what conditions stand in for, and every error of a row. */
import { conditionsForm } from '../../../gateway/api/plan-conditions';
import { car, csv, csvOf, errorsOf, fields, grid, rowsOf, verdict, xlsxOf } from './builders';

async function planOf(...rows: Parameters<typeof csv>[0]) {
  const [row] = await rowsOf(csv(rows));
  if (row === undefined || !('item' in row)) throw new Error(`no plan: ${JSON.stringify(row)}`);
  return row.item;
}

describe('a row', () => {
  it('becomes a plan as it is sent over REST', async () => {
    expect(await planOf(fields({ ...car, violationFineDataUrl: 'https://a.example/1', form: '联合放贷' }))).toEqual({
      assetId: 'LN-1',
      borrowerPerson: {
        partyName: '张三',
        loanIdent: fields().loanIdent,
        loanMobile: '13800000001',
        amountRmb: 300000,
        loanKind: 'CASH',
      },
      carMortgageInfo: {
        licensePlateNumber: '京A00001',
        engineNumber: 'E1',
        mileageKm: 42000,
        timeToBuy: '2021-06-29T16:00:00.000Z',
      },
      assetData: { violationFineDataUrl: 'https://a.example/1' },
      riskControlResult: { score: 'A+', loanLimitRmb: 500000, shareLimitRmb: 200000 },
      joinLimit: {
        sharedLimitRmb: 100000,
        sharedRate: { minBps: 1800, maxBps: 2000 },
        tokenRateFen: 100,
        participantCount: 3,
        startTime: '2025-07-01T01:00:00.000Z',
        endTime: '2027-07-08T10:00:00.000Z',
        form: 'JOINT',
      },
    });
  });

  it('has no car where its four cells are empty', async () => {
    const [, second] = await rowsOf(csv([fields(car), fields({ assetId: 'LN-2' })]));

    expect(second).toMatchObject({ row: 3, item: expect.not.objectContaining({ carMortgageInfo: expect.anything() }) });
  });

  it('loses the blanks around its cells, full-width and non-breaking ones too', async () => {
    expect((await planOf(fields({ partyName: '\u3000张三\u00a0 ' }))).borrowerPerson.partyName).toBe('张三');
  });

  it('keeps the number that a spreadsheet shows, blank rows counted', async () => {
    const [headings = [], row = []] = grid([fields()]);
    const rows = await rowsOf(csvOf([headings, [''], row, [' ', ''], ['LN-2', ...row.slice(1)]]));

    expect(rows.map(({ row }) => row)).toEqual([3, 5]);
  });
});

describe('conditions', () => {
  it('stand in for what a row leaves out, member by member; what the row says wins', async () => {
    const bytes = csv([fields({ minBps: undefined, participantCount: undefined, maxBps: '1900', endTime: '' })]);
    const [row] = await rowsOf(bytes, {
      sharedRate: { minBps: 1500, maxBps: 2500 },
      participantCount: 7,
      endTime: '2027-01-01T00:00:00.000Z',
      form: 'JOINT',
    });

    expect(row).toMatchObject({
      item: {
        joinLimit: {
          sharedRate: { minBps: 1500, maxBps: 1900 },
          participantCount: 7,
          endTime: '2027-01-01T00:00:00.000Z',
        },
      },
    });
  });

  it('are any members of a joinLimit, and no others', () => {
    const given = { sharedRate: { maxBps: 1 }, startTime: '2025-07-01T09:00:00+08:00' };

    expect(conditionsForm.parse({})).toEqual({});
    expect(conditionsForm.parse(given)).toEqual({ ...given, startTime: '2025-07-01T01:00:00.000Z' });
    expect(conditionsForm.safeParse({ score: 'A' }).success).toBe(false);
    expect(conditionsForm.safeParse({ startTime: '2025-07-01' }).success).toBe(false);
    expect(conditionsForm.safeParse({ participantCount: 0 }).success).toBe(false);
  });

  it('may ask for a least amount, by its Chinese name, too', async () => {
    const [headings = [], row = []] = grid([fields({ minConfirmRmb: '20000' })]);
    const chinese = headings.map((heading) => (heading === 'minConfirmRmb' ? '最低参与金额' : heading));
    const other = headings.map((heading, index) => (heading === 'minConfirmRmb' ? '' : row[index]) ?? '');
    const rows = await rowsOf(csvOf([chinese, row, ['LN-2', ...other.slice(1)]]), { minConfirmRmb: 30_000 });

    const joinLimits = rows.map((each) => 'item' in each && each.item.joinLimit.minConfirmRmb);
    expect(joinLimits).toEqual([20_000, 30_000]);
  });

  it('are not changed by a row for the next', async () => {
    const conditions = { sharedRate: { minBps: 1500, maxBps: 2500 } };
    const rows = await rowsOf(csv([fields({ minBps: '1' }), fields({ assetId: 'LN-2', minBps: '' })]), conditions);

    expect(rows[1]).toMatchObject({ item: { joinLimit: { sharedRate: { minBps: 1500 } } } });
  });

  it('are missed by the row that neither has', async () => {
    expect(await errorsOf(csv([fields({ tokenRateFen: undefined, maxBps: undefined })]))).toEqual({
      tokenRateFen: 'is neither in the row nor in the conditions of the file',
      maxBps: 'is neither in the row nor in the conditions of the file',
    });
  });
});

describe('a row that is not right', () => {
  it('is told all that is wrong with it, and no value of it', async () => {
    const bytes = csv([
      fields({
        assetId: 'LN 1',
        partyName: 'x'.repeat(257),
        loanIdent: '110101199003070000',
        loanMobile: '12345',
        amountRmb: '3,5',
        loanKind: 'GIFT',
        loanLimitRmb: '-1',
        participantCount: '501',
        startTime: 'soon',
        engineNumber: 'E1',
      }),
    ]);

    expect(await errorsOf(bytes)).toEqual({
      assetId: 'is no identifier of 1 to 64 letters, digits, dots, underscores and hyphens',
      partyName: 'has more than 256 characters',
      loanIdent: expect.stringContaining('has lost digits'),
      loanMobile: 'is no mobile number of 11 digits',
      amountRmb: 'is no number in digits',
      loanKind: expect.stringContaining('is none of CASH (信用贷)'),
      licensePlateNumber: 'is missing while other columns of the car are filled',
      mileageKm: 'is missing while other columns of the car are filled',
      timeToBuy: 'is missing while other columns of the car are filled',
      loanLimitRmb: 'is below 0',
      participantCount: 'is above 500',
      startTime: expect.stringContaining('is no date or time'),
    });
  });

  it.each(['/', '无', '—'])('is told to leave an optional cell empty that says %s', async (nothing) => {
    const bytes = csv([
      fields({ ...car, timeToBuy: nothing, mileageKm: nothing, engineNumber: nothing, form: nothing }),
    ]);

    expect(new Set(Object.values(await errorsOf(bytes)))).toEqual(
      new Set(['says that there is nothing; leave the cell empty']),
    );
  });

  it('is told of a score in both languages', async () => {
    expect(await errorsOf(csv([fields({ score: '优' })]))).toEqual({
      score: expect.stringContaining('is no score of 1 to 16'),
    });
    const [row] = await rowsOf(csv([fields({ score: '优' })]));
    expect(JSON.stringify(row)).toContain('只能为 1 至 16 位');
  });

  it('is told of required cells that are empty', async () => {
    expect(await errorsOf(csv([fields({ assetId: ' ', score: '' })]))).toEqual({
      assetId: 'is missing',
      score: 'is missing',
    });
  });

  it('holds more cells than there are headings', async () => {
    const [headings = [], row = []] = grid([fields()]);

    expect(await errorsOf(csvOf([headings, [...row, '', 'more']]))).toEqual({ R: 'holds a value but has no heading' });
    expect(await errorsOf(await xlsxOf([headings, [...row, '', 'more']]))).toEqual({
      R: 'holds a value but has no heading',
    });
  });

  it('repeats an identifier of an earlier row, with or without the owner', async () => {
    const rows = await rowsOf(csv([fields(), fields({ assetId: 'LN-2' }), fields({ assetId: 'KeystoneMSP:LN-1' })]));

    expect(rows.map((row) => ('item' in row ? 'plan' : row.errors))).toEqual([
      'plan',
      'plan',
      [{ column: 'assetId', reason: 'stands already in row 2 / 与第 2 行重复' }],
    ]);
  });
});

describe('a row below the entries', () => {
  it.each([
    '汇总',
    '平均',
    '大写：壹拾伍万元整',
    '—以下空白—',
    '以下无正文',
    '第1页 共1页',
    '公司盖章：',
    '负责人签字：',
    '联系人：王',
  ])('is none where it begins with %s', async (text) => {
    const [headings = [], row = []] = grid([fields()]);

    expect(await verdict(rowsOf(csvOf([headings, row, [text]])))).toBe('1 rows');
  });

  it('is one where it holds a mobile number, whatever its name is', async () => {
    const rows = await rowsOf(csv([fields(), fields({ assetId: 'LN-2', loanIdent: '', partyName: '备注' })]));

    expect(rows).toMatchObject([{ row: 2 }, { row: 3, errors: [{ column: 'loanIdent' }] }]);
  });
});

describe('reading on after a row', () => {
  it('answers the rows behind it, and still knows the identifiers before it', async () => {
    const rows = await rowsOf(csv([fields(), fields({ assetId: 'LN-2' }), fields()]), {}, 3);

    expect(rows).toEqual([
      { row: 4, errors: [{ column: 'assetId', reason: 'stands already in row 2 / 与第 2 行重复' }] },
    ]);
  });
});

describe('headings', () => {
  const chinese =
    '资产编号,姓名,身份证号,手机号,借款额（元）,借贷类型,风控得分,贷款额度(RMB),风控参考分享额度,分享额度,最低分享利率 (bps),最高分享利率,token费率,允许参与机构数量,开始时间,截止时间';
  const valuesRow = grid([fields()])[1] ?? [];

  it('may be Chinese, with units in brackets', async () => {
    expect(await verdict(rowsOf(csvOf([chinese.split(','), valuesRow])))).toBe('1 rows');
    expect(await errorsOf(csvOf([chinese.split(','), valuesRow]))).toEqual({});
  });

  it.each<[string, (names: string[]) => string[], unknown]>([
    [
      'unknown',
      (names: string[]) => [...names, '110101199003070000'],
      expect.stringMatching(/^HEADINGS_UNKNOWN .*"cell":"Q1","heading":"…"/),
    ],
    [
      'of two columns at once',
      (names: string[]) => [...names, 'form score'],
      expect.stringMatching(/^HEADINGS_UNKNOWN .*"heading":"form score","nearest":"score/),
    ],
    [
      'twice in two languages',
      (names: string[]) => [...names, 'assetId 共享资产ID'],
      'HEADING_TWICE {"row":1,"column":"assetId","heading":"assetId 共享资产ID","columns":"A, Q"}',
    ],
    [
      'missing',
      (names: string[]) => names.slice(1),
      'HEADING_MISSING {"row":1,"column":"assetId","heading":"assetId 共享资产ID"}',
    ],
    [
      'missing, all of them told',
      (names: string[]) => names.slice(2),
      'HEADING_MISSING {"row":1,"column":"assetId, partyName","heading":"assetId 共享资产ID, partyName 姓名"}',
    ],
    [
      'unknown, all of them told',
      (names: string[]) => [...names, '客户经理', '性别', '年龄'],
      expect.stringMatching(/^HEADINGS_UNKNOWN .*"cell":"Q1","heading":"客户经理".*"others":"性别, 年龄"/),
    ],
    ['in another order, as in the template', (names: string[]) => ['FORM 参与形式', ...names], '0 errors'],
  ])('%s', async (_, change, expected) => {
    const [names = []] = grid([fields()]);
    const bytes = csvOf([change(names), expected === '0 errors' ? ['JOINT', ...valuesRow] : valuesRow]);
    const told = await verdict(rowsOf(bytes));

    expect(told === '1 rows' ? `${Object.keys(await errorsOf(bytes)).length} errors` : told).toEqual(expected);
  });

  it('of another table below the rows refuse the file, since the columns would be exchanged', async () => {
    const [names = [], values = []] = grid([fields()]);
    const exchanged = names
      .with(names.indexOf('amountRmb'), 'loanLimitRmb')
      .with(names.indexOf('loanLimitRmb'), 'amountRmb');
    const second = ['LN-2', ...values.slice(1)];

    expect(await verdict(rowsOf(csvOf([names, values, [''], exchanged, second])))).toBe('SECOND_TABLE {"row":4}');
    expect(await verdict(rowsOf(csvOf([names, values, [''], names, second])))).toBe('2 rows');
  });

  it('may include the reasons of a rejected workbook, which are not read', async () => {
    expect(await errorsOf(csv([fields({ 'reasons 拒绝原因': 'score: is missing' })]))).toEqual({});
  });
});
