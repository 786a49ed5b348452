/** The copy as one hash: the same on every database, and the same however the tables came to be what they are. */
import { createHash } from 'node:crypto';
import { type Kysely, sql as text } from 'kysely';
import type { Dialect } from '../store/open';
import { inSnapshot } from '../store/records';
import type { Database, Tables } from '../store/schema';
import type { ControlTables, TableState } from './control';
import type { Column, ReportTable } from './description';
import { tableName } from './statements';

export interface Dump {
  /** -1 before the first. */
  readonly asOfBlock: number;
  readonly tables: readonly TableDump[];
  /** Hex; over the tables that are kept whole. */
  readonly hash: string;
}

interface TableDump {
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly state: TableState;
  readonly rows: number;
  /** Hex. */
  readonly hash: string;
}

type Cells = Readonly<Record<string, unknown>>;

const pageRows = 2_000;

/** All tables as one block left them. */
export function dumpTables(db: Database, dialect: Dialect, tables: readonly ReportTable[]): Promise<Dump> {
  return inSnapshot(db, async (snapshot) => {
    const controls = await snapshot.withTables<ControlTables>().selectFrom('reports_control').selectAll().execute();
    const dumps: TableDump[] = [];
    for (const table of tables) {
      const control = controls.find(({ name }) => name === table.name);
      if (control === undefined || control.state === 'OFF') continue;
      const { name, kind, version, state } = control;
      dumps.push({ name, kind, version, state, ...(await hashTable(snapshot, dialect, table)) });
    }
    const last = await snapshot.selectFrom('blocks').select('number').orderBy('number', 'desc').executeTakeFirst();
    const kept = dumps.filter(({ state }) => state === 'KEPT');
    const hash = sha256(kept.map((dump) => `${dump.name} ${dump.hash}\n`));
    return { asOfBlock: Number(last?.number ?? -1), tables: dumps, hash };
  });
}

async function hashTable(db: Kysely<Tables>, dialect: Dialect, table: ReportTable) {
  const hash = createHash('sha256').update(`${table.columns.map(({ name }) => name).join(' ')}\n`);
  let rows = 0;
  for (let after: Cells | undefined; ; ) {
    const page = await readRows(db, dialect, table, after);
    for (const row of page) hash.update(`${rowText(table.columns, row)}\n`);
    rows += page.length;
    after = page.at(-1);
    if (page.length < pageRows) return { rows, hash: hash.digest('hex') };
  }
}

async function readRows(db: Kysely<Tables>, dialect: Dialect, { name, key }: ReportTable, after: Cells | undefined) {
  const from = text`select * from ${text.raw(tableName(dialect, name))}`;
  const columns = text.join(key.map((column) => text.ref(column)));
  const values = text.join(key.map((column) => after?.[column]));
  const rest = after === undefined ? text`` : text`where (${columns}) > (${values})`;
  return (await text<Cells>`${from} ${rest} order by ${columns} limit ${text.lit(pageRows)}`.execute(db)).rows;
}

/** What a driver gives for a value depends on the database. */
function rowText(columns: readonly Column<never>[], row: Cells): string {
  return JSON.stringify(
    columns.map(({ name, type }) => {
      const value = row[name] ?? null;
      if (value === null) return null;
      if (type === 'bigint' || type === 'boolean') return Number(value);
      return value instanceof Date ? dateText(value, type === 'date') : value;
    }),
  );
}

/** The driver of PostgreSQL takes a date as the beginning of the day in its own zone. */
function dateText(value: Date, isDay: boolean): string {
  if (!isDay) return value.toISOString();
  const parts = [value.getFullYear(), value.getMonth() + 1, value.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

function sha256(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex');
}
