/** Whom the institution verified, what it asked the evaluators, and the keys that it was given. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';

export const subjects: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('subjects')
      .ifNotExists()
      .addColumn('blind_index', 'text', (column) => column.primaryKey())
      .addColumn('subject_id', 'text', (column) => column.notNull().unique())
      .addColumn('identity_kind', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('created', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('subject_questions')
      .ifNotExists()
      .addColumn('blind_index', 'text', (column) => column.primaryKey())
      .addColumn('evaluation_id', 'text', (column) => column.notNull())
      .addColumn('place', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('subject_questions_by_evaluation')
      .ifNotExists()
      .on('subject_questions')
      .columns(['evaluation_id'])
      .execute();
    await db.schema
      .createTable('subject_keys')
      .ifNotExists()
      .addColumn('key_id', 'text', (column) => column.primaryKey())
      .addColumn('subject_id', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('created', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('subject_keys_by_subject')
      .ifNotExists()
      .on('subject_keys')
      .columns(['subject_id', 'created', 'key_id'])
      .execute();
  },
};
