/** The gateway's own part in credit queries: subjects that were looked up, what was opened, who read it. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const queries: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('subject_lookups')
      .ifNotExists()
      .addColumn('blind_index', 'text', (column) => column.primaryKey())
      .addColumn('subject_id', 'text', (column) => column.notNull())
      .execute();
    await opened(db);
    await db.schema
      .createTable('credit_reads')
      .ifNotExists()
      .addColumn('query_id', 'text', (column) => column.notNull())
      .addColumn('position', 'text', (column) => column.notNull())
      .addColumn('user_name', 'text', (column) => column.notNull())
      .addColumn('time', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('credit_reads_key', ['query_id', 'position'])
      .execute();
  },
};

async function opened(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credit_opened')
    .ifNotExists()
    .addColumn('answer_id', 'text', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('consent_id', 'text', (column) => column.notNull())
    .addColumn('not_after', 'text', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('credit_opened_key', ['answer_id', 'part'])
    .execute();
  for (const column of ['consent_id', 'not_after', 'day']) {
    await db.schema
      .createIndex(`credit_opened_by_${column}`)
      .ifNotExists()
      .on('credit_opened')
      .columns([column])
      .execute();
  }
}
