/** The notes of an import, in both languages. */
import { said } from './said';

/** The words with places for details; in both languages. */
const noteTexts = {
  SHEET_READ: [
    'The sheet {sheet} was read; its headings are in row {row}.',
    '读取的工作表：{sheet}；列标题在第 {row} 行。',
  ],
  ENCODING_READ: [
    'The text was read as GB18030 (GBK), as Chinese programs save it; look whether the names are right.',
    '文本按 GB18030（GBK）编码读取；请核对姓名等中文是否正确。',
  ],
  SHEETS_NOT_READ: [
    'These other visible sheets hold something and were not read: {sheets}.',
    '以下可见工作表有内容但未读取：{sheets}。',
  ],
  SHEETS_HIDDEN: ['These sheets are hidden and were not read: {sheets}.', '以下隐藏的工作表未读取：{sheets}。'],
  COLUMN_IGNORED: ['Column {column} ({heading}) was not read.', '第 {column} 列（{heading}）未读取。'],
  UNIT_CONVERTED: [
    'Column {column} ({heading}) was read as {field} in {unit} and converted to {documented} ({factor}).',
    '第 {column} 列（{heading}）按 {field}（单位：{unit}）读取，已换算为 {documented}（{factor}）。',
  ],
  COLUMN_HIDDEN: ['Column {column} ({field}) is hidden and was read.', '第 {column} 列（{field}）为隐藏列，已读取。'],
  ROWS_HIDDEN: ['Rows that are hidden or filtered out were read as all others.', '隐藏或被筛选掉的行也已读取。'],
  ROWS_SKIPPED: [
    'Rows of totals, signatures, notes, units or repeated headings, or with nothing but a serial number, were skipped.',
    '合计、制表人、说明、单位、重复表头或仅有序号的行已跳过。',
  ],
  CELLS_MERGED: [
    'Column {column} ({heading}): the value of a merged cell was read for every row that it covers.',
    '第 {column} 列（{heading}）：合并单元格的值已用于其覆盖的每一行（金额亦按行分别计入）。',
  ],
  RATE_LOW: [
    '{field} is below 100 bps (1 %); perhaps it was meant in per cent.',
    '{field} 低于 100（即 1%）；请确认单位是否应为百分比。',
  ],
  DAY_ENDS: [
    '{field} holds a day without a time; the end of that day is meant (23:59:59.999).',
    '{field} 只有日期没有时间，按当日结束（23:59:59.999）处理。',
  ],
  SHARED_LIMIT_ABOVE_SHARE_LIMIT: [
    'More is shared than risk control suggests (sharedLimitRmb above shareLimitRmb).',
    '分享额度高于风控参考分享额度。',
  ],
  SHARED_LIMIT_ABOVE_AMOUNT: [
    'More is shared than is lent (sharedLimitRmb above amountRmb); look at the units.',
    '分享额度高于借款金额；请核对单位。',
  ],
  AMOUNT_ABOVE_LOAN_LIMIT: [
    'More is lent than risk control allows (amountRmb above loanLimitRmb); look at the units.',
    '借款金额高于贷款额度；请核对单位。',
  ],
  SHARED_RATE_LOW: [
    'A shared rate is below 100 bps (1 %); perhaps it was meant in per cent.',
    '分享利率低于 100（即 1%）；请确认单位是否应为百分比。',
  ],
  SHARED_RATE_HIGH: [
    'A shared rate is above 3,600 bps (36 %); look at the unit.',
    '分享利率高于 3600（即 36%）；请核对单位。',
  ],
  TOKEN_RATE_HIGH: [
    'The fee is more than 1 % of what is confirmed (tokenRateFen above 10,000); look at the unit.',
    'Token 费率高于确认金额的 1%；请核对单位。',
  ],
  WARNING: ['The ledger warns: {warning}.', '账本提示：{warning}。'],
} as const satisfies Readonly<Record<string, readonly [english: string, chinese: string]>>;

export type NoteCode = keyof typeof noteTexts;
export const noteCodes = Object.keys(noteTexts) as NoteCode[];

export function noteText({
  code,
  detail,
}: {
  readonly code: NoteCode;
  readonly detail: Readonly<Record<string, string | number>>;
}): string {
  const [english, chinese] = noteTexts[code].map((text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? '')),
  );
  return said(english ?? '', chinese ?? '');
}
