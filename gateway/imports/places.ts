/** Names the place of a row's error, in the words of the person who filled in the sheet. */

import type { PlacedColumn } from '../spreadsheets/columns';
import { spreadsheets } from '../spreadsheets/spreadsheets';
import type { SpreadsheetKind } from '../spreadsheets/types';
import type { ImportError } from './store';

export interface ErrorPlace {
  /** As a spreadsheet program names it; undefined where the sheet has no such column. */
  readonly cell?: string;
  /** As the sheet has it, or else the documented Chinese one. */
  readonly heading?: string;
}

export interface ErrorSheet {
  readonly kind: SpreadsheetKind;
  readonly columns: readonly PlacedColumn[];
}

export function placeError({ row, column }: Pick<ImportError, 'row' | 'column'>, sheet: ErrorSheet): ErrorPlace {
  const placed = sheet.columns.find(({ field }) => field === column);
  if (placed !== undefined) return { cell: `${placed.letters}${row}`, heading: placed.heading };
  // A column without a heading is named by its letter.
  if (/^[A-Z]{1,3}$/.test(column)) return { cell: `${column}${row}` };
  const [heading] = spreadsheets[sheet.kind].columns.find(({ field }) => field === column)?.chinese ?? [];
  return heading === undefined ? {} : { heading };
}

/** `E7 借款金额 (amountRmb)`. */
export function placeText(error: Pick<ImportError, 'row' | 'column'>, sheet: ErrorSheet): string {
  const { cell, heading } = placeError(error, sheet);
  const field =
    heading === undefined ? [] : heading.includes(error.column) ? [heading] : [heading, `(${error.column})`];
  const words = [...(cell === undefined ? [] : [cell]), ...field];
  return words.length === 0 ? error.column : words.join(' ');
}
