/**
 * Blinds lie here, sealed, until their question is answered; conditions of imports and subjects that were looked up are sealed. What an
 * alliance of before left is not, and follows rules that its endorsers no longer have. Frozen, as every migration.
 */
import { type Kysely, type Migration, sql } from 'kysely';
import { StoreOutdated } from '../store-outdated';

export const sealedColumns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql`
      select 1 as found where exists (select 1 from records where doc_type = 'alliance')
        or exists (select 1 from imports) or exists (select 1 from subject_lookups)
    `.execute(db);
    if (rows.length > 0) {
      throw new StoreOutdated(
        'this store belongs to an alliance of an earlier version, and holds in clear what is sealed now; begin anew with ' +
          '"npm start -- --fresh", or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
      );
    }
    await renameColumn(db, 'imports', 'conditions', 'sealed');
    await renameColumn(db, 'subject_lookups', 'subject_id', 'sealed');
    await db.schema.dropTable('subject_questions').ifExists().execute();
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
  },
};

/** Looks first, since SQLite may be killed between two steps. */
async function renameColumn(db: Kysely<unknown>, table: string, from: string, to: string): Promise<void> {
  const present = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
  if (present.some(({ name }) => name === from)) await db.schema.alterTable(table).renameColumn(from, to).execute();
}
