/** The tables of imports. */
import type { ColumnType, Generated } from 'kysely';
import type { ImportStatus } from '../api/imports';
import type { SpreadsheetKind } from '../spreadsheets/types';

export interface ImportsTable {
  readonly import_id: string;
  readonly kind: SpreadsheetKind;
  /** ISO. */
  readonly created: string;
  readonly status: ImportStatus;
  /** Why it failed. */
  readonly code: string | null;
  /** The conditions, JSON, sealed by the vault. */
  readonly sealed: string;
  readonly row_count: number;
  /** All rows up to this one are accounted for. */
  readonly done_row: number;
  /** What the ledger held before: plans of blocks up to this one are not this import's. */
  readonly as_of_block: ColumnType<string | number | null, number | null, number | null>;
  /** ISO: what was filed before is not this import's. */
  readonly begun: string | null;
  /** JSON, sealed by the vault; null where nothing is noted. */
  readonly notes: ColumnType<string | null, string | undefined, string>;
  /** JSON, sealed by the vault. */
  readonly columns: string | null;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  /** Begun so often since it last got a row further. */
  readonly attempts: Generated<number>;
  /** 1 once somebody has asked for its end. */
  readonly cancelled: Generated<number>;
}

export interface ImportErrorsTable {
  readonly import_id: string;
  /** Row, and the error's place among those of the row, in digits that sort. */
  readonly position: string;
  readonly row_number: number;
  readonly column_name: string;
  readonly reason: string;
}

export type ImportTables = {
  readonly imports: ImportsTable;
  readonly import_errors: ImportErrorsTable;
};
