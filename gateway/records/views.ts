/** Shows credit records, their feedbacks and the state of their disputes. The form of each answer names what is shown. */
import type { CreditDisputeRecord, CreditRecord } from '../../chaincode/api/records';
import { disputeState } from '../api/credit-disputes';
import type { recordAnswer } from '../api/credit-records';
import { type ShownAs, showMembers } from '../api/shown-members';
import { itemKeys } from '../outbox/outbox';
import type { RecordDeps } from './deps';
import { openDraft, openFeedbackDraft } from './drafts';
import { openDue } from './due-times';
import { feedbackAt } from './feedback';
import { hasLapsed, isLost } from './lapse';
import type { OwnFeedback, OwnRecord } from './own-records';
import { feedbackToSign, registrationToSign } from './texts';

export type RecordView = ShownAs<typeof recordAnswer>;
export type FeedbackView = RecordView['feedbacks'][number];

export async function recordView(deps: RecordDeps, own: OwnRecord): Promise<RecordView> {
  const { records } = deps.store;
  const { recordId, signBy } = own;
  const draft = openDraft(deps, own);
  const { relationKind, lender, amountRmb, rateBps, startTime, maturityTime } = draft.request;
  const { subjectId, renews, corrects } = draft.content;
  const recorded = await records.creditRecord(recordId);
  const { renewedBy, correctedBy, registeredTime, level, priceFen }: Partial<CreditRecord> = recorded ?? {};
  const lapsed = recorded === undefined && hasLapsed(deps, own);
  const status =
    recorded === undefined ? await shownStatus(deps, own.status, itemKeys.record(recordId)) : ('EFFECTIVE' as const);
  const feedbacks = (await records.ownFeedbacks(recordId)).filter((feedback) => !isLost(deps, feedback));
  const disputes = recorded === undefined ? [] : await records.recordDisputes(recordId);
  const day = (await deps.ledgerDay()) ?? 0;
  return {
    recordId,
    status: lapsed ? 'LAPSED' : status,
    relationKind,
    borrower: { subjectId, side: draft.borrower?.type ?? 'SIGNATURE' },
    lender,
    amountRmb,
    rateBps,
    startTime,
    maturityTime,
    signBy,
    dueTime: status === 'EFFECTIVE' ? openDue(deps, own) : undefined,
    renews,
    corrects,
    renewedBy,
    correctedBy,
    registeredTime,
    level,
    priceFen,
    toSign: lapsed ? [] : registrationToSign(deps, recordId, draft),
    feedbacks: await Promise.all(feedbacks.map((feedback) => feedbackView(deps, own, feedback))),
    disputes: disputes.map((dispute) => disputeStateView(dispute, day)),
  };
}

/** `day` is the ledger's present day. */
export function disputeStateView(dispute: CreditDisputeRecord, day: number) {
  const { status, answerByDay } = dispute;
  return showMembers(disputeState, { ...dispute, overdue: status === 'OPEN' && answerByDay < day });
}

export async function feedbackView(deps: RecordDeps, own: OwnRecord, feedback: OwnFeedback): Promise<FeedbackView> {
  const { recordId, number } = feedback;
  const draft = openFeedbackDraft(deps, feedback);
  const { outcome, level, priceFen, newMaturityTime, corrects } = draft.request;
  const awaited = feedback.status === 'AWAITING_SIGNATURES';
  const status = await shownStatus(deps, feedback.status, itemKeys.feedback(recordId, number));
  const toSign = awaited ? feedbackToSign(deps, feedbackAt(deps, own, number), draft) : [];
  return { number, status, outcome, level, priceFen, newMaturityTime, corrects, toSign };
}

/** An item that was handed over may have been given up since. */
async function shownStatus<S extends string>(
  { store }: RecordDeps,
  status: S,
  key: string,
): Promise<S | 'NOT_RECORDED'> {
  if (status !== 'HANDED_OVER') return status;
  return (await store.outbox.read(key))?.givenUp ? 'NOT_RECORDED' : status;
}
