/**
 * Which tables of the copy are kept, and how far they are. The row of a table, and no process's settings, says whether a block's
 * records go into it: several instances fold, and all of them must do the same.
 */
import type { Schema } from '../store/migrate';

/**
 * OFF: holds nothing. FILLING: blocks are kept, and what came before is being filled in. KEPT: holds all. EMPTYING: its rows go;
 * then it is OFF, or FILLING where it is wanted.
 */
export type TableState = 'OFF' | 'FILLING' | 'KEPT' | 'EMPTYING';

export interface ReportsControlTable {
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly state: TableState;
  /** 1 where the settings name its kind. */
  readonly wanted: number;
  /** The position up to which it is filled. */
  readonly filled_to: string;
}

export type ControlTables = { readonly reports_control: ReportsControlTable };

export const reportSchema: Schema = {
  'reports-0001': [
    `create table if not exists reports_control (
      name text primary key, kind text not null, version integer not null, state text not null, wanted integer not null,
      filled_to text not null
    )`,
  ],
};
