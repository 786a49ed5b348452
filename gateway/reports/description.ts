/**
 * A table of the copy for reports is described once. Its statements, its rows and its page in the README follow from that.
 *
 * A released column never changes its name, its type or its meaning, because queries outside rely on it. A new one says since
 * which version it exists.
 */
import type { DocType, RecordOf } from '../store/schema';
import type { ReportKind } from './kinds';

/** PostgreSQL's names. SQLite keeps times and dates as their ISO text, and booleans as 0 and 1. */
export type ColumnType = 'text' | 'bigint' | 'timestamptz' | 'date' | 'boolean';

/** A member of a record as it is; a value that its column's type does not hold becomes null. */
export type Given = string | number | boolean | null | undefined;

export interface Column<Item = unknown> {
  /** Ends in its unit: _rmb, _fen, _bps, _seconds, _time, _day. */
  readonly name: string;
  readonly type: ColumnType;
  readonly about: string;
  /** The version of the table that it came with; 1 unless said. */
  readonly since?: number;
  readonly read: (item: Item) => Given;
}

/** A row of `records` or `movements`, with its JSON parsed where it has one. */
export interface SourceRow {
  /** The copy is filled in this order; sorts as text. */
  readonly position: string;
  readonly id: string;
  readonly transactionId: string;
  readonly block: number;
  /** The record or the movement. */
  readonly content: unknown;
}

/** An item of a row that is split, in its place. */
interface Placed<Item> {
  readonly item: Item;
  readonly place: number;
  readonly row: SourceRow;
}

export interface ReportTable {
  readonly name: string;
  readonly kind: ReportKind;
  readonly about: string;
  readonly source: DocType | 'movements';
  /** The column that holds the record's identifier. A table without one holds the only record of its docType. */
  readonly idColumn?: string | undefined;
  /** A record has any number of rows, and its rows are replaced together. */
  readonly isSplit: boolean;
  readonly key: readonly string[];
  /** Beside the key. */
  readonly indexes: readonly (readonly string[])[];
  readonly columns: readonly Column<Placed<unknown>>[];
  readonly items: (row: SourceRow) => readonly Placed<unknown>[];
}

interface Described<Item> {
  readonly name: string;
  readonly kind: ReportKind;
  readonly about: string;
  readonly indexes?: readonly (readonly string[])[];
  readonly columns: readonly Column<Item>[];
}

type IdColumn = Pick<Column, 'name' | 'about'> & { readonly type?: ColumnType };

/** One row a record. */
export function recordTable<T extends DocType>(
  docType: T,
  { id, ...described }: Described<RecordOf<T>> & { readonly id: IdColumn },
): ReportTable {
  return {
    ...inRecords(described),
    source: docType,
    idColumn: id.name,
    isSplit: false,
    key: [id.name],
    columns: [identifying(id), ...ofItems(described.columns), ...lastWrite],
    items: (row) => [{ item: row.content, place: 0, row }],
  };
}

/** One row for each item of a record, such as the transfers of a payout. */
export function splitTable<T extends DocType, Item>(
  docType: T,
  split: (record: RecordOf<T>) => readonly Item[],
  { id, ...described }: Described<Item> & { readonly id?: IdColumn },
): ReportTable {
  const place: Column<Placed<unknown>> = {
    name: 'place',
    type: 'bigint',
    about: 'its place among the rows of the record, from 0',
    read: (placed) => placed.place,
  };
  return {
    ...inRecords(described),
    source: docType,
    idColumn: id?.name,
    isSplit: true,
    key: id === undefined ? ['place'] : [id.name, 'place'],
    columns: [...(id === undefined ? [] : [identifying(id)]), place, ...ofItems(described.columns), ...lastWrite],
    items: (row) => split(row.content as RecordOf<T>).map((item, index) => ({ item, place: index, row })),
  };
}

/** One row a token movement. Movements never change. */
export function movementTable<Item>({ id, ...described }: Described<Item> & { readonly id: IdColumn }): ReportTable {
  const [changedBlock, transactionId] = lastWrite;
  return {
    ...inRecords(described),
    source: 'movements',
    idColumn: id.name,
    isSplit: false,
    key: [id.name],
    columns: [
      identifying(id),
      ...ofItems(described.columns),
      { ...changedBlock, about: 'the block that moved the tokens' },
      { ...transactionId, about: 'the transaction that moved the tokens' },
    ],
    items: (row) => [{ item: row.content, place: 0, row }],
  };
}

/** What says where a row comes from. */
const lastWrite = [
  {
    name: 'block',
    type: 'bigint',
    about: 'the block that wrote the record last',
    read: ({ row }: Placed<unknown>) => row.block,
  },
  {
    name: 'transaction_id',
    type: 'text',
    about: 'the transaction that wrote the record last',
    read: ({ row }: Placed<unknown>) => row.transactionId,
  },
] as const;

function inRecords({ name, kind, about, indexes = [] }: Described<never>) {
  return { name, kind, about, indexes };
}

function identifying({ name, about, type = 'text' }: IdColumn): Column<Placed<unknown>> {
  return { name, type, about, read: ({ row }) => (type === 'bigint' ? Number(row.id) : row.id) };
}

function ofItems<Item>(columns: readonly Column<Item>[]): readonly Column<Placed<unknown>>[] {
  return columns.map(({ read, ...column }) => ({ ...column, read: ({ item }) => read(item as Item) }));
}

/** The version of the table: that of its newest column. */
export function tableVersion({ columns }: Pick<ReportTable, 'columns'>): number {
  return Math.max(...columns.map(({ since = 1 }) => since));
}

type Make = <Item>(name: string, about: string, read: (item: Item) => Given, since?: number) => Column<Item>;

const columnOf =
  (type: ColumnType): Make =>
  (name, about, read, since) => ({ name, type, about, read, ...(since !== undefined && { since }) });

export const text = columnOf('text');
export const whole = columnOf('bigint');
export const time = columnOf('timestamptz');
export const date = columnOf('date');
export const flag = columnOf('boolean');
