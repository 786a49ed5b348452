/**
 * The particulars of one kind of spreadsheet: its columns, and the item that a row becomes. Everything else is the same for all.
 */
import type { z } from 'zod';
import type { Column } from './columns';

export type Part = Record<string, unknown>;

export interface Spreadsheet<T> {
  /** The name of the template's first sheet. */
  readonly sheetName: string;
  /** In the template's order. */
  readonly columns: readonly Column[];
  readonly form: z.ZodType<T>;
  /** Makes the item that a row's values are put into: the conditions of the file, in their places. */
  blank(conditions: object): Part;
  /** Finds, from the texts by field, the key that may occur in one row of a file only. Undefined if the texts make no key. */
  findKey(texts: Readonly<Partial<Record<string, string>>>): string | undefined;
  /** The column that is named if the key occurs in two rows. */
  readonly keyColumn: string;
  /** The sentence about the second row, which names the row of the first. */
  sayTwice(row: number): string;
  /** The sentence about a value that the form does not take, by field; the form has the others. */
  readonly sentences: Readonly<Partial<Record<string, string>>>;
  /** The sentence about an optional column that the form misses. */
  readonly missingBesides: string;
}
