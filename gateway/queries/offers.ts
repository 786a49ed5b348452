/** Offers details of a subject's records at their prices, and says which numbers of a record an answer covers. */
import { maxNumbers } from '../../chaincode/api/commands';
import type { QueryPurpose } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import type { offersAnswer } from '../api/credit-queries';
import type { ShownAs } from '../api/shown-members';
import { requireUsable } from './consent-checks';
import type { QueryDeps } from './deps';
import { disclosedFeedbacks, isDisclosed, readRetention } from './retention';
import type { CreditHistory } from './store';

export type Offer = ShownAs<typeof offersAnswer>['offers'][number];

/** Undefined where nothing is offered. Details exist from the first feedback on. */
export function findOffer(history: CreditHistory, retention: Retention): Offer | undefined {
  const { recordId, borrowedOn, level, priceFen = 0, feedbackCount } = history.record;
  const isOffered = feedbackCount > 0 && isDisclosed(history, retention);
  if (!isOffered || level === undefined || level === 'ENCRYPTED') return undefined;
  return { recordId, borrowedOn, level, priceFen };
}

/** The terms, and the latest feedbacks that are still disclosed, as many as one answer holds. */
export function numbersToAsk(history: CreditHistory, retention: Retention): number[] {
  const feedbacks = disclosedFeedbacks(history, retention).map(({ number }) => number);
  return [0, ...feedbacks.slice(1 - maxNumbers)];
}

/** Throws as requireUsable does. An own report needs no offer: all of it is the subject's. */
export async function listOffers(
  deps: QueryDeps,
  { subjectId, consentId }: { readonly subjectId: string; readonly consentId: string },
): Promise<readonly Offer[]> {
  const { queries } = deps.store;
  const isFor = (purpose: QueryPurpose) => purpose !== 'OWN_REPORT';
  requireUsable(deps, await queries.consent(consentId), { consentId, subjectId, isFor });
  const retention = await readRetention(deps);
  const histories = await queries.historiesAbout(subjectId);
  return histories.flatMap((history) => findOffer(history, retention) ?? []);
}
