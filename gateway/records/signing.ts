/** The sides of a registration sign or confirm; when both have, it waits for the registrar. */
import type { BorrowerSide } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { refuse } from '../api/problem';
import { itemKeys, outboxRowOf } from '../outbox/outbox';
import { openDue, sealDue } from './due-times';
import { dueOf, signFeedback } from './feedback';
import type { CreditChange, OwnFeedback, OwnRecord } from './store';
import { madeFeedback, registrationItem, registrationTextOf } from './texts';
import {
  type CreditTools,
  draftOf,
  filingIdOf,
  hasLapsed,
  ownRecordOf,
  requirePersonSignature,
  sealDraft,
  sealFeedbackDraft,
  timeOf,
  untilWritten,
} from './tools';
import type { Draft, FeedbackDraft, LenderSide, SignatureRequest } from './types';

/**
 * Answers whether the side had signed before. Refusals in order: CREDIT_RECORD_NOT_FOUND, SIGNATURE_NOT_AWAITED,
 * CREDIT_RECORD_LAPSED, BORROWER_NOT_SIGNED, SIGNATURE_INVALID, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING,
 * APPROVAL_MISSING.
 */
export function signRecord(tools: CreditTools, recordId: string, request: SignatureRequest): Promise<boolean> {
  const { feedback: number } = request;
  if (number !== undefined) return signFeedback(tools, { recordId, number }, request);
  return untilWritten(async () => {
    const own = await ownRecordOf(tools, recordId);
    const draft = draftOf(tools, own);
    const signed = request.role === 'BORROWER' ? draft.borrower : draft.lender;
    if (signed !== undefined && !('type' in signed && signed.type === 'MANDATE')) {
      await tools.store.outbox.handAgain(itemKeys.record(recordId));
      return true;
    }
    if (signed !== undefined) refuse('SIGNATURE_NOT_AWAITED');
    if (hasLapsed(tools, own)) reject('CREDIT_RECORD_LAPSED', { recordId, signBy: own.signBy });
    const next =
      request.role === 'BORROWER'
        ? { ...draft, borrower: await borrowerSide(tools, recordId, draft, request) }
        : { ...draft, lender: await lenderSide(tools, recordId, draft, request) };
    return (await tools.store.records.change(await changeTo(tools, own, next))) ? false : undefined;
  });
}

async function borrowerSide(
  tools: CreditTools,
  recordId: string,
  draft: Draft,
  request: SignatureRequest,
): Promise<BorrowerSide> {
  const { subjectId } = draft.content;
  const message = registrationTextOf(tools, draft, 'BORROWER');
  const expected = { recordId, role: 'BORROWER', subjectId, message } as const;
  return { type: 'SIGNATURE', ...(await requirePersonSignature(tools, request, expected)) };
}

/** An institution confirms as itself; what it filed by a mandate, only after its own approval. */
async function lenderSide(
  tools: CreditTools,
  recordId: string,
  draft: Draft,
  request: SignatureRequest,
): Promise<LenderSide> {
  const { borrower, request: filed } = draft;
  if (borrower === undefined) return refuse('BORROWER_NOT_SIGNED');
  const message = registrationTextOf(tools, draft, 'LENDER_PERSON');
  const signed =
    filed.lender === undefined
      ? {}
      : await requirePersonSignature(tools, request, { recordId, role: 'LENDER', message, ...filed.lender });
  const { approvalReference } = request;
  if (borrower.type === 'MANDATE' && approvalReference === undefined) refuse('APPROVAL_MISSING');
  return { ...signed, approvalReference };
}

async function changeTo(tools: CreditTools, own: OwnRecord, draft: Draft): Promise<CreditChange> {
  const { recordId } = own;
  const record = { ...own, version: own.version + 1, sealed: sealDraft(tools, recordId, draft) };
  const { borrower, lender } = draft;
  if (borrower === undefined || lender === undefined) return { records: [record] };
  const early = await earlyFeedback(tools, recordId, draft);
  const { corrects } = draft.content;
  const corrected = corrects === undefined ? {} : { filingId: await filingIdOf(tools, corrects) };
  const preceding = early === undefined ? corrected : { renewal: early.made };
  const item = registrationItem(tools, recordId, { ...draft, borrower }, preceding);
  return {
    records: [{ ...record, status: 'HANDED_OVER' }],
    feedbacks: early === undefined ? [] : [early.feedback],
    outbox: [outboxRowOf(tools.vault, item, timeOf(tools))],
  };
}

/** The feedback with which the renewed record ends; its number is known only now. Throws FEEDBACK_FINAL, CHANGE_PENDING. */
async function earlyFeedback(
  tools: CreditTools,
  renewedBy: string,
  { request: { renews, lender }, content: { signBy } }: Draft,
) {
  if (renews === undefined) return undefined;
  const { recordId, level, priceFen } = renews;
  const { records } = tools.store;
  const own = await ownRecordOf(tools, recordId);
  const recorded = await records.creditRecord(recordId);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  if (openDue(tools, own) === undefined) refuse('FEEDBACK_FINAL');
  const last = (await records.ownFeedbacks(recordId)).at(-1);
  if (last?.status === 'HANDED_OVER') refuse('CHANGE_PENDING');
  const number = recorded.feedbackCount + 1;
  const draft: FeedbackDraft = { request: { outcome: 'PERFORMED', level, priceFen }, early: true };
  const feedback: OwnFeedback = {
    recordId,
    number,
    status: 'HANDED_OVER',
    version: last?.number === number ? last.version + 1 : 1,
    nextDue: sealDue(tools, recordId, undefined),
    expires: signBy,
    sealed: sealFeedbackDraft(tools, { recordId, number }, draft),
  };
  const at = { recordId, number, filingId: draftOf(tools, own).filingId, lenderId: lender?.subjectId, renewedBy };
  const { extension } = await dueOf(tools, own, { number, request: draft.request });
  return { feedback, made: { ...madeFeedback(tools, at, draft), extension } };
}
