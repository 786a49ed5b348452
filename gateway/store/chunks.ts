/** Rows a statement: well below the 32,766 variables of SQLite. */
import type { Kysely, Transaction } from 'kysely';

const chunkRows = 500;

export function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / chunkRows);
  return Array.from({ length: count }, (_, index) => items.slice(index * chunkRows, (index + 1) * chunkRows));
}

export function inTransaction<T, D>(db: Kysely<D>, work: (sql: Transaction<D>) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}
