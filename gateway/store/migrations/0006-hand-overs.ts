/**
 * How often what waits for the registrar was handed over, and since when it is not any more. Frozen, as every migration; columns
 * are looked for before they are added, since SQLite may be killed between two steps.
 */
import type { ColumnDefinitionBuilder, Kysely, Migration } from 'kysely';

type Definition = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

const nullable: Definition = (column) => column;
const counter: Definition = (column) => column.notNull().defaultTo(0);

export const handOvers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, 'outbox', 'hand_overs', 'integer', counter);
    await addColumn(db, 'outbox', 'given_up', 'text', nullable);
    await addColumn(db, 'credit_packages', 'arrived', 'integer', counter);
    for (const column of ['handed_period', 'expires']) {
      await db.schema
        .createIndex(`outbox_by_${column}`)
        .ifNotExists()
        .on('outbox')
        .columns([column])
        .where(column, 'is not', null)
        .execute();
    }
  },
};

async function addColumn(
  db: Kysely<unknown>,
  table: string,
  column: string,
  type: 'integer' | 'text',
  define: Definition,
): Promise<void> {
  const present = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
  if (present.some(({ name }) => name === column)) return;
  await db.schema.alterTable(table).addColumn(column, type, define).execute();
}
