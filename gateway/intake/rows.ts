/** From raw rows to what they are meant to be, or to everything that is wrong with a row. */
import type { z } from 'zod';
import { messageOf } from '../form-error';
import type { Book, Part } from './book';
import { columnLetters, type RawRow, textOf } from './cells';
import type { Column } from './columns';
import type { RowsWanted } from './messages';
import type { Table } from './table';
import type { RowError, SheetRow } from './types';
import { Unfit, valuesOf } from './values';

interface Reading<T> extends RowsWanted {
  readonly book: Book<T>;
  readonly table: Table;
  readonly columnAt: ReadonlyMap<string, Column>;
}

/** Rows up to `afterRow` are not answered, but their keys count as taken. */
export async function* bookRows<T>(book: Book<T>, table: Table, wanted: RowsWanted): AsyncIterable<SheetRow<T>[]> {
  const columnAt = new Map(book.columns.map((column) => [column.path.join('.'), column]));
  const reading: Reading<T> = { ...wanted, book, table, columnAt };
  const rowOf = new Map<string, number>();
  for await (const batch of table.batches) {
    const answers: SheetRow<T>[] = [];
    for (const raw of batch) {
      const taken = takeKey(raw, reading, rowOf);
      if (raw.row > wanted.afterRow) answers.push(sheetRow(raw, reading, taken));
    }
    yield answers;
  }
}

/** The row in which the same key stands already. */
function takeKey<T>({ row, cells }: RawRow, { book, table }: Reading<T>, rowOf: Map<string, number>) {
  const texts: Record<string, string> = {};
  table.headings.forEach((heading, index) => {
    const text = textOf(cells[index]);
    if (heading !== undefined && heading !== 'reasons' && text !== '') texts[heading.field] = text;
  });
  const key = book.keyOf(texts);
  if (key === undefined) return undefined;
  const before = rowOf.get(key);
  if (before === undefined) rowOf.set(key, row);
  return before;
}

function sheetRow<T>(raw: RawRow, reading: Reading<T>, taken: number | undefined): SheetRow<T> {
  const { book } = reading;
  const { item, errors } = itemOf(raw, reading);
  if (taken !== undefined) errors.push({ column: book.keyColumn, reason: `stands already in row ${taken}` });
  const parsed = book.form.safeParse(item);
  if (parsed.success && errors.length === 0) return { row: raw.row, item: parsed.data };
  for (const issue of parsed.error?.issues ?? []) addIssue(issue, item, reading, errors);
  return { row: raw.row, errors };
}

function itemOf<T>({ cells }: RawRow, { book, table, conditions, timeZone }: Reading<T>) {
  const { headings, date1904 } = table;
  const item = book.blank(conditions);
  const errors: RowError[] = [];
  cells.forEach((cell, index) => {
    const heading = headings[index];
    const text = textOf(cell);
    if (cell === undefined || text === '' || heading === 'reasons') return;
    if (heading === undefined) {
      errors.push({ column: columnLetters(index), reason: 'holds a value but has no heading' });
      return;
    }
    const value = valuesOf[heading.kind](cell, text, { date1904, timeZone });
    if (value instanceof Unfit) errors.push({ column: heading.field, reason: value.reason });
    put(item, heading.path, value instanceof Unfit ? null : value);
  });
  return { item, errors };
}

function put(item: Part, path: readonly string[], value: unknown): void {
  let part = item;
  for (const name of path.slice(0, -1)) {
    part[name] ??= {};
    part = part[name] as Part;
  }
  part[path.at(-1) ?? ''] = value;
}

/** A column's first error is the one that is told: what a form says of an unfit value adds nothing. */
function addIssue<T>(issue: z.core.$ZodIssue, item: Part, { book, columnAt }: Reading<T>, errors: RowError[]): void {
  const column = columnAt.get(issue.path.join('.'));
  const name = column?.field ?? issue.path.join('.');
  if (errors.some((error) => error.column === name)) return;
  errors.push({ column: name, reason: column === undefined ? messageOf(issue) : sentence(column, issue, item, book) });
}

function sentence<T>(column: Column, issue: z.core.$ZodIssue, item: Part, book: Book<T>): string {
  if (valueAt(item, column.path) === undefined) {
    if (column.need === 'conditions') return 'is neither in the row nor in the conditions of the file';
    return column.need === 'required' ? 'is missing' : book.missingBesides;
  }
  const special = book.sentences[column.field];
  if (issue.code === 'too_big' && issue.origin === 'string' && special === undefined) {
    return `has more than ${issue.maximum} characters`;
  }
  return special ?? messageOf(issue);
}

function valueAt(item: Part, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (part as Part | undefined)?.[name], item);
}
