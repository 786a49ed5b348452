/** Uploads of more than plans: what their rows are, and when they began. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const importKinds: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('imports')
      .addColumn('kind', 'text', (column) => column.notNull().defaultTo('plan'))
      .execute();
    await db.schema.alterTable('imports').addColumn('begun', 'text').execute();
  },
};
