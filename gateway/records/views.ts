/** Credit records as this gateway's own users see them. */
import type { CreditDisputeRecord } from '../../chaincode/api/records';
import { itemKeys } from '../outbox/outbox';
import { openDue } from './due-times';
import { placeOf } from './feedback';
import type { OwnFeedback, OwnRecord } from './store';
import { feedbackToSign, registrationToSign } from './texts';
import { type CreditTools, draftOf, feedbackDraftOf, hasLapsed, isLost } from './tools';
import type { DisputeState, FeedbackView, RecordView } from './types';

export async function recordView(tools: CreditTools, own: OwnRecord): Promise<RecordView> {
  const { recordId, status, signBy } = own;
  const draft = draftOf(tools, own);
  const { request, content, borrower } = draft;
  const { relationKind, amountRmb, rateBps, startTime, maturityTime, lender } = request;
  const { records, lending } = tools.store;
  const recorded = await records.creditRecord(recordId);
  const lapsed = recorded === undefined && hasLapsed(tools, own);
  const shown = recorded === undefined ? await onItsWay(tools, status, itemKeys.record(recordId)) : 'EFFECTIVE';
  const feedbacks = (await records.ownFeedbacks(recordId)).filter((feedback) => !isLost(tools, feedback));
  const disputes = recorded === undefined ? [] : await lending.disputesOf(recordId);
  const day = (await lending.ledgerDay()) ?? 0;
  return {
    recordId,
    status: lapsed ? 'LAPSED' : shown,
    relationKind,
    borrower: { subjectId: content.subjectId, side: borrower?.type ?? 'SIGNATURE' },
    lender,
    amountRmb,
    rateBps,
    startTime,
    maturityTime,
    signBy,
    dueTime: shown === 'EFFECTIVE' ? openDue(tools, own) : undefined,
    renews: content.renews,
    corrects: content.corrects,
    renewedBy: recorded?.renewedBy,
    correctedBy: recorded?.correctedBy,
    registeredTime: recorded?.registeredTime,
    level: recorded?.level,
    priceFen: recorded?.priceFen,
    toSign: lapsed ? [] : registrationToSign(tools, recordId, draft),
    feedbacks: await Promise.all(feedbacks.map((feedback) => feedbackView(tools, own, feedback))),
    disputes: disputes.map((dispute) => disputeStateOf(dispute, day)),
  };
}

export function disputeStateOf(dispute: CreditDisputeRecord, day: number): DisputeState {
  const { disputeId, status, disputedTime, answerByDay } = dispute;
  return { disputeId, status, disputedTime, answerByDay, overdue: status === 'OPEN' && answerByDay < day };
}

export async function feedbackView(tools: CreditTools, own: OwnRecord, feedback: OwnFeedback): Promise<FeedbackView> {
  const { recordId, number } = feedback;
  const draft = feedbackDraftOf(tools, feedback);
  const { outcome, level, priceFen, newMaturityTime, corrects } = draft.request;
  const awaited = feedback.status === 'AWAITING_SIGNATURES';
  const status = await onItsWay(tools, feedback.status, itemKeys.feedback(recordId, number));
  const toSign = awaited ? feedbackToSign(tools, placeOf(tools, own, number), draft) : [];
  return { number, status, outcome, level, priceFen, newMaturityTime, corrects, toSign };
}

/** What was handed over may have been given up since. */
async function onItsWay<S extends string>({ store }: CreditTools, status: S, key: string): Promise<S | 'NOT_RECORDED'> {
  if (status !== 'HANDED_OVER') return status;
  return (await store.outbox.read(key))?.givenUp ? 'NOT_RECORDED' : status;
}
