/**
 * Brings a database to the present schema. Each part of the store lists the statements that make its tables, by names such as
 * `imports-0001`; what is listed once never changes and never goes. Instances that start at once wait for each other where the
 * database can lock.
 */
import { type Migration, Migrator, sql } from 'kysely';
import type { Database } from './schema';
import { StoreOutdated } from './store-outdated';

/** Statements that SQLite and PostgreSQL take alike. Each can be repeated, because SQLite may be killed between two of them. */
export type Schema = Readonly<Record<string, readonly string[]>>;

/** The first step of the layout that had one numbered line of migrations for all. */
const earlierLayout = '0001-read-model';

/** Throws StoreOutdated, and what the database says. */
export async function migrate(db: Database, schema: Schema): Promise<void> {
  await refuseEarlierLayout(db);
  const steps = Object.entries(schema).map(([name, statements]) => [name, newMigration(statements)] as const);
  const provider = { getMigrations: async () => Object.fromEntries(steps) };
  // Each part goes on by itself, so a new step of one of them may sort before those that others have taken.
  const { error } = await new Migrator({ db, provider, allowUnorderedMigrations: true }).migrateToLatest();
  if (error !== undefined) throw error;
}

function newMigration(statements: readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

async function refuseEarlierLayout(db: Database): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const { rows } = await sql`select name from kysely_migration where name = ${earlierLayout}`.execute(db);
  if (rows.length === 0) return;
  throw new StoreOutdated(
    'this store is of an earlier version, whose ledger this version does not read either; begin anew with "npm start -- --fresh", ' +
      'or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
  );
}
