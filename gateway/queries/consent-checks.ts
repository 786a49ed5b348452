/** Checks that a consent allows what is asked or read under it now. */
import type { ConsentRecord, CreditQueryRecord, QueryPurpose } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { timeNow } from '../work/moments';
import type { QueryDeps } from './deps';

/** A consent of which the store says when it ended with its key. Throws CONSENT_REVOKED, CONSENT_EXPIRED. */
export function requireReadable({ consentId, revokedTime, notAfter }: ConsentRecord, now: string): void {
  if (revokedTime !== undefined) reject('CONSENT_REVOKED', { consentId });
  if (now > notAfter) reject('CONSENT_EXPIRED', { consentId, notAfter });
}

export interface ConsentNeeded {
  readonly consentId: string;
  readonly subjectId: string;
  isFor(purpose: QueryPurpose): boolean;
}

/**
 * Requires a consent to this institution that allows another query. Throws in order CONSENT_NOT_FOUND, CONSENT_DIFFERS,
 * CONSENT_REVOKED, CONSENT_EXPIRED, CONSENT_USED_UP.
 */
export function requireUsable(
  deps: Pick<QueryDeps, 'partyId' | 'now'>,
  consent: ConsentRecord | undefined,
  { consentId, subjectId, isFor }: ConsentNeeded,
): void {
  if (consent?.partyId !== deps.partyId) reject('CONSENT_NOT_FOUND', { consentId });
  if (consent.subjectId !== subjectId || !isFor(consent.purpose)) reject('CONSENT_DIFFERS', { consentId });
  requireReadable(consent, timeNow(deps));
  if (consent.used >= consent.uses) reject('CONSENT_USED_UP', { consentId });
}

/** The consent of a query, where it has one. Throws CONSENT_NOT_FOUND. */
export async function readConsentFor(
  { store }: Pick<QueryDeps, 'store'>,
  { consentId }: Pick<CreditQueryRecord, 'consentId'>,
): Promise<ConsentRecord | undefined> {
  if (consentId === undefined) return undefined;
  return (await store.queries.consent(consentId)) ?? reject('CONSENT_NOT_FOUND', { consentId });
}

/** As `readConsentFor`, for reading now; throws CONSENT_REVOKED and CONSENT_EXPIRED, too. */
export async function readReadableConsent(
  deps: Pick<QueryDeps, 'store' | 'now'>,
  query: Pick<CreditQueryRecord, 'consentId'>,
): Promise<ConsentRecord | undefined> {
  const consent = await readConsentFor(deps, query);
  if (consent !== undefined) requireReadable(consent, timeNow(deps));
  return consent;
}
