/** Decides what a failure means: for one row or one import, and never for what comes after them. */
import { Rejection } from '../../chaincode/api/refusals';
import { LedgerUnavailable } from '../ledger/types';
import { StoreUnavailable } from '../store/types';
import type { RowOutcome } from './types';

/** Only what can pass is tried again: everything else would fail each time. */
export function canPass(error: unknown): boolean {
  if (error instanceof Rejection) return error.kind === 'unavailable';
  return error instanceof LedgerUnavailable || error instanceof StoreUnavailable;
}

/** The outcome of a row that failed for a reason that nobody foresaw. `column` stands for the row as a whole. */
export function failedRow(row: number, column: string): RowOutcome {
  const reason =
    'The gateway failed at this row and went on with the others. Upload the row again; if it fails again, whoever runs the ' +
    'gateway finds the cause in its log. (ROW_FAILED)';
  return { row, errors: [{ column, reason }] };
}

/** Somebody else went on with the import. */
export class ImportTaken extends Error {
  override readonly name = 'ImportTaken';
}

/** The import makes no progress, and others wait: it comes again after them. */
export class ImportStalled extends Error {
  override readonly name = 'ImportStalled';
}

/** The import gets no row further, and nobody waits any longer. */
export class PatienceOver extends Error {
  override readonly name = 'PatienceOver';
}
