/** What may be asked for about a subject, at which price, and which numbers of a record that is. */

import { maxNumbers } from '../../chaincode/api/commands';
import type { QueryPurpose } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import type { CreditHistory } from '../store/types';
import { isTold, toldFeedbacks } from './retention';
import { type QueryTools, requireUsable, standingOf } from './tools';
import type { Offer } from './types';

/** Details are there from the first feedback on. */
export function offerOf(history: CreditHistory, standing: Retention): Offer | undefined {
  const { recordId, borrowedOn, level, priceFen = 0, feedbackCount } = history.record;
  if (feedbackCount === 0 || level === undefined || level === 'ENCRYPTED' || !isTold(history, standing))
    return undefined;
  return { recordId, borrowedOn, level, priceFen };
}

/** The terms, and the latest feedbacks that are still told, as many as one answer holds. */
export function numbersOf(history: CreditHistory, standing: Retention): number[] {
  const feedbacks = toldFeedbacks(history, standing).map(({ number }) => number);
  return [0, ...feedbacks.slice(1 - maxNumbers)];
}

/**
 * Under a consent under which may still be asked; throws as requireUsable does. For an own report nothing is offered: all of it is
 * the subject's.
 */
export async function listOffers(
  tools: QueryTools,
  { subjectId, consentId }: { readonly subjectId: string; readonly consentId: string },
): Promise<readonly Offer[]> {
  const { queries } = tools.store;
  const isFor = (purpose: QueryPurpose) => purpose !== 'OWN_REPORT';
  requireUsable(tools, await queries.consent(consentId), { consentId, subjectId, isFor });
  const standing = await standingOf(tools);
  const histories = await queries.historiesOf(subjectId);
  return histories.flatMap((history) => offerOf(history, standing) ?? []);
}
