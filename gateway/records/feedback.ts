/** The outcome of a loan: who has to agree to it, and when it may be told. Endorsers never learn it, so all of this is checked here. */
import { sameContent } from '../../chaincode/api/canonical';
import type { CreditRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { refuse } from '../api/problem';
import { itemKeys, outboxRowOf } from '../outbox/outbox';
import { openDue, sealDue } from './due-times';
import { requirePrice } from './filing';
import type { CreditChange, OwnFeedback, OwnRecord } from './store';
import { type Due, extensionIn, type FeedbackAt, feedbackItem, feedbackTexts, feedbackToSign } from './texts';
import {
  type CreditTools,
  draftOf,
  feedbackDraftOf,
  ownRecordOf,
  requirePersonSignature,
  sealFeedbackDraft,
  timeOf,
  untilWritten,
} from './tools';
import type { FeedbackDraft, FeedbackRequest, SignatureRequest } from './types';

/**
 * Answers its number, and whether it had been given. Refusals in order: CREDIT_RECORD_NOT_FOUND, CREDIT_RECORD_NOT_EFFECTIVE,
 * CREDIT_RECORD_CORRECTED, CHANGE_PENDING, PRICE_INVALID, FEEDBACK_NOT_FOUND or FEEDBACK_FINAL and NOT_MATURE, MATURITY_INVALID,
 * NOTICE_MISSING.
 */
export function giveFeedback(
  tools: CreditTools,
  recordId: string,
  request: FeedbackRequest,
): Promise<{ readonly number: number; readonly repeated: boolean }> {
  return untilWritten(async () => {
    const { own, recorded } = await effectiveRecord(tools, recordId);
    const last = (await tools.store.records.ownFeedbacks(recordId)).at(-1);
    if (last !== undefined && sameContent(feedbackDraftOf(tools, last).request, request)) {
      await tools.store.outbox.handAgain(itemKeys.feedback(recordId, last.number));
      return { number: last.number, repeated: true };
    }
    await requireNothingPending(tools, recorded, last);
    await requireGood(tools, request, { own, recorded });
    const number = recorded.feedbackCount + 1;
    const version = last?.number === number ? last.version + 1 : 1;
    const change = await changeTo(tools, own, { recordId, number, version }, { request });
    return (await tools.store.records.change(change)) ? { number, repeated: false } : undefined;
  });
}

/** Throws CREDIT_RECORD_NOT_FOUND, CREDIT_RECORD_NOT_EFFECTIVE, CREDIT_RECORD_CORRECTED. */
export async function effectiveRecord(tools: CreditTools, recordId: string) {
  const own = await ownRecordOf(tools, recordId);
  const recorded = await tools.store.records.creditRecord(recordId);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  const { correctedBy } = recorded;
  if (correctedBy !== undefined) reject('CREDIT_RECORD_CORRECTED', { recordId, correctedBy });
  return { own, recorded };
}

/** Throws CHANGE_PENDING: feedbacks and levels are numbered one after another. */
export async function requireNothingPending(
  { store }: CreditTools,
  { recordId, levelVersion }: CreditRecord,
  last: OwnFeedback | undefined,
): Promise<void> {
  const level = await store.outbox.read(itemKeys.level(recordId, levelVersion + 1));
  if (last?.status === 'HANDED_OVER' || level !== undefined) refuse('CHANGE_PENDING');
}

interface Effective {
  readonly own: OwnRecord;
  readonly recorded: CreditRecord;
}

async function requireGood(tools: CreditTools, request: FeedbackRequest, { own, recorded }: Effective): Promise<void> {
  const { outcome, newMaturityTime, notice, corrects } = request;
  const { recordId, feedbackCount } = recorded;
  const now = timeOf(tools);
  requirePrice(request);
  if (corrects !== undefined && corrects > feedbackCount) reject('FEEDBACK_NOT_FOUND', { recordId, number: corrects });
  const due = await dueOf(tools, own, { number: feedbackCount + 1, request });
  if (now < due.time) reject('NOT_MATURE', { recordId });
  const before = [now, openDue(tools, own) ?? now].sort().at(-1) ?? now;
  const extends_ = outcome === 'EXTENDED' ? (newMaturityTime ?? '') > before : newMaturityTime === undefined;
  if (!extends_) refuse('MATURITY_INVALID');
  if (outcome === 'BREACHED' && (notice === undefined || notice.givenTime > now)) refuse('NOTICE_MISSING');
}

/** With every signature it waits for the registrar. */
async function changeTo(
  tools: CreditTools,
  own: OwnRecord,
  { recordId, number, version }: Pick<OwnFeedback, 'recordId' | 'number' | 'version'>,
  draft: FeedbackDraft,
): Promise<CreditChange> {
  const nextDue = sealDue(tools, recordId, draft.request.newMaturityTime);
  const at = placeOf(tools, own, number);
  const sealed = sealFeedbackDraft(tools, at, draft);
  const feedback = { recordId, number, version, nextDue, sealed };
  if (feedbackToSign(tools, at, draft).length > 0) {
    return { feedbacks: [{ ...feedback, status: 'AWAITING_SIGNATURES' }] };
  }
  const due = await dueOf(tools, own, { number, request: draft.request });
  return {
    feedbacks: [{ ...feedback, status: 'HANDED_OVER' }],
    outbox: [outboxRowOf(tools.vault, feedbackItem(tools, at, draft, due), timeOf(tools))],
  };
}

export function placeOf(tools: CreditTools, own: OwnRecord, number: number): FeedbackAt {
  const { filingId, request } = draftOf(tools, own);
  return { recordId: own.recordId, number, filingId, lenderId: request.lender?.subjectId };
}

interface Numbered {
  readonly number: number;
  readonly request: FeedbackRequest;
}

/** The maturity that a feedback opens, and which feedback set it, 0 for the record's own. A correction opens what was opened. */
export async function dueOf(tools: CreditTools, own: OwnRecord, { number, request }: Numbered): Promise<Due> {
  const before = await tools.store.records.ownFeedbacks(own.recordId);
  const given = before.map((each) => ({ number: each.number, ...feedbackDraftOf(tools, each) }));
  const numbered = (wanted: number) => given.find((each) => each.number === wanted);
  let opening: Numbered = { number, request };
  for (let { corrects } = request; corrects !== undefined; corrects = opening.request.corrects) {
    opening = numbered(corrects) ?? reject('FEEDBACK_NOT_FOUND', { recordId: own.recordId, number: corrects });
  }
  const setBy = opening.number - 1;
  const set = numbered(setBy);
  if (set === undefined) return { time: draftOf(tools, own).terms.maturityTime, setBy };
  const time = set.request.newMaturityTime ?? refuse('FEEDBACK_FINAL');
  return { time, setBy, extension: extensionIn(tools, placeOf(tools, own, setBy), set) };
}

/**
 * Answers whether the side had signed before. Refusals in order: CREDIT_RECORD_NOT_FOUND, FEEDBACK_NOT_FOUND,
 * SIGNATURE_NOT_AWAITED, BORROWER_NOT_SIGNED, SIGNATURE_INVALID, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED,
 * SUBJECT_KEY_WAITING.
 */
export function signFeedback(
  tools: CreditTools,
  { recordId, number }: { readonly recordId: string; readonly number: number },
  request: SignatureRequest,
): Promise<boolean> {
  return untilWritten(async () => {
    const own = await ownRecordOf(tools, recordId);
    const all = await tools.store.records.ownFeedbacks(recordId);
    const feedback = all.find((each) => each.number === number) ?? reject('FEEDBACK_NOT_FOUND', { recordId, number });
    const draft = feedbackDraftOf(tools, feedback);
    if ((request.role === 'BORROWER' ? draft.borrower : draft.lender) !== undefined) {
      await tools.store.outbox.handAgain(itemKeys.feedback(recordId, number));
      return true;
    }
    const { lender, borrower } = draftOf(tools, own).request;
    const subjectId = request.role === 'BORROWER' ? borrower.subjectId : lender?.subjectId;
    const at = placeOf(tools, own, number);
    const message = awaitedText(tools, at, draft, request.role);
    if (feedback.status !== 'AWAITING_SIGNATURES' || subjectId === undefined) return refuse('SIGNATURE_NOT_AWAITED');
    const { role } = request;
    const signature = await requirePersonSignature(tools, request, { recordId, role, subjectId, message });
    const next = role === 'BORROWER' ? { ...draft, borrower: signature } : { ...draft, lender: signature };
    const change = await changeTo(tools, own, { ...feedback, version: feedback.version + 1 }, next);
    return (await tools.store.records.change(change)) ? false : undefined;
  });
}

/** The lender signs what the borrower's signature is part of, so the borrower comes first. */
function awaitedText(tools: CreditTools, at: FeedbackAt, draft: FeedbackDraft, role: SignatureRequest['role']): string {
  const extension = draft.request.outcome === 'EXTENDED';
  if (role === 'BORROWER' && !extension) refuse('SIGNATURE_NOT_AWAITED');
  if (role === 'LENDER' && extension && draft.borrower === undefined) refuse('BORROWER_NOT_SIGNED');
  const { borrowerText, lenderText } = feedbackTexts(tools, at, draft);
  return role === 'BORROWER' ? borrowerText : lenderText('LENDER_PERSON');
}
