/** A spreadsheet as it is read: what goes in, and what comes out. */

import type { LoanAsSent } from '../api/loan-form';
import type { PlanAsSent } from '../api/plan-form';
import type { Note } from './notes';

/** The items that the rows of a spreadsheet are, by its kind. */
export interface Items {
  readonly plan: PlanAsSent;
  readonly 'credit-record': LoanAsSent;
}

export type SpreadsheetKind = keyof Items;

export interface SpreadsheetFile<K extends SpreadsheetKind = SpreadsheetKind> {
  readonly kind: K;
  /** .xlsx or .csv: recognised from the content, not from a name. */
  readonly bytes: Uint8Array;
  /** As the form of its kind gives them. */
  readonly conditions: object;
}

export interface RowError {
  /** The API field's name, or a column's letter where it has none. */
  readonly column: string;
  /** A predicate in both languages that follows the column's name; never repeats the cell's value. */
  readonly reason: string;
}

/** A note that a person should look at though nothing is wrong. */
export type RowWarning = Pick<Note, 'code' | 'detail'>;

/** `row` is the number that a spreadsheet program shows; the headings are row 1. */
export type SheetRow<T = PlanAsSent> =
  | { readonly row: number; readonly item: T; readonly warnings?: readonly RowWarning[] }
  | { readonly row: number; readonly errors: readonly RowError[] };

export interface RejectedRow {
  readonly row: number;
  readonly reasons: readonly string[];
}
