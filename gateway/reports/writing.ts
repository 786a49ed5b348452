/** Writes rows of the copy: those of a block as it is folded, and those that a table is filled with. */
import { type Transaction, sql as text } from 'kysely';
import { chunks } from '../store/chunks';
import type { BlockFollower, Folded } from '../store/fold';
import type { Dialect } from '../store/open';
import type { Tables } from '../store/schema';
import type { ControlTables } from './control';
import type { ReportTable, SourceRow } from './description';
import { movementSource, recordSource, reportRows } from './rows';
import { puttingStatement, tableName } from './statements';

/** Keeps the tables that are wanted, in the SQL transaction of the block. */
export function newReportFollower(dialect: Dialect, tables: readonly ReportTable[]): BlockFollower {
  return async (sql: Transaction<Tables>, folded) => {
    if (folded.deleted.length + folded.records.length + folded.movements.length === 0) return;
    const kept = await readKept(sql.withTables<ControlTables>());
    const following = tables.filter(({ name }) => kept.has(name));
    for (const source of new Set(following.map((table) => table.source))) {
      const gone = folded.deleted.filter(({ doc_type }) => doc_type === source).map(({ id }) => id);
      const sources = readSources(folded, source);
      for (const table of following.filter((one) => one.source === source)) {
        await dropRows(sql, dialect, table, gone);
        await putRows(sql, dialect, table, sources);
      }
    }
  };
}

async function readKept(sql: Transaction<Tables & ControlTables>): Promise<ReadonlySet<string>> {
  const rows = sql.selectFrom('reports_control').select('name').where('state', 'in', ['FILLING', 'KEPT']);
  return new Set((await rows.execute()).map(({ name }) => name));
}

function readSources({ records, movements }: Folded, source: ReportTable['source']): readonly SourceRow[] {
  if (source === 'movements') return movements.map(movementSource);
  return records.filter(({ doc_type }) => doc_type === source).map(recordSource);
}

/** A record's rows are replaced where there may be fewer of them than before. */
export async function putRows(
  sql: Transaction<Tables>,
  dialect: Dialect,
  table: ReportTable,
  sources: readonly SourceRow[],
): Promise<void> {
  if (table.isSplit)
    await dropRows(
      sql,
      dialect,
      table,
      sources.map(({ id }) => id),
    );
  const [before, after] = puttingStatement(dialect, table);
  for (const rows of chunks(reportRows(table, sources))) {
    await text`${text.raw(before)}${JSON.stringify(rows)}${text.raw(after)}`.execute(sql);
  }
}

async function dropRows(
  sql: Transaction<Tables>,
  dialect: Dialect,
  { name, idColumn }: ReportTable,
  ids: readonly string[],
): Promise<void> {
  const from = text.raw(`delete from ${tableName(dialect, name)}`);
  if (idColumn === undefined && ids.length > 0) await text`${from}`.execute(sql);
  if (idColumn === undefined) return;
  for (const some of chunks(ids)) await text`${from} where ${text.ref(idColumn)} in (${text.join(some)})`.execute(sql);
}
