/** Finds consents. The revocation of the key that signed a consent ends the consent, too. */
import { findConsentEnd } from '../../chaincode/api/consents';
import type { ConsentRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import { chunks } from '../store/chunks';
import { subjectKeyId } from '../store/columns';
import { narrow, parseRecords, readRecord, readRecordPage, selectRecords } from '../store/records';
import type { Database } from '../store/schema';
import type { Page, Paged } from '../store/types';

/** The subject that a consent or a query concerns, and the institution that asks. */
export interface QueryFilter {
  readonly subjectId?: string | undefined;
  readonly partyId?: string | undefined;
}

export interface ConsentStore {
  /** A consent's `revokedTime` is that of the key which signed it, where only the key was revoked, or the key earlier. */
  consent(consentId: string): Promise<ConsentRecord | undefined>;
  consents(filter: QueryFilter, page: Page): Promise<Paged<ConsentRecord>>;
}

export function newConsentStore(db: Database): ConsentStore {
  return {
    async consent(consentId) {
      const consent = await readRecord(db, 'consent', consentId);
      return consent && (await withEnds(db, [consent]))[0];
    },
    async consents({ subjectId: about, partyId: owner }, page) {
      const found = await readRecordPage(narrow(selectRecords(db, 'consent'), { about, owner }), page);
      return { ...found, items: await withEnds(db, found.items) };
    },
  };
}

async function withEnds(db: Database, consents: readonly ConsentRecord[]): Promise<readonly ConsentRecord[]> {
  const keys = await readKeys(db, consents);
  return consents.map((consent) => {
    const end = findConsentEnd(consent, keys.get(consent.keyId) ?? {});
    return end === undefined ? consent : { ...consent, revokedTime: end.revokedTime };
  });
}

/** By keyId, because a key belongs to one subject. */
async function readKeys(
  db: Database,
  consents: readonly ConsentRecord[],
): Promise<ReadonlyMap<string, SubjectKeyRecord>> {
  const ids = new Set(consents.map(({ subjectId, keyId }) => subjectKeyId(subjectId, keyId)));
  const keys = new Map<string, SubjectKeyRecord>();
  for (const some of chunks([...ids])) {
    const rows = await selectRecords(db, 'subjectKey').where('id', 'in', some).execute();
    for (const key of parseRecords(rows)) keys.set(key.keyId, key);
  }
  return keys;
}
