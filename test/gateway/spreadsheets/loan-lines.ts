/** Texts of loans under Chinese headings, with changes by column, and what they are read as. */
import { loanSpreadsheet } from '../../../gateway/spreadsheets/loan-spreadsheet';
import { readSpreadsheetRows } from '../../../gateway/spreadsheets/rows';
import { openTable } from '../../../gateway/spreadsheets/table';
import { loanConditions } from '../imports/loans';
import { citizenNumber, evidenceSha256 } from '../subjects/people';
import { csvOf, english } from './builders';

const wanted = { conditions: loanConditions, afterRow: 1, timeZone: 'Asia/Shanghai' } as const;
export const headings = ['证件类型', '证件号码', '姓名', '核验凭证哈希', '借款金额', '年利率', '借款时间', '到期日'];
export const row = (changes: Readonly<Record<number, string>> = {}, sequence = 1) =>
  Object.assign(
    ['身份证', citizenNumber(sequence), '张三', evidenceSha256, '150000', '1500', '2025-07-01', '2036-07-01'],
    changes,
  );
export const at = { number: 1, name: 2, amount: 4, rate: 5, start: 6, end: 7 } as const;
export const renamed = (changes: Readonly<Record<number, string>>) => Object.assign([...headings], changes);

/** What a text of these lines is read as. */
export async function read(lines: readonly (readonly string[])[], bytes = csvOf(lines)) {
  const table = await openTable(bytes, loanSpreadsheet.columns);
  const rows = [];
  for await (const batch of readSpreadsheetRows(loanSpreadsheet, table, wanted)) rows.push(...batch);
  return { rows, notes: table.notes.list() };
}

export async function first(lines: readonly (readonly string[])[]) {
  const [answer] = (await read(lines)).rows;
  if (answer === undefined) throw new Error('no row');
  return 'item' in answer ? answer.item : answer.errors.map(({ column, reason }) => `${column} ${english(reason)}`);
}

export const noted = async (lines: readonly (readonly string[])[]) =>
  (await read(lines)).notes.map(({ code, rows }) => (rows.length === 0 ? code : `${code} ${rows.join()}`));
