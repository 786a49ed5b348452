/**
 * Fills the tables that are switched on later, and empties those that are switched off, a chunk a transaction.
 *
 * A chunk and a block never meet: in PostgreSQL the chunk locks `blocks`, whose row is the first that a fold writes, and SQLite
 * has one writer. So a chunk reads records as the last block left them, and a fold waits for a chunk at most.
 */
import { type Transaction, sql as text } from 'kysely';
import { inTransaction } from '../store/chunks';
import type { Dialect } from '../store/open';
import type { Database, Tables } from '../store/schema';
import type { ControlTables, ReportsControlTable, TableState } from './control';
import type { ReportTable, SourceRow } from './description';
import { movementSource, recordSource } from './rows';
import { tableName } from './statements';
import { putRows } from './writing';

type Filling = Transaction<Tables & ControlTables>;
type Control = Pick<ReportsControlTable, 'name' | 'state' | 'wanted' | 'filled_to'>;

const chunkRows = 500;

/** Nothing is folded from here to the end of the transaction. */
export async function holdFold(sql: Transaction<Tables>, dialect: Dialect): Promise<void> {
  if (dialect === 'POSTGRES') await text`lock table blocks in share row exclusive mode`.execute(sql);
}

/** Fills or empties one chunk of one table. Answers whether there may be more. */
export async function fillChunk(db: Database, dialect: Dialect, tables: readonly ReportTable[]): Promise<boolean> {
  const waiting = db.withTables<ControlTables>();
  if ((await findUnfinished(waiting, tables)) === undefined) return false;
  await inTransaction(db, async (sql) => {
    await holdFold(sql, dialect);
    const filling = sql.withTables<ControlTables>();
    const control = await findUnfinished(filling, tables);
    const table = tables.find(({ name }) => name === control?.name);
    if (control === undefined || table === undefined) return;
    const changed =
      control.state === 'EMPTYING'
        ? await emptyChunk(filling, dialect, table, control)
        : await copyChunk(filling, dialect, table, control);
    await filling.updateTable('reports_control').set(changed).where('name', '=', table.name).execute();
  });
  return true;
}

async function findUnfinished(
  db: Pick<Filling, 'selectFrom'>,
  tables: readonly ReportTable[],
): Promise<Control | undefined> {
  return db
    .selectFrom('reports_control')
    .select(['name', 'state', 'wanted', 'filled_to'])
    .where('state', 'in', ['FILLING', 'EMPTYING'])
    .where(
      'name',
      'in',
      tables.map(({ name }) => name),
    )
    .orderBy('name')
    .limit(1)
    .executeTakeFirst();
}

/** At least one member, because a statement that changes nothing is none. */
type Changed = { readonly state?: TableState; readonly filled_to: string } | { readonly state: TableState };

async function copyChunk(sql: Filling, dialect: Dialect, table: ReportTable, { filled_to }: Control): Promise<Changed> {
  const sources = await readSources(sql, table, filled_to);
  await putRows(sql as unknown as Transaction<Tables>, dialect, table, sources);
  const last = sources.at(-1);
  return sources.length < chunkRows || last === undefined ? { state: 'KEPT' } : { filled_to: last.position };
}

async function readSources(sql: Filling, { source }: ReportTable, after: string): Promise<readonly SourceRow[]> {
  if (source === 'movements') {
    const movements = sql.selectFrom('movements').selectAll().where('position', '>', after);
    return (await movements.orderBy('position').limit(chunkRows).execute()).map(movementSource);
  }
  const records = sql.selectFrom('records').select(['position', 'id', 'transaction_id', 'block', 'json']);
  const next = records.where('doc_type', '=', source).where('position', '>', after);
  return (await next.orderBy('position').limit(chunkRows).execute()).map(recordSource);
}

/** By chunks, because the statement that empties a table at once waits for everybody who reads it. */
async function emptyChunk(sql: Filling, dialect: Dialect, table: ReportTable, { wanted }: Control): Promise<Changed> {
  const name = text.raw(tableName(dialect, table.name));
  const key = text.join(table.key.map((column) => text.ref(column)));
  const some = text`select ${key} from ${name} limit ${text.lit(chunkRows)}`;
  const { numAffectedRows = 0n } = await text`delete from ${name} where (${key}) in (${some})`.execute(sql);
  if (numAffectedRows >= BigInt(chunkRows)) return { filled_to: '' };
  return { state: wanted === 1 ? 'FILLING' : 'OFF', filled_to: '' };
}
