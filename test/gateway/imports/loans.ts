/** Rows of loans to people, and files of them. */
import { citizenNumber, evidenceSha256 } from '../subjects/people';

export type LoanRow = Readonly<Record<string, string | undefined>>;

export const loanConditions = {
  relationKind: 'B2C',
  method: 'COUNTER',
  mandateSha256: 'cd'.repeat(32),
  approvalReference: 'board 7',
};

/** The sequence tells borrowers apart. */
export function loanRow(sequence: number, changes: LoanRow = {}): LoanRow {
  return {
    identityKind: '身份证',
    identityNumber: citizenNumber(sequence),
    name: `某人${sequence}`,
    evidenceSha256,
    amountRmb: '150000',
    rateBps: '1500',
    startTime: '2025-07-01',
    maturityTime: '2036-07-01',
    ...changes,
  };
}

/** Headings are the fields that any row has. */
export function loanCsvOf(rows: readonly LoanRow[]): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => headings.map((heading) => row[heading] ?? '').join(','));
  return [headings.join(','), ...lines, ''].join('\n');
}

/** A row that is bad in each of these ways, the column that is told of, and what is said. */
export const loanDefects: readonly (readonly [LoanRow, column: string, reason: RegExp])[] = [
  [{ identityNumber: '110101199003074515' }, 'identityNumber', /GB 11643/],
  [{ identityNumber: '110101199003070000' }, 'identityNumber', /floating-point number/],
  [
    { identityKind: 'CREDIT_CODE', identityNumber: '91310115591693856B', relationKind: 'B2B' },
    'identityNumber',
    /GB 32/,
  ],
  [{ amountRmb: '1000.5' }, 'amountRmb', /whole number/],
  [{ evidenceSha256: 'abc' }, 'evidenceSha256', /64 hex digits/],
  [{ maturityTime: '2025-06-30' }, 'maturityTime', /after the start/],
];
