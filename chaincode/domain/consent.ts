/**
 * Consents: what a subject lets one institution ask, how often and until when. The order of refusals is that of the table in
 * api/refusal-table.ts.
 */
import { requireNotRevoked } from '../api/consents';
import type {
  AllianceParameters,
  ConsentContent,
  ConsentRecord,
  ConsentRevocationRecord,
  QueryPurpose,
  SubjectKeyRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import { consentRevocationText, consentText, identifierFrom } from '../api/signatures';
import { keyUseFor, requireUsableKey } from '../api/subject-keys';
import { requireSignature } from './subject';
import { addSeconds, type Moment } from './time';

/** The parts of a question that a consent has to cover. */
export interface Question {
  readonly subjectId: string;
  readonly partyId: string;
  readonly purpose: QueryPurpose;
}

/** The ceiling counts from the time of the signature, so nobody makes a consent last longer by posting it late. */
export function requireBelowCeilings(
  { signedTime, notAfter, uses }: ConsentContent,
  { maxConsentSeconds, maxConsentUses }: AllianceParameters,
  time: string,
): void {
  if (signedTime > time) reject('CONSENT_TIME_AHEAD', { signedTime });
  const latest = addSeconds(signedTime, maxConsentSeconds);
  if (notAfter > latest || uses > maxConsentUses) reject('CONSENT_ABOVE_CEILING', { latest, maxConsentUses });
}

/** Otherwise an institution could keep a signature until its subject has forgotten it. */
export function requireNoTombstone(revocation: ConsentRevocationRecord | undefined): void {
  if (revocation === undefined) return;
  const { consentId, revokedTime } = revocation;
  reject('CONSENT_REVOKED', { consentId, revokedTime });
}

export function grant(
  consent: ConsentContent & { readonly signature: string },
  key: SubjectKeyRecord,
  { channel, time, day }: Moment,
): ConsentRecord {
  const { subjectId, keyId, partyId, purpose, signedTime, notAfter, uses, signature } = consent;
  requireUsableKey(key, keyUseFor(purpose), day);
  // Details of an own report are wrapped for a key of the subject, so that the institution in between cannot open them.
  if (purpose === 'OWN_REPORT' && key.report === undefined) reject('REPORT_KEY_INVALID', { keyId });
  const text = consentText(channel, consent);
  const consentId = identifierFrom(text);
  requireSignature(key.publicKey, text, signature, { consentId });
  const content = { subjectId, keyId, partyId, purpose, signedTime, notAfter, uses };
  return { docType: 'consent', consentId, ...content, signature, grantedTime: time, used: 0 };
}

/** A revocation as it arrives, with the key that it names. */
export interface SignedRevocation {
  readonly subjectId: string;
  readonly consentId: string;
  readonly by: SubjectKeyRecord;
  readonly signature: string;
}

/** Any counting key of the subject revokes, because the key that granted may be lost. */
export function requireRevocation(
  { subjectId, consentId, by, signature }: SignedRevocation,
  { channel, day }: Moment,
): void {
  requireUsableKey(by, 'SIGN', day);
  requireSignature(by.publicKey, consentRevocationText(channel, { subjectId, consentId }), signature, { consentId });
}

export function newTombstone(
  { subjectId, consentId, by: { keyId }, signature }: SignedRevocation,
  time: string,
): ConsentRevocationRecord {
  return { docType: 'consentRevocation', subjectId, consentId, keyId, signature, revokedTime: time };
}

/** The consent with one use more. `key` is the one that signed it. */
export function useConsent(
  consent: ConsentRecord,
  key: SubjectKeyRecord,
  question: Question,
  time: string,
): ConsentRecord {
  const { consentId, notAfter, uses, used } = consent;
  if (!covers(consent, question)) reject('CONSENT_DIFFERS', { consentId });
  requireNotRevoked(consent, key);
  if (time > notAfter) reject('CONSENT_EXPIRED', { consentId, notAfter });
  if (used >= uses) reject('CONSENT_USED_UP', { consentId, uses });
  return { ...consent, used: used + 1 };
}

/** The consent with one use less, because every answer of the query was refunded. */
export function returnUse(consent: ConsentRecord): ConsentRecord {
  return { ...consent, used: consent.used - 1 };
}

function covers(consent: ConsentRecord, { subjectId, partyId, purpose }: Question): boolean {
  return consent.subjectId === subjectId && consent.partyId === partyId && consent.purpose === purpose;
}
