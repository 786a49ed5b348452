/**
 * Checks by the form that blocks are read with whether the alliance in the store is one of this version. A parameter that came
 * later is missing in an earlier alliance, and anything counted by it would be no number.
 */
import { recordForms } from '../../chaincode/api/record-forms';
import { readRecord } from './records';
import type { Database } from './schema';
import { StoreOutdated } from './store-outdated';

/** Throws StoreOutdated, with the members that are missing or unknown. */
export async function requireKnownAlliance(db: Database): Promise<void> {
  const alliance = await readRecord(db, 'alliance', '');
  if (alliance === undefined) return;
  const parsed = recordForms.alliance.safeParse(alliance);
  if (parsed.success) return;
  const members = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')],
  );
  throw new StoreOutdated(
    `this store belongs to an alliance of another version (${[...new Set(members)].join(', ')}); begin anew with ` +
      '"npm start -- --fresh", or on Fabric with "tallystick network reset"; an alliance that is to be kept goes on with its version',
  );
}
