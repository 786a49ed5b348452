/** What is noted of an upload, sealed by the vault. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const importNotes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('imports').addColumn('notes', 'text').execute();
  },
};
