/** What is noted of an upload, sealed by the vault. Frozen, as every migration. */
import type { Kysely, Migration } from 'kysely';
import { addColumn } from './add-column';

export const importNotes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, { table: 'imports', column: 'notes', type: 'text' });
  },
};
