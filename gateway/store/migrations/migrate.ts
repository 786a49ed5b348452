/** Brings a database to the present schema. Instances that start at once wait for each other where the database can lock. */
import type { Migration } from 'kysely';
import { Migrator } from 'kysely';
import type { Database } from '../schema';
import { readModel } from './0001-read-model';
import { imports } from './0002-imports';
import { subjects } from './0003-subjects';
import { credit } from './0004-credit';
import { importKinds } from './0005-import-kinds';
import { handOvers } from './0006-hand-overs';
import { queries } from './0007-queries';
import { lending } from './0008-lending';
import { passedOver } from './0009-passed-over';
import { identityKeys } from './0010-identity-keys';
import { sealedColumns } from './0011-sealed-columns';
import { importAttempts } from './0012-import-attempts';
import { importNotes } from './0013-import-notes';
import { madeUsers } from './0014-made-users';
import { timeZone } from './0015-time-zone';
import { importColumns } from './0016-import-columns';

/** By name, in order; what is listed here never changes and never goes. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-read-model': readModel,
  '0002-imports': imports,
  '0003-subjects': subjects,
  '0004-credit': credit,
  '0005-import-kinds': importKinds,
  '0006-hand-overs': handOvers,
  '0007-queries': queries,
  '0008-lending': lending,
  '0009-passed-over': passedOver,
  '0010-identity-keys': identityKeys,
  '0011-sealed-columns': sealedColumns,
  '0012-import-attempts': importAttempts,
  '0013-import-notes': importNotes,
  '0014-made-users': madeUsers,
  '0015-time-zone': timeZone,
  '0016-import-columns': importColumns,
};

/** Throws StoreOutdated, and what the database says. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
