/** The sides of a registration sign or confirm. When both have, it waits for the registrar. */
import type { BorrowerSide } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { refuse } from '../api/problem';
import { itemKeys, makeOutboxRow } from '../outbox/outbox';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import {
  type Draft,
  type FeedbackDraft,
  type LenderSide,
  openDraft,
  readFilingId,
  readOwnRecord,
  sealDraft,
  sealFeedbackDraft,
  untilWritten,
} from './drafts';
import { openDue, sealDue } from './due-times';
import { readDue, signFeedback } from './feedback';
import { hasLapsed } from './lapse';
import type { CreditChange, OwnFeedback, OwnRecord } from './own-records';
import { requirePersonSignature, type SignatureRequest } from './person-signatures';
import { madeFeedback, registrationItem, registrationTextFor } from './texts';

/**
 * Returns whether the side had signed before. Refusals in order: CREDIT_RECORD_NOT_FOUND, SIGNATURE_NOT_AWAITED,
 * CREDIT_RECORD_LAPSED, BORROWER_NOT_SIGNED, SIGNATURE_INVALID, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING,
 * APPROVAL_MISSING.
 */
export function signRecord(deps: RecordDeps, recordId: string, request: SignatureRequest): Promise<boolean> {
  const { feedback: number } = request;
  if (number !== undefined) return signFeedback(deps, { recordId, number }, request);
  return untilWritten(async () => {
    const own = await readOwnRecord(deps, recordId);
    const draft = openDraft(deps, own);
    const signed = request.role === 'BORROWER' ? draft.borrower : draft.lender;
    if (signed !== undefined && !('type' in signed && signed.type === 'MANDATE')) {
      await deps.store.outbox.handAgain(itemKeys.record(recordId));
      return true;
    }
    if (signed !== undefined) refuse('SIGNATURE_NOT_AWAITED');
    if (hasLapsed(deps, own)) reject('CREDIT_RECORD_LAPSED', { recordId, signBy: own.signBy });
    const next =
      request.role === 'BORROWER'
        ? { ...draft, borrower: await borrowerSide(deps, recordId, draft, request) }
        : { ...draft, lender: await lenderSide(deps, recordId, draft, request) };
    return (await deps.store.records.change(await changeTo(deps, own, next))) ? false : undefined;
  });
}

async function borrowerSide(
  deps: RecordDeps,
  recordId: string,
  draft: Draft,
  request: SignatureRequest,
): Promise<BorrowerSide> {
  const { subjectId } = draft.content;
  const message = registrationTextFor(deps, draft, 'BORROWER');
  const expected = { recordId, role: 'BORROWER', subjectId, message } as const;
  return { type: 'SIGNATURE', ...(await requirePersonSignature(deps, request, expected)) };
}

/** An institution confirms as itself. It confirms a loan under a mandate only with its own approval. */
async function lenderSide(
  deps: RecordDeps,
  recordId: string,
  draft: Draft,
  request: SignatureRequest,
): Promise<LenderSide> {
  const { borrower, request: filed } = draft;
  if (borrower === undefined) return refuse('BORROWER_NOT_SIGNED');
  const message = registrationTextFor(deps, draft, 'LENDER_PERSON');
  const signed =
    filed.lender === undefined
      ? {}
      : await requirePersonSignature(deps, request, { recordId, role: 'LENDER', message, ...filed.lender });
  const { approvalReference } = request;
  if (borrower.type === 'MANDATE' && approvalReference === undefined) refuse('APPROVAL_MISSING');
  return { ...signed, approvalReference };
}

async function changeTo(deps: RecordDeps, own: OwnRecord, draft: Draft): Promise<CreditChange> {
  const { recordId } = own;
  const record = { ...own, version: own.version + 1, sealed: sealDraft(deps, recordId, draft) };
  const { borrower, lender } = draft;
  if (borrower === undefined || lender === undefined) return { records: [record] };
  const early = await earlyFeedback(deps, recordId, draft);
  const { corrects } = draft.content;
  const corrected = corrects === undefined ? {} : { filingId: await readFilingId(deps, corrects) };
  const preceding = early === undefined ? corrected : { renewal: early.made };
  const item = registrationItem(deps, recordId, { ...draft, borrower }, preceding);
  return {
    records: [{ ...record, status: 'HANDED_OVER' }],
    feedbacks: early === undefined ? [] : [early.feedback],
    outbox: [makeOutboxRow(deps.vault, item, timeNow(deps))],
  };
}

/** The feedback with which the renewed record ends; its number is known only now. Throws FEEDBACK_FINAL, CHANGE_PENDING. */
async function earlyFeedback(
  deps: RecordDeps,
  renewedBy: string,
  { request: { renews, lender }, content: { signBy } }: Draft,
) {
  if (renews === undefined) return undefined;
  const { recordId, level, priceFen } = renews;
  const { records } = deps.store;
  const own = await readOwnRecord(deps, recordId);
  const recorded = await records.creditRecord(recordId);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  if (openDue(deps, own) === undefined) refuse('FEEDBACK_FINAL');
  const last = (await records.ownFeedbacks(recordId)).at(-1);
  if (last?.status === 'HANDED_OVER') refuse('CHANGE_PENDING');
  const number = recorded.feedbackCount + 1;
  const draft: FeedbackDraft = { request: { outcome: 'PERFORMED', level, priceFen }, early: true };
  const feedback: OwnFeedback = {
    recordId,
    number,
    status: 'HANDED_OVER',
    version: last?.number === number ? last.version + 1 : 1,
    nextDue: sealDue(deps, recordId, undefined),
    expires: signBy,
    sealed: sealFeedbackDraft(deps, { recordId, number }, draft),
  };
  const at = { recordId, number, filingId: openDraft(deps, own).filingId, lenderId: lender?.subjectId, renewedBy };
  const { extension } = await readDue(deps, own, { number, request: draft.request });
  return { feedback, made: { ...madeFeedback(deps, at, draft), extension } };
}
