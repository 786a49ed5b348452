/** What is particular to one kind of spreadsheet: its columns, and what a row becomes. Everything else is the same for all. */
import type { z } from 'zod';
import type { Column } from './columns';

export type Part = Record<string, unknown>;

export interface Spreadsheet<T> {
  /** Of the template's first sheet. */
  readonly sheetName: string;
  /** In the template's order. */
  readonly columns: readonly Column[];
  readonly form: z.ZodType<T>;
  /** What a row's values are put into: the conditions of the file, in their places. */
  blank(conditions: object): Part;
  /** What may stand in one row of a file only; of the texts by field. Undefined where there is nothing to tell it by. */
  findKey(texts: Readonly<Partial<Record<string, string>>>): string | undefined;
  /** The column that is told of where the key stands in two rows. */
  readonly keyColumn: string;
  /** What is said of the second, by the row of the first. */
  sayTwice(row: number): string;
  /** What is said of a value that the form does not take, by field; elsewhere the form says it. */
  readonly sentences: Readonly<Partial<Record<string, string>>>;
  /** What is said of an optional column that the form misses. */
  readonly missingBesides: string;
}
