/** Shows consents, queries, answers and disputes. The form of each answer names what is shown. */
import type {
  ConsentRecord,
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditQueryRecord,
} from '../../chaincode/api/records';
import { consentAnswer } from '../api/consents';
import { type askedAnswer, type disputesAnswer, listedAnswer, queryAnswer } from '../api/credit-queries';
import { type ShownAs, showMembers } from '../api/shown-members';
import { type DisputeTexts, shownTexts } from '../records/dispute-texts';
import type { Answered } from './kept';
import { isMarked } from './retention';

const answerForm = queryAnswer.shape.answers.element;

export type ShownAnswer = ShownAs<typeof answerForm>;
export type ShownDispute = ShownAs<typeof disputesAnswer.element>;

export function consentView(consent: ConsentRecord) {
  return showMembers(consentAnswer, consent);
}

/** A query as lists show it. */
export function listedView(query: CreditQueryRecord) {
  return showMembers(listedAnswer, query);
}

export function askedView(
  queryId: string,
  answers: readonly Pick<CreditAnswerRecord, 'recordId' | 'tokenFen' | 'status'>[],
): ShownAs<typeof askedAnswer> {
  const shown = answers.map(({ recordId, tokenFen, status }) => ({ recordId, tokenFen, status }));
  return { queryId, status: findStatus(answers), answers: shown };
}

/** PENDING while an answer is awaited, or not yet accepted. */
export function findStatus(answers: readonly Pick<CreditAnswerRecord, 'status'>[]) {
  return answers.some(({ status }) => status === 'HELD' || status === 'DELIVERED') ? 'PENDING' : 'COMPLETE';
}

export function answerView(
  { answer, history }: Answered,
  { disputes = [], details }: Pick<ShownAnswer, 'disputes' | 'details'>,
): ShownAnswer {
  const { borrowedOn, correctedBy } = history.record;
  return showMembers(answerForm, {
    ...answer,
    borrowedOn,
    correctedBy,
    disputed: isMarked(history) || undefined,
    disputes: disputes.length === 0 ? undefined : disputes,
    details,
  });
}

export function disputeView({ disputedTime, status }: CreditDisputeRecord, texts: DisputeTexts): ShownDispute {
  return { disputedTime, ...shownTexts(texts), ...(status === 'OPEN' ? {} : { verdict: status }) };
}
