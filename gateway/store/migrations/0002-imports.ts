/** Uploads of spreadsheets and how far they are. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const imports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('imports')
      .ifNotExists()
      .addColumn('import_id', 'text', (column) => column.primaryKey())
      .addColumn('created', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('code', 'text')
      .addColumn('conditions', 'text', (column) => column.notNull())
      .addColumn('row_count', 'integer', (column) => column.notNull())
      .addColumn('done_row', 'integer', (column) => column.notNull())
      .addColumn('as_of_block', 'bigint')
      .addColumn('accepted', 'integer', (column) => column.notNull())
      .addColumn('rejected', 'integer', (column) => column.notNull())
      .addColumn('unchanged', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('imports_by_status')
      .ifNotExists()
      .on('imports')
      .columns(['status', 'created', 'import_id'])
      .execute();
    await db.schema
      .createTable('import_errors')
      .ifNotExists()
      .addColumn('import_id', 'text', (column) => column.notNull())
      .addColumn('position', 'text', (column) => column.notNull())
      .addColumn('row_number', 'integer', (column) => column.notNull())
      .addColumn('column_name', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('import_errors_key', ['import_id', 'position'])
      .execute();
  },
};
