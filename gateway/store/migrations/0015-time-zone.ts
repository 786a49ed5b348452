/** An alliance that was founded before counts its days in no zone that its founding document names. Frozen, as every migration. */
import { type Kysely, type Migration, sql } from 'kysely';
import { StoreOutdated } from '../store-outdated';

export const timeZone: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ found: number }>`
      select 1 as found where exists (select 1 from records where doc_type = 'alliance')
    `.execute(db);
    if (rows.length > 0) {
      throw new StoreOutdated(
        'this store belongs to an alliance of an earlier version, whose founding document names no time zone; begin anew with ' +
          '"npm start -- --fresh", or on Fabric with "tallystick network reset"; a store that is to be kept goes on with the earlier version',
      );
    }
  },
};
