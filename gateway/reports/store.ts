/** Keeps the copy for reports beside the read model. */
import { inTransaction } from '../store/chunks';
import type { Dialect } from '../store/open';
import type { Database } from '../store/schema';
import { chooseKinds } from './choosing';
import type { ControlTables } from './control';
import type { ReportTable } from './description';
import { type Dump, dumpTables } from './dump';
import { fillChunk, holdFold } from './filling';
import type { ReportKind } from './kinds';
import { reportTables } from './tables';

export interface ReportStore {
  /** Keeps the tables of these kinds from now on, and no others. Throws StoreOutdated and StoreUnusable. */
  choose(kinds: readonly ReportKind[]): Promise<void>;
  /** Fills or empties one chunk of one table. Answers whether there may be more to do. */
  fillChunk(): Promise<boolean>;
  /** Marks all tables that are wanted to be emptied and filled anew. */
  beginAnew(): Promise<void>;
  dump(): Promise<Dump>;
}

export function newReportStore(
  db: Database,
  dialect: Dialect,
  tables: readonly ReportTable[] = reportTables,
): ReportStore {
  return {
    choose: (kinds) =>
      inTransaction(db, async (sql) => {
        await holdFold(sql, dialect);
        await chooseKinds(sql.withTables<ControlTables>(), dialect, tables, kinds);
      }),
    fillChunk: () => fillChunk(db, dialect, tables),
    beginAnew: () =>
      inTransaction(db, async (sql) => {
        await holdFold(sql, dialect);
        const wanted = sql.withTables<ControlTables>().updateTable('reports_control').where('wanted', '=', 1);
        await wanted.set({ state: 'EMPTYING', filled_to: '' }).execute();
      }),
    dump: () => dumpTables(db, dialect, tables),
  };
}
