/** Units, amounts, days and numbers as back offices write them. */
import { noteText } from '../../../gateway/api/import-notes';
import { citizenNumber } from '../subjects/people';
import { verdict } from './builders';
import { at, first, headings, read, renamed, row } from './loan-lines';

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
    ['借款金额（￥）', '150000', 150_000],
    ['借款金额（人民币，万元）', '15', 150_000],
    ['借款金额（万元，含税）', '15', 150_000],
    ['借款金额（元/笔）', '150000', 150_000],
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
    [at.amount, '借款金额（人民币，美元）', '美元'],
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

  it.each([
    ['单 位：万 元', 150_000, 1_500],
    ['单位：万元，%', 150_000, 1_800],
    ['(单位:人民币 万元)', 150_000, 1_500],
    ['单位: RMB 万元', 150_000, 1_500],
    ['单位：万元 利率：%', 150_000, 1_800],
    ['金额：万元；利率：%', 150_000, 1_800],
    ['金额（万元）利率（%）', 150_000, 1_800],
    ['(金额:万元)', 150_000, 1_500],
    ['本表金额均以万元填列', 150_000, 1_500],
    ['币种：人民币万元', 150_000, 1_500],
    ['人民币：万元', 150_000, 1_500],
    ['万元', 150_000, 1_500],
    ['单位（万元）', 150_000, 1_500],
    ['单位(万元)：', 150_000, 1_500],
    ['单位：万元人民币', 150_000, 1_500],
    ['单位为万元', 150_000, 1_500],
    ['币种：人民币　单位：万元', 150_000, 1_500],
    ['单位：笔、万元', 150_000, 1_500],
    ['单位：万元/%', 150_000, 1_800],
    ['放款表（万元）', 150_000, 1_500],
    ['以万元为单位', 150_000, 1_500],
    ['金额均为万元', 150_000, 1_500],
    ['注：金额以万元计', 150_000, 1_500],
    ['2026年放款100万元以上、利率18%以下的明细', 15, 1_500],
    ['单位：万达小贷公司', 15, 1_500],
  ])('may stand above as %s', async (title, amountRmb, rateBps) => {
    const lines = [
      [title],
      headings,
      row({ [at.amount]: '15', [at.rate]: title.includes('%') && rateBps === 1_800 ? '18' : '1500' }),
    ];

    expect(await first(lines)).toMatchObject({ amountRmb, rateBps });
  });

  it('may stand above in two cells', async () => {
    const lines = [['', '', '单位', '万元'], headings, row({ [at.amount]: '15' })];

    expect(await first(lines)).toMatchObject({ amountRmb: 150_000 });
  });

  it.each([
    [['', '', '', '', '额度（万元）'], '"cell":"E1","unit":"万元"'],
    [['万元以下贷款明细'], '"cell":"A1","unit":"万元"'],
    [['单位：W'], '"cell":"A1","unit":"w"'],
    [['¥万'], '"cell":"A1","unit":"万"'],
    [['Unit: 10k RMB'], '"cell":"A1","unit":"10k"'],
    [['日利率%'], '"cell":"A1","unit":"日利率"'],
    [['月利率：%'], '"cell":"A1","unit":"月利率"'],
  ])('refuses the file where %j above does not say for which columns, or how', async (above, detail) => {
    expect(await verdict(first([above, headings, row()]) as never)).toMatch(`UNIT_UNKNOWN {"row":1,${detail}}`);
  });

  it.each([
    ['单位：万元', 'UNIT_UNKNOWN {"row":3,"cell":"A3","unit":"万元"}'],
    ['注：金额以万元计', 'UNIT_UNKNOWN {"row":3,"cell":"A3","unit":"万元"}'],
    ['单位：元', '1 rows'],
    ['合计：壹拾伍万元整', '1 rows'],
  ])('below the table as %s is %s', async (below, expected) => {
    expect(await verdict(read([headings, row(), [below]]).then(({ rows }) => rows))).toBe(expected);
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
    ['十五万', ['amountRmb has a unit or currency that is not known; write 150000, 15万 or 15万元']],
    ['15w', ['amountRmb has a unit or currency that is not known; write 150000, 15万 or 15万元']],
    ['15萬', 150_000],
    ['USD 1000', ['amountRmb has a unit or currency that is not known; write 150000, 15万 or 15万元']],
    ['1,5', ['amountRmb is no number in digits']],
    ['(150,000)', ['amountRmb is below 1']],
    ['$150000', ['amountRmb has a unit or currency that is not known; write 150000, 15万 or 15万元']],
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
