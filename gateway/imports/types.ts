/** Uploads of spreadsheets as routes see them, and what is particular to one kind of them. */
import type { Note } from '../spreadsheets/notes';
import type { RowError, RowWarning, SheetRow, SpreadsheetFile } from '../spreadsheets/types';
import type { ImportError, ImportView } from '../store/types';
import type { ErrorPlace } from './places';

export interface Imports {
  /** Durable when it answers; the rows follow by themselves. Throws FileRefused, and IMPORTS_BUSY. */
  accept(file: SpreadsheetFile): Promise<ImportView>;
  /** Reads no further row; what is on its way is waited for a moment and told. Answers the import as it stands then. */
  cancel(importId: string): Promise<ImportView | undefined>;
  /** How the file was read, and what a person should look at though nothing is wrong; none where they do not open. */
  notes(view: ImportView): readonly Note[];
  /** The errors with where they are in the file. */
  place(view: ImportView, errors: readonly ImportError[]): readonly (ImportError & ErrorPlace)[];
  /** The rejected rows as a workbook; undefined where there are none, or none any more. */
  rejected(importId: string): Promise<Buffer | undefined>;
}

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
  settle(rows: readonly SheetRow<T>[], signal: AbortSignal): Promise<readonly RowOutcome[]>;
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
