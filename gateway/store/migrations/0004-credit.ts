/** The gateway's own part in credit records: what waits for the registrar, drafts, feedbacks, prompts. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const credit: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await handingOver(db);
    await ownRecords(db);
  },
};

async function handingOver(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox')
    .ifNotExists()
    .addColumn('item_key', 'text', (column) => column.primaryKey())
    .addColumn('created', 'text', (column) => column.notNull())
    .addColumn('expires', 'text')
    .addColumn('handed_period', 'bigint')
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('outbox_by_created')
    .ifNotExists()
    .on('outbox')
    .columns(['created', 'item_key'])
    .execute();
  await db.schema
    .createTable('credit_packages')
    .ifNotExists()
    .addColumn('period', 'bigint', (column) => column.primaryKey())
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('credit_posting')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('period', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('credit_vouched')
    .ifNotExists()
    .addColumn('mark', 'text', (column) => column.primaryKey())
    .execute();
}

async function ownRecords(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credit_records')
    .ifNotExists()
    .addColumn('record_id', 'text', (column) => column.primaryKey())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('sign_by', 'text', (column) => column.notNull())
    .addColumn('due_time', 'text')
    .addColumn('borrower_id', 'text', (column) => column.notNull())
    .addColumn('lender_mark', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute();
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .ifNotExists()
      .on('credit_records')
      .columns([...columns]);
  await index('credit_records_by_position', ['position']).execute();
  await index('credit_records_by_status', ['status', 'due_time']).execute();
  await db.schema
    .createTable('credit_feedbacks')
    .ifNotExists()
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('next_due', 'text')
    .addColumn('expires', 'text')
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('credit_feedbacks_key', ['record_id', 'number'])
    .execute();
  await db.schema
    .createIndex('credit_feedbacks_by_status')
    .ifNotExists()
    .on('credit_feedbacks')
    .columns(['status', 'record_id', 'number'])
    .execute();
  await db.schema
    .createTable('credit_prompts')
    .ifNotExists()
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('maturity_time', 'text', (column) => column.notNull())
    .addColumn('prompted_time', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('credit_prompts_key', ['record_id', 'maturity_time'])
    .execute();
}
