/**
 * Brings the tables of the copy to what the settings choose and to their present version. Nothing is copied here: tables are
 * marked, and a job fills or empties them.
 */
import { type Transaction, sql as text } from 'kysely';
import type { Dialect } from '../store/open';
import type { Tables } from '../store/schema';
import { StoreOutdated } from '../store/store-outdated';
import { StoreUnusable } from '../store/unusable';
import type { ControlTables, ReportsControlTable } from './control';
import { type ReportTable, tableVersion } from './description';
import type { ReportKind } from './kinds';
import { commentStatements, makingStatements, reportSchemaName, tableName } from './statements';

type Choosing = Transaction<Tables & ControlTables>;
type Control = Pick<ReportsControlTable, 'version' | 'state' | 'wanted' | 'filled_to'>;

/** Throws StoreOutdated and StoreUnusable, which say what to do. */
export async function chooseKinds(
  sql: Choosing,
  dialect: Dialect,
  tables: readonly ReportTable[],
  kinds: readonly ReportKind[],
): Promise<void> {
  const controls = new Map(
    (await sql.selectFrom('reports_control').selectAll().execute()).map((row) => [row.name, row]),
  );
  if (kinds.length === 0 && controls.size === 0) return;
  if (controls.size === 0) await makeSchema(sql, dialect);
  const isFoldedAnew = (await sql.selectFrom('blocks').select('number').limit(1).execute()).length === 0;
  for (const table of tables) {
    const before = controls.get(table.name);
    const isWanted = kinds.includes(table.kind);
    if (before === undefined && !isWanted) continue;
    const version = tableVersion(table);
    if (before !== undefined && before.version > version) throw laterVersion(table);
    if (before?.version !== version) await makeTable(sql, dialect, table, before?.version);
    await writeControl(sql, table, nextControl(before, { isWanted, isFoldedAnew, version }));
  }
}

interface Choice {
  readonly isWanted: boolean;
  /** The store holds no block, so rows of the copy are from a store that was emptied. */
  readonly isFoldedAnew: boolean;
  readonly version: number;
}

/** A new version fills its new columns; the rows stay, so that nobody finds the table empty. */
function nextControl(before: Control | undefined, { isWanted, isFoldedAnew, version }: Choice): Control {
  const wanted = isWanted ? 1 : 0;
  const { state = 'OFF', filled_to = '' } = before ?? {};
  if (state === 'EMPTYING') return { version, state, wanted, filled_to: '' };
  if (state !== 'OFF' && (!isWanted || isFoldedAnew)) return { version, state: 'EMPTYING', wanted, filled_to: '' };
  if (!isWanted) return { version, state, wanted, filled_to: '' };
  if (state === 'OFF' || before?.version !== version) return { version, state: 'FILLING', wanted, filled_to: '' };
  return { version, state, wanted, filled_to };
}

async function writeControl(sql: Choosing, { name, kind }: ReportTable, control: Control): Promise<void> {
  await sql
    .insertInto('reports_control')
    .values({ name, kind, ...control })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(control))
    .execute();
}

async function makeTable(sql: Choosing, dialect: Dialect, table: ReportTable, from: number | undefined): Promise<void> {
  const statements = [...makingStatements(dialect, table, from), ...commentStatements(dialect, table)];
  for (const statement of statements) await text.raw(statement).execute(sql);
}

/** An administrator may have made it, because the gateway's user may not. */
async function makeSchema(sql: Choosing, dialect: Dialect): Promise<void> {
  if (dialect === 'POSTGRES') {
    const found = await text`select 1 from pg_namespace where nspname = ${reportSchemaName}`.execute(sql);
    if (found.rows.length === 0) await text.raw(`create schema ${reportSchemaName}`).execute(sql).catch(refuseSchema);
  }
  await text
    .raw(
      `create view ${tableName(dialect, 'copy_state')} as select name as table_name, kind, version, state,
        (select max(number) from blocks) as as_of_block from reports_control`,
    )
    .execute(sql);
}

function refuseSchema(error: unknown): never {
  if ((error as { readonly code?: unknown }).code !== '42501') throw error;
  throw new StoreUnusable(
    `the copy for reports needs the schema "${reportSchemaName}", which the gateway's user may not create: ` +
      `let an administrator of the database run "create schema ${reportSchemaName} authorization" with that user`,
  );
}

function laterVersion({ name }: ReportTable): StoreOutdated {
  return new StoreOutdated(
    `a later version of the gateway made the table ${name} of the copy for reports: run that version`,
  );
}
