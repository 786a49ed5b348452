/**
 * Blinds lie here, sealed, until their question is answered. Sealed are now the conditions of imports, subjects that were looked up, and
 * when loans fall due; a borrower is a mark. What an alliance of before left is not, and follows rules that its endorsers no longer
 * have. Frozen, as every migration.
 */
import { type Kysely, type Migration, sql } from 'kysely';
import { StoreOutdated } from '../store-outdated';

export const sealedColumns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql`
      select 1 as found where exists (select 1 from records where doc_type = 'alliance')
        or exists (select 1 from imports) or exists (select 1 from subject_lookups)
        or exists (select 1 from credit_records) or exists (select 1 from credit_feedbacks)
    `.execute(db);
    if (rows.length > 0) {
      throw new StoreOutdated(
        'this store belongs to an alliance of an earlier version, and holds in clear what is sealed now; begin anew with ' +
          '"npm start -- --fresh", or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
      );
    }
    await renameColumn(db, 'imports', 'conditions', 'sealed');
    await renameColumn(db, 'subject_lookups', 'subject_id', 'sealed');
    for (const table of ['subject_questions', 'credit_records', 'credit_feedbacks']) {
      await db.schema.dropTable(table).ifExists().execute();
    }
    await questions(db);
    await records(db);
    await feedbacks(db);
  },
};

async function questions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('subject_questions')
    .addColumn('blind_index', 'text', (column) => column.primaryKey())
    .addColumn('evaluation_id', 'text', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('asked', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('subject_questions_by_evaluation')
    .on('subject_questions')
    .columns(['evaluation_id'])
    .execute();
}

async function records(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credit_records')
    .addColumn('record_id', 'text', (column) => column.primaryKey())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('sign_by', 'text', (column) => column.notNull())
    .addColumn('due_time', 'text')
    .addColumn('due_mark', 'text', (column) => column.notNull())
    .addColumn('due_sealed', 'text', (column) => column.notNull())
    .addColumn('borrower_mark', 'text', (column) => column.notNull())
    .addColumn('lender_mark', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute();
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on('credit_records')
      .columns([...columns]);
  await index('credit_records_by_position', ['position']).execute();
  await index('credit_records_by_status', ['status', 'due_time']).execute();
  await index('credit_records_by_due_mark', ['due_mark']).where('due_time', 'is', null).execute();
  await index('credit_records_waiting', ['position']).where('due_time', 'is', null).execute();
}

async function feedbacks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credit_feedbacks')
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('next_due_mark', 'text', (column) => column.notNull())
    .addColumn('next_due_sealed', 'text', (column) => column.notNull())
    .addColumn('expires', 'text')
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('credit_feedbacks_key', ['record_id', 'number'])
    .execute();
  await db.schema
    .createIndex('credit_feedbacks_by_status')
    .on('credit_feedbacks')
    .columns(['status', 'record_id', 'number'])
    .execute();
}

/** Looks first, since SQLite may be killed between two steps. */
async function renameColumn(db: Kysely<unknown>, table: string, from: string, to: string): Promise<void> {
  const present = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
  if (present.some(({ name }) => name === from)) await db.schema.alterTable(table).renameColumn(from, to).execute();
}
