/** A copy for reports over a store of its own, and a second connection that reads it as a controller does. */
import Sqlite from 'libsql';
import { Client, types } from 'pg';
import { reportSchema } from '../../../gateway/reports/control';
import type { ReportTable } from '../../../gateway/reports/description';
import { type ReportKind, reportKinds } from '../../../gateway/reports/kinds';
import { newReportStore, type ReportStore } from '../../../gateway/reports/store';
import { reportTables } from '../../../gateway/reports/tables';
import { newReportFollower } from '../../../gateway/reports/writing';
import { newFolding } from '../../../gateway/store/fold';
import { openDatabase, type StoreLocation } from '../../../gateway/store/open';
import type { Database } from '../../../gateway/store/schema';
import { ledgerSchema } from '../../../gateway/store/tables';
import type { LedgerStore } from '../../../gateway/store/types';

export interface Copy extends ReportStore, Pick<LedgerStore, 'applyBlock' | 'checkpoint' | 'passedOver'> {
  readonly db: Database;
  /** Does what the gateway's job does until there is nothing more to do. Answers after how many chunks. */
  fill(): Promise<number>;
  close(): Promise<void>;
}

/** Only what the copy stands on: the read model, and the copy. */
export async function openCopy(
  location: StoreLocation,
  kinds: readonly ReportKind[] = reportKinds,
  tables: readonly ReportTable[] = reportTables,
  /** Called once a block is written, before its transaction ends. */
  onWritten: () => Promise<void> = async () => undefined,
): Promise<Copy> {
  const { db, dialect } = await openDatabase(location, { ...ledgerSchema, ...reportSchema });
  const reports = newReportStore(db, dialect, tables);
  const close = () => db.destroy();
  await reports.choose(kinds).catch(async (error) => {
    await close();
    throw error;
  });
  const fill = async () => {
    for (let chunks = 0; ; chunks++) if (!(await reports.fillChunk())) return chunks;
  };
  return { ...reports, ...newFolding(db, [newReportFollower(dialect, tables), onWritten]), db, fill, close };
}

/** In SQL, `report.` becomes what the database has. Values are as SQLite has them: numbers, and times as ISO text. */
export async function query(location: StoreLocation, sql: string): Promise<readonly Record<string, unknown>[]> {
  if ('file' in location) {
    const database = new Sqlite(location.file, { readonly: true });
    const rows = database.prepare(sql.replaceAll('report.', 'report_')).all() as Record<string, unknown>[];
    database.close();
    return rows;
  }
  const client = new Client({ connectionString: location.databaseUrl, types: { getTypeParser } });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return rows;
}

function getTypeParser(type: number): (value: string) => unknown {
  switch (type) {
    case types.builtins.INT8:
    case types.builtins.INT4:
    case types.builtins.NUMERIC:
      return Number;
    case types.builtins.BOOL:
      return (value) => (value === 't' ? 1 : 0);
    case types.builtins.TIMESTAMPTZ:
      return (value) => new Date(value).toISOString();
    default:
      return String;
  }
}
