/** A spreadsheet of loans that become credit records. */
import { createHash } from 'node:crypto';
import { type LoanAsSent, loanForm } from '../api/loan-form';
import { said } from '../api/said';
import { loanColumns } from './loan-columns';
import type { Spreadsheet } from './spreadsheet';

const noHash = said('is no SHA-256 hash of 64 hex digits', '不是 64 位十六进制的 SHA-256');

export const loanSpreadsheet: Spreadsheet<LoanAsSent> = {
  sheetName: 'Loans 借款',
  columns: loanColumns,
  form: loanForm,
  blank: (conditions) => ({ ...conditions }),
  /** Two rows that say the same would be one record; who means two gives one of them an identifier. */
  findKey: ({ filingId, ...texts }) => filingId?.toLowerCase() ?? hashTexts(texts),
  keyColumn: 'filingId',
  sayTwice: (row) =>
    said(
      `makes the same loan as row ${row}; delete the row, or, if they are two loans, give each a filingId of its own`,
      `与第 ${row} 行是同一笔借款；请删除本行，如确为两笔借款，请为各行分别填写登记流水号`,
    ),
  sentences: {
    filingId: said('is no identifier of 32 hex digits', '不是 32 位十六进制的编号'),
    evidenceSha256: noHash,
    mandateSha256: noHash,
  },
  missingBesides: said('is missing', '未填写'),
};

function hashTexts(texts: object): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(texts).sort()))
    .digest('base64');
}
