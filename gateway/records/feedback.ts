/**
 * Takes the outcome of a loan. Endorsers never learn it, so this gateway checks who has agreed, and whether the maturity has
 * come.
 */
import { sameContent } from '../../chaincode/api/canonical';
import type { CreditRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { refuse } from '../api/problem';
import { itemKeys, makeOutboxRow } from '../outbox/outbox';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import {
  type FeedbackDraft,
  type FeedbackRequest,
  openDraft,
  openFeedbackDraft,
  readOwnRecord,
  sealFeedbackDraft,
  untilWritten,
} from './drafts';
import { openDue, sealDue } from './due-times';
import { requirePrice } from './filing';
import type { CreditChange, OwnFeedback, OwnRecord } from './own-records';
import { requirePersonSignature, type SignatureRequest } from './person-signatures';
import { type Due, extensionIn, type FeedbackAt, feedbackItem, feedbackTexts, feedbackToSign } from './texts';

/**
 * Returns its number, and whether it had been given. Refusals in order: CREDIT_RECORD_NOT_FOUND, CREDIT_RECORD_NOT_EFFECTIVE,
 * CREDIT_RECORD_CORRECTED, CHANGE_PENDING, PRICE_INVALID, FEEDBACK_NOT_FOUND or FEEDBACK_FINAL and NOT_MATURE, MATURITY_INVALID,
 * NOTICE_MISSING.
 */
export function giveFeedback(
  deps: RecordDeps,
  recordId: string,
  request: FeedbackRequest,
): Promise<{ readonly number: number; readonly repeated: boolean }> {
  return untilWritten(async () => {
    const { own, recorded } = await effectiveRecord(deps, recordId);
    const last = (await deps.store.records.ownFeedbacks(recordId)).at(-1);
    if (last !== undefined && sameContent(openFeedbackDraft(deps, last).request, request)) {
      await deps.store.outbox.handAgain(itemKeys.feedback(recordId, last.number));
      return { number: last.number, repeated: true };
    }
    await requireNothingPending(deps, recorded, last);
    await requireGood(deps, request, { own, recorded });
    const number = recorded.feedbackCount + 1;
    const version = last?.number === number ? last.version + 1 : 1;
    const change = await changeTo(deps, own, { recordId, number, version }, { request });
    return (await deps.store.records.change(change)) ? { number, repeated: false } : undefined;
  });
}

/** Throws CREDIT_RECORD_NOT_FOUND, CREDIT_RECORD_NOT_EFFECTIVE, CREDIT_RECORD_CORRECTED. */
export async function effectiveRecord(deps: RecordDeps, recordId: string) {
  const own = await readOwnRecord(deps, recordId);
  const recorded = await deps.store.records.creditRecord(recordId);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  const { correctedBy } = recorded;
  if (correctedBy !== undefined) reject('CREDIT_RECORD_CORRECTED', { recordId, correctedBy });
  return { own, recorded };
}

/** Throws CHANGE_PENDING: feedbacks and levels are numbered one after another. */
export async function requireNothingPending(
  { store }: RecordDeps,
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

async function requireGood(deps: RecordDeps, request: FeedbackRequest, { own, recorded }: Effective): Promise<void> {
  const { outcome, newMaturityTime, notice, corrects } = request;
  const { recordId, feedbackCount } = recorded;
  const now = timeNow(deps);
  requirePrice(request);
  if (corrects !== undefined && corrects > feedbackCount) reject('FEEDBACK_NOT_FOUND', { recordId, number: corrects });
  const due = await readDue(deps, own, { number: feedbackCount + 1, request });
  if (now < due.time) reject('NOT_MATURE', { recordId });
  const before = [now, openDue(deps, own) ?? now].sort().at(-1) ?? now;
  const extends_ = outcome === 'EXTENDED' ? (newMaturityTime ?? '') > before : newMaturityTime === undefined;
  if (!extends_) refuse('MATURITY_INVALID');
  if (outcome === 'BREACHED' && (notice === undefined || notice.givenTime > now)) refuse('NOTICE_MISSING');
}

/** A feedback with every signature waits for the registrar. */
async function changeTo(
  deps: RecordDeps,
  own: OwnRecord,
  { recordId, number, version }: Pick<OwnFeedback, 'recordId' | 'number' | 'version'>,
  draft: FeedbackDraft,
): Promise<CreditChange> {
  const nextDue = sealDue(deps, recordId, draft.request.newMaturityTime);
  const at = feedbackAt(deps, own, number);
  const sealed = sealFeedbackDraft(deps, at, draft);
  const feedback = { recordId, number, version, nextDue, sealed };
  if (feedbackToSign(deps, at, draft).length > 0) {
    return { feedbacks: [{ ...feedback, status: 'AWAITING_SIGNATURES' }] };
  }
  const due = await readDue(deps, own, { number, request: draft.request });
  return {
    feedbacks: [{ ...feedback, status: 'HANDED_OVER' }],
    outbox: [makeOutboxRow(deps.vault, feedbackItem(deps, at, draft, due), timeNow(deps))],
  };
}

export function feedbackAt(deps: RecordDeps, own: OwnRecord, number: number): FeedbackAt {
  const { filingId, request } = openDraft(deps, own);
  return { recordId: own.recordId, number, filingId, lenderId: request.lender?.subjectId };
}

interface Numbered {
  readonly number: number;
  readonly request: FeedbackRequest;
}

/**
 * Returns the maturity that a feedback opens, and which feedback set it, 0 for the record's own. A correction opens the same
 * one.
 */
export async function readDue(deps: RecordDeps, own: OwnRecord, { number, request }: Numbered): Promise<Due> {
  const before = await deps.store.records.ownFeedbacks(own.recordId);
  const given = before.map((each) => ({ number: each.number, ...openFeedbackDraft(deps, each) }));
  const numbered = (wanted: number) => given.find((each) => each.number === wanted);
  let opening: Numbered = { number, request };
  for (let { corrects } = request; corrects !== undefined; corrects = opening.request.corrects) {
    opening = numbered(corrects) ?? reject('FEEDBACK_NOT_FOUND', { recordId: own.recordId, number: corrects });
  }
  const setBy = opening.number - 1;
  const set = numbered(setBy);
  if (set === undefined) return { time: openDraft(deps, own).terms.maturityTime, setBy };
  const time = set.request.newMaturityTime ?? refuse('FEEDBACK_FINAL');
  return { time, setBy, extension: extensionIn(deps, feedbackAt(deps, own, setBy), set) };
}

/**
 * Returns whether the side had signed before. Refusals in order: CREDIT_RECORD_NOT_FOUND, FEEDBACK_NOT_FOUND,
 * SIGNATURE_NOT_AWAITED, BORROWER_NOT_SIGNED, SIGNATURE_INVALID, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED,
 * SUBJECT_KEY_WAITING.
 */
export function signFeedback(
  deps: RecordDeps,
  { recordId, number }: { readonly recordId: string; readonly number: number },
  request: SignatureRequest,
): Promise<boolean> {
  return untilWritten(async () => {
    const own = await readOwnRecord(deps, recordId);
    const all = await deps.store.records.ownFeedbacks(recordId);
    const feedback = all.find((each) => each.number === number) ?? reject('FEEDBACK_NOT_FOUND', { recordId, number });
    const draft = openFeedbackDraft(deps, feedback);
    if ((request.role === 'BORROWER' ? draft.borrower : draft.lender) !== undefined) {
      await deps.store.outbox.handAgain(itemKeys.feedback(recordId, number));
      return true;
    }
    const { lender, borrower } = openDraft(deps, own).request;
    const subjectId = request.role === 'BORROWER' ? borrower.subjectId : lender?.subjectId;
    const at = feedbackAt(deps, own, number);
    const message = awaitedText(deps, at, draft, request.role);
    if (feedback.status !== 'AWAITING_SIGNATURES' || subjectId === undefined) return refuse('SIGNATURE_NOT_AWAITED');
    const { role } = request;
    const signature = await requirePersonSignature(deps, request, { recordId, role, subjectId, message });
    const next = role === 'BORROWER' ? { ...draft, borrower: signature } : { ...draft, lender: signature };
    const change = await changeTo(deps, own, { ...feedback, version: feedback.version + 1 }, next);
    return (await deps.store.records.change(change)) ? false : undefined;
  });
}

/** The borrower's signature is part of the text that the lender signs, so the borrower comes first. */
function awaitedText(deps: RecordDeps, at: FeedbackAt, draft: FeedbackDraft, role: SignatureRequest['role']): string {
  const extension = draft.request.outcome === 'EXTENDED';
  if (role === 'BORROWER' && !extension) refuse('SIGNATURE_NOT_AWAITED');
  if (role === 'LENDER' && extension && draft.borrower === undefined) refuse('BORROWER_NOT_SIGNED');
  const { borrowerText, lenderText } = feedbackTexts(deps, at, draft);
  return role === 'BORROWER' ? borrowerText : lenderText('LENDER_PERSON');
}
