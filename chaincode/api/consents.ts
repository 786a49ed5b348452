/**
 * When a consent ends before its time: with its own revocation, or with that of the key that signed it. The one rule of the ledger and
 * of all gateways.
 */
import type { ConsentRecord, SubjectKeyRecord } from './records';
import { reject } from './refusals';

/** Says from when on nothing may be asked under a consent, nor answered, nor read again. */
export interface ConsentEnd {
  readonly revokedTime: string;
  /** The key whose revocation ends the consent; absent where its own does. */
  readonly keyId?: string;
}

type Revocable = Pick<ConsentRecord, 'consentId' | 'keyId' | 'revokedTime'>;
type SigningKey = Pick<SubjectKeyRecord, 'revokedTime'>;

/** The earlier of the two revocations. `key` is the one that signed the consent. */
export function findConsentEnd({ keyId, revokedTime }: Revocable, key: SigningKey): ConsentEnd | undefined {
  const byKey = key.revokedTime;
  if (byKey !== undefined && (revokedTime === undefined || byKey < revokedTime)) return { revokedTime: byKey, keyId };
  return revokedTime === undefined ? undefined : { revokedTime };
}

/** Throws CONSENT_REVOKED. */
export function requireNotRevoked(consent: Revocable, key: SigningKey): void {
  const end = findConsentEnd(consent, key);
  if (end !== undefined) reject('CONSENT_REVOKED', { consentId: consent.consentId, ...end });
}
