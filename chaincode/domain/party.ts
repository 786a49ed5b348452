/** An institution's entry: the versions of its public key, for which records are sealed. */
import { createPublicKey } from 'node:crypto';
import type { PartyKeyRecord, PartyRecord } from '../api/records';
import { reject } from '../api/refusals';

const minModulusBits = 3072;

/** The next version of the key. Throws KEY_INVALID, KEY_VERSION_NOT_NEXT. */
export function registerKey(
  party: PartyRecord,
  key: { readonly version: number; readonly publicKey: string },
  time: string,
): { readonly party: PartyRecord; readonly partyKey: PartyKeyRecord } {
  const { partyId } = party;
  if (!isAcceptableKey(key.publicKey)) reject('KEY_INVALID');
  if (key.version !== party.keyVersion + 1) reject('KEY_VERSION_NOT_NEXT', { keyVersion: party.keyVersion });
  return {
    party: { ...party, keyVersion: key.version },
    partyKey: { docType: 'partyKey', partyId, ...key, registeredTime: time },
  };
}

function isAcceptableKey(pem: string): boolean {
  try {
    const publicKey = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
    const modulusBits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    // A key in any other text form, a private one above all, must not get onto the ledger.
    const canonical = publicKey.export({ format: 'pem', type: 'spki' }) === pem;
    return canonical && publicKey.asymmetricKeyType === 'rsa' && modulusBits >= minModulusBits;
  } catch {
    return false;
  }
}
