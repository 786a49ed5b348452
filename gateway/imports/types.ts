/** The particulars of one kind of import: how its rows are carried out, and the outcome of each. */
import type { RowError, RowWarning, SheetRow } from '../spreadsheets/types';
import type { ImportView } from './store';

/** `id`: of the plan or the record. `repeated`: it was there before, or is from an earlier try of this import. */
export type RowOutcome =
  | {
      readonly row: number;
      readonly id: string;
      readonly repeated: boolean;
      readonly block?: number | undefined;
      readonly warnings?: readonly RowWarning[];
    }
  | { readonly row: number; readonly errors: readonly RowError[] };

/** How the rows of one kind are carried out. Everything else about an import is the same for all kinds. */
export interface Carrying<T> {
  readonly batchRows: number;
  /** In the order of the rows, once every outcome is known. Throws ImportFailed, and when the signal is aborted. */
  carryOut(rows: readonly SheetRow<T>[], signal: AbortSignal): Promise<readonly RowOutcome[]>;
  /** Those of them that were there before the import began. */
  heldBefore(view: ImportView, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** No row of the file can go on; what is accounted for stays. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';

  constructor(readonly code: 'ALLOWANCE_EXHAUSTED' | 'EVALUATION_INVALID') {
    super(code);
  }
}
