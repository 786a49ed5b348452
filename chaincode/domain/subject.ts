/**
 * Subjects: what an institution may have evaluated in a day, and the keys with which a subject signs.
 *
 * The chaincode cannot tell whether an evaluation is right; whoever asked checks its proof. The order of refusals is that of
 * the table in api/refusals.ts.
 */
import type { AllianceParameters, AllowanceRecord, SubjectKeyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { isSignedBy, isSigningKey, keyIdOf, possessionText, revocationText } from '../api/signatures';

/** The allowance with so many more evaluations. Its day never goes back, so a client's clock wins nothing. */
export function useAllowance(
  allowance: AllowanceRecord | undefined,
  asked: { readonly partyId: string; readonly count: number },
  { evaluationsPerDay }: AllianceParameters,
  time: string,
): AllowanceRecord {
  const { partyId, count } = asked;
  const today = time.slice(0, 'YYYY-MM-DD'.length);
  const sameDay = allowance !== undefined && allowance.day >= today;
  const used = (sameDay ? allowance.used : 0) + count;
  if (used > evaluationsPerDay) reject('ALLOWANCE_EXHAUSTED', { evaluationsPerDay, used: used - count });
  return { docType: 'allowance', partyId, day: sameDay ? allowance.day : today, used };
}

export function requireSigningKey(publicKey: string): void {
  if (!isSigningKey(publicKey)) reject('SUBJECT_KEY_INVALID');
}

/** Whoever adds a key shows that its private half is there to sign. */
export function newKey(
  key: Pick<SubjectKeyRecord, 'subjectId' | 'publicKey' | 'possession'>,
  channel: string,
  time: string,
): SubjectKeyRecord {
  const keyId = keyIdOf(key.publicKey);
  requireSignature(key.publicKey, possessionText(channel, key.publicKey), key.possession, { keyId });
  return { docType: 'subjectKey', ...key, keyId, addedTime: time };
}

/** Without a signature it is revoked on the registrar's word: a lost key must be revocable, too. */
export function revokeKey(
  key: SubjectKeyRecord,
  signed: { readonly by: SubjectKeyRecord; readonly signature: string } | undefined,
  channel: string,
  time: string,
): SubjectKeyRecord {
  if (signed !== undefined) {
    requireLive(signed.by);
    requireSignature(signed.by.publicKey, revocationText(channel, key), signed.signature, { keyId: signed.by.keyId });
  }
  return { ...key, revokedTime: time };
}

export function requireLive({ keyId, revokedTime }: SubjectKeyRecord): void {
  if (revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
}

/** The one place where the chaincode judges a signature. */
export function requireSignature(
  publicKey: string,
  text: string,
  signature: string,
  detail: Readonly<Record<string, string | number>>,
): void {
  if (!isSignedBy(publicKey, text, signature)) reject('SIGNATURE_INVALID', detail);
}
