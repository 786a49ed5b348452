/** The tables of imports. */
import type { ColumnType, Generated } from 'kysely';
import type { ImportStatus } from '../api/imports';
import type { SpreadsheetKind } from '../spreadsheets/types';
import type { Schema } from '../store/migrate';

export interface ImportsTable {
  readonly import_id: string;
  /** When it came, and the identifier. */
  readonly position: string;
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
  /** The last block before the import: plans of blocks up to this one are not this import's. */
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

export const importSchema: Schema = {
  'imports-0001': [
    `create table if not exists imports (
      import_id text primary key, position text not null, kind text not null, created text not null, status text not null,
      code text, sealed text not null, notes text, columns text, row_count integer not null, done_row integer not null,
      as_of_block bigint, begun text, accepted integer not null, rejected integer not null, unchanged integer not null,
      attempts integer default 0 not null, cancelled integer default 0 not null
    )`,
    'create index if not exists imports_by_status on imports (status, position)',
    'create index if not exists imports_by_position on imports (kind, position)',
    `create table if not exists import_errors (
      import_id text not null, position text not null, row_number integer not null, column_name text not null,
      reason text not null, primary key (import_id, position)
    )`,
  ],
};
