/** Valid transactions that nothing was taken from. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const passedOver: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('passed_over')
      .ifNotExists()
      .addColumn('block', 'bigint', (column) => column.notNull())
      .addColumn('tx', 'integer', (column) => column.notNull())
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('passed_over_key', ['block', 'tx'])
      .execute();
  },
};
