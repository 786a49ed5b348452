/**
 * Consents: what a subject lets one institution ask, how often and until when. The order of refusals is that of the table in
 * api/refusals.ts.
 */
import type { AllianceParameters, ConsentContent, ConsentRecord, QueryPurpose, SubjectKeyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { consentRevocationText, consentText, isSigningKey } from '../api/signatures';
import { keyUseFor, requireUsableKey } from '../api/subject-keys';
import { requireSignature } from './subject';
import { addSeconds, type Moment } from './time';

/** What somebody asks, as far as a consent has to cover it. */
export interface Question {
  readonly subjectId: string;
  readonly partyId: string;
  readonly purpose: QueryPurpose;
  /** Where details are asked for. */
  readonly oneOffPublicKey?: string | undefined;
}

/** What makes two consents the same: what was signed, not the signatures, of which there are many. */
export function consentContentOf(consent: ConsentContent): ConsentContent {
  const { subjectId, partyId, purpose, notAfter, uses, reportKey } = consent;
  return { subjectId, partyId, purpose, notAfter, uses, reportKey };
}

export function requireBelowCeilings(
  { consentId, notAfter, uses }: ConsentContent & { readonly consentId: string },
  { maxConsentSeconds, maxConsentUses }: AllianceParameters,
  time: string,
): void {
  const latest = addSeconds(time, maxConsentSeconds);
  if (notAfter > latest || uses > maxConsentUses)
    reject('CONSENT_ABOVE_CEILING', { consentId, latest, maxConsentUses });
}

/** Details of an own report are wrapped for a key of the subject, so that the institution in between cannot open them. */
export function requireReportKey({ purpose, reportKey }: ConsentContent): void {
  const valid = purpose === 'OWN_REPORT' ? reportKey !== undefined && isSigningKey(reportKey) : reportKey === undefined;
  if (!valid) reject('REPORT_KEY_INVALID');
}

export function grant(
  consent: ConsentContent & { readonly consentId: string; readonly signature: string },
  key: SubjectKeyRecord,
  channel: string,
  { time, day }: Moment,
): ConsentRecord {
  const { consentId, purpose, signature } = consent;
  requireUsableKey(key, keyUseFor(purpose), day);
  requireSignature(key.publicKey, consentText(channel, consentId, consent), signature, { consentId });
  const { keyId } = key;
  return {
    docType: 'consent',
    consentId,
    ...consentContentOf(consent),
    keyId,
    signature,
    grantedTime: time,
    used: 0,
  };
}

/** By any counting key of the subject: the one that granted may be lost. */
export function revoke(
  consent: ConsentRecord,
  signed: { readonly by: SubjectKeyRecord; readonly signature: string },
  channel: string,
  { time, day }: Moment,
): ConsentRecord {
  const { consentId } = consent;
  requireUsableKey(signed.by, 'SIGN', day);
  requireSignature(signed.by.publicKey, consentRevocationText(channel, consentId), signed.signature, { consentId });
  return { ...consent, revokedTime: time };
}

export function requireNotRevoked({ consentId, revokedTime }: ConsentRecord): void {
  if (revokedTime !== undefined) reject('CONSENT_REVOKED', { consentId, revokedTime });
}

/** The consent with one use more. */
export function useConsent(consent: ConsentRecord, question: Question, time: string): ConsentRecord {
  const { consentId, notAfter, uses, used } = consent;
  if (!covers(consent, question)) reject('CONSENT_DIFFERS', { consentId });
  requireNotRevoked(consent);
  if (time > notAfter) reject('CONSENT_EXPIRED', { consentId, notAfter });
  if (used >= uses) reject('CONSENT_USED_UP', { consentId, uses });
  return { ...consent, used: used + 1 };
}

/** The consent with one use less: of what was asked for under it nothing was had. */
export function returnUse(consent: ConsentRecord): ConsentRecord {
  return { ...consent, used: consent.used - 1 };
}

function covers(consent: ConsentRecord, { subjectId, partyId, purpose, oneOffPublicKey }: Question): boolean {
  const { reportKey = oneOffPublicKey } = consent;
  return (
    consent.subjectId === subjectId &&
    consent.partyId === partyId &&
    consent.purpose === purpose &&
    (oneOffPublicKey === undefined || oneOffPublicKey === reportKey)
  );
}
