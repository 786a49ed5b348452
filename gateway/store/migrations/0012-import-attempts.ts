/** Uploads that end their process again and again are counted, and uploads can be cancelled. Frozen, as every migration. */
import { type Kysely, type Migration, sql } from 'kysely';
import { addColumn } from './add-column';

export const importAttempts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of ['attempts', 'cancelled']) {
      await addColumn(db, { table: 'imports', column, type: 'integer' }, (made) => made.notNull().defaultTo(0));
    }
    await sql`create index if not exists imports_by_creation on imports (kind, created, import_id)`.execute(db);
  },
};
