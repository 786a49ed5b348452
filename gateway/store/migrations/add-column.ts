/** Adds a column where it is not there yet: SQLite may be killed between a migration and the note that it is done. */
import type { ColumnDefinitionBuilderCallback, Kysely } from 'kysely';

export async function addColumn(
  db: Kysely<unknown>,
  { table, column, type }: { readonly table: string; readonly column: string; readonly type: 'integer' | 'text' },
  build: ColumnDefinitionBuilderCallback = (made) => made,
): Promise<void> {
  const present = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
  if (present.some(({ name }) => name === column)) return;
  await db.schema.alterTable(table).addColumn(column, type, build).execute();
}
