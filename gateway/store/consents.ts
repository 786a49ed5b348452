/** Consents as they count: the revocation of the key that signed one ends it, too. */
import { findConsentEnd } from '../../chaincode/api/consents';
import type { ConsentRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import { chunks } from './chunks';
import { subjectKeyId } from './columns';
import type { QueryStore } from './query-types';
import { parseRecords, readRecord, readRecordPage, selectRecords } from './records';
import type { Database } from './schema';

export function consentsOf(db: Database): Pick<QueryStore, 'consent' | 'consents'> {
  return {
    async consent(consentId) {
      const consent = await readRecord(db, 'consent', consentId);
      return consent && (await asTheyCount(db, [consent]))[0];
    },
    async consents({ subjectId, partyId }, page) {
      const all = selectRecords(db, 'consent');
      const ofSubject = subjectId === undefined ? all : all.where('about', '=', subjectId);
      const ofParty = partyId === undefined ? ofSubject : ofSubject.where('owner', '=', partyId);
      const found = await readRecordPage(ofParty, page);
      return { ...found, items: await asTheyCount(db, found.items) };
    },
  };
}

async function asTheyCount(db: Database, consents: readonly ConsentRecord[]): Promise<readonly ConsentRecord[]> {
  const keys = await keysOf(db, consents);
  return consents.map((consent) => {
    const end = findConsentEnd(consent, keys.get(consent.keyId) ?? {});
    return end === undefined ? consent : { ...consent, revokedTime: end.revokedTime };
  });
}

/** By keyId: a point belongs to one subject. */
async function keysOf(
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
