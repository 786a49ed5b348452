/** Where the columns of an upload are, sealed by the vault. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';
import { addColumn } from './add-column';

export const importColumns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, { table: 'imports', column: 'columns', type: 'text' });
  },
};
