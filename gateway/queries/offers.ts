/** What may be asked for about a subject, at which price, and which numbers of a record that is. */
import { maxNumbers } from '../../chaincode/api/commands';
import { reject } from '../../chaincode/api/refusals';
import type { CreditHistory } from '../store/types';
import { isTold, type Standing, toldFeedbacks } from './retention';
import { type QueryTools, requireReadable, standingOf, timeOf } from './tools';
import type { Offer } from './types';

/** Details are there from the first feedback on. */
export function offerOf(history: CreditHistory, standing: Standing): Offer | undefined {
  const { recordId, borrowedOn, level, priceFen = 0, feedbackCount } = history.record;
  if (feedbackCount === 0 || level === undefined || level === 'ENCRYPTED' || !isTold(history, standing))
    return undefined;
  return { recordId, borrowedOn, level, priceFen };
}

/** The terms, and the latest feedbacks that are still told, as many as one answer holds. */
export function numbersOf(history: CreditHistory, standing: Standing): number[] {
  const feedbacks = toldFeedbacks(history, standing).map(({ number }) => number);
  return [0, ...feedbacks.slice(1 - maxNumbers)];
}

/**
 * Under a consent to this institution. Refusals in order: CONSENT_NOT_FOUND, CONSENT_DIFFERS, CONSENT_REVOKED, CONSENT_EXPIRED,
 * CONSENT_USED_UP. For an own report nothing is offered: all of it is the subject's.
 */
export async function listOffers(
  tools: QueryTools,
  { subjectId, consentId }: { readonly subjectId: string; readonly consentId: string },
): Promise<readonly Offer[]> {
  const { store, partyId } = tools;
  const consent = await store.queries.consent(consentId);
  if (consent?.partyId !== partyId) return reject('CONSENT_NOT_FOUND', { consentId });
  if (consent.subjectId !== subjectId || consent.purpose === 'OWN_REPORT') reject('CONSENT_DIFFERS', { consentId });
  requireReadable(consent, timeOf(tools));
  if (consent.used >= consent.uses) reject('CONSENT_USED_UP', { consentId });
  const standing = await standingOf(tools);
  const histories = await store.queries.historiesOf(subjectId);
  return histories.flatMap((history) => offerOf(history, standing) ?? []);
}
