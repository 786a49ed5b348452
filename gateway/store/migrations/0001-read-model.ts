/**
 * The first schema. Frozen: a change is a migration of its own, with the next number. Every step can be repeated, because
 * SQLite may be killed between two of them.
 */
import type { Kysely, Migration } from 'kysely';

export const readModel: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await ledger(db);
    await recordIndexes(db);
    await ownTables(db);
  },
};

async function ledger(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('blocks')
    .ifNotExists()
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('records')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('doc_type', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('block', 'bigint', (column) => column.notNull())
    .addColumn('tx', 'integer', (column) => column.notNull())
    .addColumn('transaction_id', 'text', (column) => column.notNull())
    .addColumn('status', 'text')
    .addColumn('owner', 'text')
    .addColumn('other', 'text')
    .addColumn('asset_id', 'text')
    .addColumn('loan_kind', 'text')
    .addColumn('act_by', 'text')
    .addColumn('due_from', 'text')
    .addColumn('counted_fen', 'bigint')
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('events')
    .ifNotExists()
    .addColumn('position', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('time', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('movements')
    .ifNotExists()
    .addColumn('position', 'text', (column) => column.primaryKey())
    .addColumn('party_id', 'text', (column) => column.notNull())
    .addColumn('time', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('balance_fen', 'bigint', (column) => column.notNull())
    .addColumn('held_fen', 'bigint', (column) => column.notNull())
    .execute();
}

async function recordIndexes(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns([...columns]);
  await index('records_by_id', 'records', ['doc_type', 'id']).execute();
  await index('records_by_position', 'records', ['doc_type', 'position']).execute();
  await index('records_by_status', 'records', ['doc_type', 'status', 'position']).execute();
  await index('records_by_owner', 'records', ['doc_type', 'owner', 'position']).execute();
  await index('records_by_owner_status', 'records', ['doc_type', 'owner', 'status', 'position']).execute();
  await index('records_by_other', 'records', ['other', 'status', 'position']).where('other', 'is not', null).execute();
  await index('records_by_asset', 'records', ['asset_id', 'position']).where('asset_id', 'is not', null).execute();
  await index('records_of_participator', 'records', ['owner', 'asset_id']).where('asset_id', 'is not', null).execute();
  await index('records_due', 'records', ['doc_type', 'due_from', 'position'])
    .where('due_from', 'is not', null)
    .execute();
  await index('records_counted', 'records', ['owner', 'doc_type', 'counted_fen', 'position'])
    .where('counted_fen', 'is not', null)
    .execute();
  await index('events_by_name', 'events', ['name', 'position']).execute();
  await index('movements_by_party', 'movements', ['party_id', 'position']).execute();
}

/** What no block holds. */
async function ownTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .ifNotExists()
    .addColumn('user_name', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable('leases')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .execute();
}
