/** An institution's entry: the versions of its public key, for which records are sealed. */
import type { PartyKeyRecord, PartyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { isSealingKey } from '../api/sealing-key';

/** The next version of the key. Throws KEY_INVALID, KEY_VERSION_NOT_NEXT. */
export function registerKey(
  party: PartyRecord,
  key: { readonly version: number; readonly publicKey: string },
  time: string,
): { readonly party: PartyRecord; readonly partyKey: PartyKeyRecord } {
  const { partyId } = party;
  if (!isSealingKey(key.publicKey)) reject('KEY_INVALID');
  if (key.version !== party.keyVersion + 1) reject('KEY_VERSION_NOT_NEXT', { keyVersion: party.keyVersion });
  return {
    party: { ...party, keyVersion: key.version },
    partyKey: { docType: 'partyKey', partyId, ...key, registeredTime: time },
  };
}
