/** From raw rows to what they are meant to be, or to everything that is wrong with a row. */
import type { z } from 'zod';
import { isRateLow } from '../../chaincode/api/warnings';
import { said } from '../api/said';
import { type Cell, cellText, columnLetters, type RawRow } from './cells';
import { type Column, makeHeading } from './columns';
import { isDayOnly } from './days';
import { exponentOfHeading } from './headings';
import type { RowsWanted } from './messages';
import { sentence } from './sentences';
import type { Part, Spreadsheet } from './spreadsheet';
import type { Table } from './table';
import type { RowError, RowWarning, SheetRow } from './types';
import { Unfit } from './unfit';
import { errorMark, type Settings, type Value, valuesOf } from './values';

interface Reading<T> extends RowsWanted {
  readonly spreadsheet: Spreadsheet<T>;
  readonly table: Table;
  readonly columnAt: ReadonlyMap<string, Column>;
}

/** How offices say that there is nothing. */
const saysNothing = /^(?:[/\\\-–—－／]+|无|n\/a)$/i;
const leaveEmpty = new Unfit(said('says that there is nothing; leave the cell empty', '表示“无”；请将单元格留空'));

/** Rows up to `afterRow` are not answered, but their keys count as taken. */
export async function* readSpreadsheetRows<T>(
  spreadsheet: Spreadsheet<T>,
  table: Table,
  wanted: RowsWanted,
): AsyncIterable<SheetRow<T>[]> {
  const columnAt = new Map(spreadsheet.columns.map((column) => [column.path.join('.'), column]));
  const reading: Reading<T> = { ...wanted, spreadsheet, table, columnAt };
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
function takeKey<T>({ row, cells }: RawRow, { spreadsheet, table }: Reading<T>, rowOf: Map<string, number>) {
  const texts: Record<string, string> = {};
  table.headings.forEach((heading, index) => {
    const text = cellText(cells[index]);
    if (typeof heading === 'object' && text !== '') texts[heading.column.field] = text;
  });
  const key = spreadsheet.findKey(texts);
  if (key === undefined) return undefined;
  const before = rowOf.get(key);
  if (before === undefined) rowOf.set(key, row);
  return before;
}

function sheetRow<T>(raw: RawRow, reading: Reading<T>, taken: number | undefined): SheetRow<T> {
  const { spreadsheet } = reading;
  const { item, errors, warnings } = readItem(raw, reading);
  if (taken !== undefined) {
    errors.push({ column: spreadsheet.keyColumn, reason: spreadsheet.sayTwice(taken) });
  }
  const parsed = spreadsheet.form.safeParse(item);
  if (parsed.success && errors.length === 0) {
    return { row: raw.row, item: parsed.data, ...(warnings.length === 0 ? {} : { warnings }) };
  }
  for (const issue of parsed.error?.issues ?? []) addIssue(issue, item, reading, errors);
  return { row: raw.row, errors };
}

function readItem<T>({ cells }: RawRow, { spreadsheet, table, conditions, timeZone }: Reading<T>) {
  const { headings, date1904 } = table;
  const item = spreadsheet.blank(conditions);
  const errors: RowError[] = [];
  const warnings: RowWarning[] = [];
  cells.forEach((cell, index) => {
    const heading = headings[index];
    const text = cellText(cell);
    if (cell === undefined || text === '' || typeof heading === 'string') return;
    if (heading === undefined) {
      errors.push({
        column: columnLetters(index),
        reason: said('holds a value but has no heading', '有内容但没有列标题'),
      });
      return;
    }
    const { field, kind, path } = heading.column;
    const settings = { date1904, timeZone, exponent: exponentOfHeading(heading) };
    const value = valueIn(heading.column, cell, text, settings);
    if (value instanceof Unfit) errors.push({ column: field, reason: value.reason });
    else warnings.push(...listWarnings(heading.column, value, kind === 'endTime' && isDayOnly(cell, text)));
    put(item, path, value instanceof Unfit ? null : value);
  });
  return { item, errors, warnings };
}

function valueIn({ kind, need }: Column, cell: Cell, text: string, settings: Settings): Value {
  if (isErrorMark(cell)) return errorMark;
  return need !== 'required' && saysNothing.test(text) ? leaveEmpty : valuesOf[kind](cell, text, settings);
}

function listWarnings(column: Column, value: Value, endsWithDay: boolean): RowWarning[] {
  const field = makeHeading(column);
  const isLow = column.kind === 'bps' && typeof value === 'number' && isRateLow(value);
  return [
    ...(isLow ? [{ code: 'RATE_LOW', detail: { field } } as const] : []),
    ...(endsWithDay ? [{ code: 'DAY_ENDS', detail: { field } } as const] : []),
  ];
}

function isErrorMark(cell: Cell): boolean {
  return typeof cell !== 'string' && cell.kind === 'error';
}

function put(item: Part, path: readonly string[], value: unknown): void {
  let part = item;
  for (const name of path.slice(0, -1)) {
    part[name] ??= {};
    part = part[name] as Part;
  }
  part[path.at(-1) ?? ''] = value;
}

/** A column's first error is the one that is reported: the form's words on an unfit value add nothing. */
function addIssue<T>(
  issue: z.core.$ZodIssue,
  item: Part,
  { spreadsheet, columnAt }: Reading<T>,
  errors: RowError[],
): void {
  const column = columnAt.get(issue.path.join('.'));
  const name = column?.field ?? issue.path.join('.');
  if (errors.some((error) => error.column === name)) return;
  errors.push({ column: name, reason: sentence(issue, column, item, spreadsheet) });
}
