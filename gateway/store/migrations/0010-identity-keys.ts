/**
 * Subjects are named by their identity keys. Those of before have other identifiers, which nobody can move: people signed them. An
 * alliance that was founded before lacks rules by which its endorsers now judge. Frozen, as every migration.
 */
import { type Kysely, type Migration, sql } from 'kysely';
import { StoreOutdated } from '../store-outdated';

export const identityKeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ found: number }>`
      select 1 as found where exists (select 1 from subjects)
        or exists (select 1 from subject_lookups)
        or exists (select 1 from records where doc_type in ('alliance', 'subject'))
    `.execute(db);
    if (rows.length > 0) {
      throw new StoreOutdated(
        'this store belongs to an alliance of an earlier version, whose rules and identifiers of subjects no longer hold; begin anew with ' +
          '"npm start -- --fresh", or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
      );
    }
    await db.schema.dropTable('credit_vouched').ifExists().execute();
  },
};
