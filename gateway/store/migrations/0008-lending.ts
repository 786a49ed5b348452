/** Whose answers the registrar posted, what it passes on, and statements that wait for a signature. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const lending: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('answer_lenders')
      .ifNotExists()
      .addColumn('answer_id', 'text', (column) => column.primaryKey())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('period', 'bigint')
      .execute();
    await db.schema
      .createTable('kept_payouts')
      .ifNotExists()
      .addColumn('period', 'bigint', (column) => column.primaryKey())
      .addColumn('transfers', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('dispute_drafts')
      .ifNotExists()
      .addColumn('dispute_id', 'text', (column) => column.primaryKey())
      .addColumn('created', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
  },
};
