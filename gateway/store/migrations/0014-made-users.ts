/** Names of the settings' users that were made once. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const madeUsers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('made_users')
      .ifNotExists()
      .addColumn('user_name', 'text', (column) => column.primaryKey())
      .execute();
  },
};
