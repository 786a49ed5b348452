/**
 * Subjects are named by their identity keys. Those of before have other identifiers, which nobody can move: people signed them.
 * Frozen, as every migration.
 */
import { type Kysely, type Migration, sql } from 'kysely';
import { StoreOutdated } from '../store-outdated';

export const identityKeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ found: number }>`
      select 1 as found where exists (select 1 from subjects)
        or exists (select 1 from subject_lookups)
        or exists (select 1 from records where doc_type = 'subject')
    `.execute(db);
    if (rows.length > 0) {
      throw new StoreOutdated(
        'this store holds subjects of an earlier version, whose identifiers nobody can make any more; begin anew with ' +
          '"npm start -- --fresh", or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
      );
    }
    await db.schema.dropTable('credit_vouched').ifExists().execute();
  },
};
