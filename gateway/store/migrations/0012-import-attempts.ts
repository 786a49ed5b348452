/** Uploads that end their process again and again are counted, and uploads can be cancelled. Frozen, as every migration. */
import { type Kysely, type Migration, sql } from 'kysely';

export const importAttempts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addCount(db, 'attempts');
    await addCount(db, 'cancelled');
    await sql`create index if not exists imports_by_creation on imports (kind, created, import_id)`.execute(db);
  },
};

/** Looks first, since SQLite may be killed between two steps. */
async function addCount(db: Kysely<unknown>, name: string): Promise<void> {
  const present = (await db.introspection.getTables()).find((table) => table.name === 'imports')?.columns ?? [];
  if (present.some((column) => column.name === name)) return;
  await db.schema
    .alterTable('imports')
    .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
