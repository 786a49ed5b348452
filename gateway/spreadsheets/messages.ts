/**
 * The messages between the gateway's process and the one that reads: one line of JSON and the file's bytes that way, lines of
 * JSON this way. Arguments and environment, which other processes of the machine can see, say nothing.
 */

import type { TimeZone } from '../../chaincode/api/time-zones';
import type { FileRefusalCode, FileRefusalDetail } from '../api/file-problems';
import type { PlacedColumn } from './columns';
import type { Note } from './notes';
import type { Items, RejectedRow, SheetRow, SpreadsheetKind } from './types';

/** Which rows, and what holds for all of them. */
export interface RowsWanted {
  readonly conditions: object;
  readonly afterRow: number;
  /** The time zone of dates and times that name none. */
  readonly timeZone: TimeZone;
}

export type Question = { readonly kind: SpreadsheetKind } & (
  | { readonly task: 'inspect' }
  | ({ readonly task: 'rows' } & RowsWanted)
  | { readonly task: 'rejected'; readonly rejected: readonly RejectedRow[] }
);

/** The first line; so many bytes follow. */
export interface Opening {
  readonly question: Question;
  readonly bytes: number;
}

/** The last is `rows`, how many were read, or `refused`. */
export type Answer =
  | { readonly row: SheetRow<Items[SpreadsheetKind]> }
  /** A piece of a workbook, in base64. */
  | { readonly part: string }
  | { readonly rows: number; readonly notes: readonly Note[]; readonly columns: readonly PlacedColumn[] }
  | { readonly refused: { readonly code: FileRefusalCode; readonly detail: FileRefusalDetail } };
