/** A registration is filed: checked, sealed, and kept as a draft that both sides have to sign. */

import { randomBytes } from 'node:crypto';
import { sameContent } from '../../chaincode/api/canonical';
import { dayAt, startOfDay } from '../../chaincode/api/ledger-day';
import { reject } from '../../chaincode/api/refusals';
import { dayIn, type TimeZone } from '../../chaincode/api/time-zones';
import { Problem, refuse } from '../api/problem';
import type { KnownSubject } from '../subjects/known-subjects';
import { openDue, sealDue } from './due-times';
import type { OwnRecord } from './store';
import {
  borrowerMarkOf,
  type CreditTools,
  draftOf,
  lenderMarkOf,
  ownRecordOf,
  sealDraft,
  timeOf,
  untilWritten,
} from './tools';
import type { Draft, RegistrationRequest, Terms } from './types';

const dayMs = 24 * 3_600_000;
/** At most, and by default as many whole days as fit. */
const signWithinMs = 7 * dayMs;

/**
 * Answers the draft, and whether there was one. Refusals in order: CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT, SIDES_NOT_DISTINCT,
 * SUBJECT_NOT_VERIFIED_HERE, RELATION_KIND_MISMATCH, MATURITY_INVALID, SIGN_BY_INVALID, PRICE_INVALID, then those of what it follows:
 * CREDIT_RECORD_NOT_FOUND, PREDECESSOR_DIFFERS, CREDIT_RECORD_NOT_EFFECTIVE, SUCCESSOR_NOT_SIGNED, FEEDBACK_FINAL.
 */
export function fileRecord(
  tools: CreditTools,
  request: RegistrationRequest,
  corrects: string | undefined,
): Promise<{ readonly recordId: string; readonly repeated: boolean }> {
  const { filingId = randomBytes(16).toString('hex'), ...content } = request;
  const record = { filingId, ...tools.vault.credit.recordOf(filingId) };
  const { recordId } = record;
  return untilWritten(async () => {
    const existing = await tools.store.records.ownRecord(recordId);
    if (existing !== undefined) {
      const draft = draftOf(tools, existing);
      const same = sameContent([draft.request, draft.content.corrects ?? ''], [content, corrects ?? '']);
      if (!same) reject('CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT', { recordId });
      return { recordId, repeated: true };
    }
    await requireGood(tools, content);
    await requirePredecessor(tools, content, corrects);
    const { parameters } = (await tools.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
    const filed = newRecord(tools, record, { request: content, timeZone: parameters.timeZone, corrects });
    const written = await tools.store.records.change({ records: [filed] });
    return written ? { recordId, repeated: false } : undefined;
  });
}

async function requireGood(tools: CreditTools, request: RegistrationRequest): Promise<void> {
  const { borrower, lender, relationKind, startTime, maturityTime, signBy, renews } = request;
  if (borrower.subjectId === lender?.subjectId) reject('SIDES_NOT_DISTINCT', { subjectId: borrower.subjectId });
  const borrowing = await ownSubjectOf(tools, borrower.subjectId);
  const lending = lender && (await ownSubjectOf(tools, lender.subjectId));
  if (relationKind !== `${letterOf(lending)}2${letterOf(borrowing)}`) refuse('RELATION_KIND_MISMATCH');
  if (maturityTime <= startTime) refuse('MATURITY_INVALID');
  const latest = new Date(tools.now() + signWithinMs).toISOString();
  if (signBy !== undefined && (signBy <= timeOf(tools) || signBy > latest)) refuse('SIGN_BY_INVALID');
  if (renews !== undefined) requirePrice(renews);
}

export function requirePrice({ level, priceFen }: { readonly level: string; readonly priceFen: number }): void {
  if ((level === 'PAID') !== priceFen > 0) reject('PRICE_INVALID', { level, priceFen });
}

async function ownSubjectOf({ store }: CreditTools, subjectId: string): Promise<KnownSubject> {
  return (await store.subjects.read(subjectId)) ?? refuseUnknown();
}

function refuseUnknown(): never {
  throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
}

/** The institution itself is none. */
function letterOf(subject: KnownSubject | undefined): 'C' | 'B' {
  return subject?.identityKind === 'ID_CARD' ? 'C' : 'B';
}

/** What is renewed awaits a feedback, and is the same lender's. */
async function requirePredecessor(
  tools: CreditTools,
  { borrower, lender, renews, mandateSha256 }: RegistrationRequest,
  corrects: string | undefined,
): Promise<void> {
  const before = renews?.recordId ?? corrects;
  if (before === undefined) return;
  const own = await ownRecordOf(tools, before);
  const sameLender = own.lenderMark === lenderMarkOf(tools, lender?.subjectId);
  if (own.borrowerMark !== borrowerMarkOf(tools, borrower.subjectId) || (renews !== undefined && !sameLender)) {
    reject('PREDECESSOR_DIFFERS', { recordId: before });
  }
  const recorded = await tools.store.records.creditRecord(before);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  const followed = recorded.correctedBy !== undefined || (renews !== undefined && recorded.renewedBy !== undefined);
  if (followed) reject('PREDECESSOR_DIFFERS', { recordId: before });
  if (recorded.borrower.type === 'SIGNATURE' && mandateSha256 !== undefined) {
    reject('SUCCESSOR_NOT_SIGNED', { recordId: before });
  }
  if (renews !== undefined && openDue(tools, own) === undefined) refuse('FEEDBACK_FINAL');
}

/**
 * It is public: to the millisecond it would tell when the record was filed, and so, beside the moments of packages, by whom.
 */
function defaultSignBy(nowMs: number, timeZone: TimeZone): string {
  const days = { daySeconds: dayMs / 1_000, timeZone };
  return startOfDay({ ...days, day: dayAt(nowMs + signWithinMs, days) });
}

function newRecord(
  tools: CreditTools,
  {
    filingId,
    recordId,
    lenderKey,
  }: Pick<Draft, 'filingId'> & { readonly recordId: string; readonly lenderKey: string },
  filed: {
    readonly request: RegistrationRequest;
    readonly timeZone: TimeZone;
    readonly corrects: string | undefined;
  },
): OwnRecord {
  const { request, timeZone, corrects } = filed;
  const { vault, now } = tools;
  const { relationKind, amountRmb, rateBps, startTime, maturityTime, mandateSha256, borrower, lender, renews } =
    request;
  const signBy = request.signBy ?? defaultSignBy(now(), timeZone);
  const maturity = vault.credit.maturity(recordId, 0, maturityTime);
  const mandate = mandateSha256 === undefined ? undefined : vault.credit.mandate(recordId, mandateSha256);
  const agreed = { relationKind, amountRmb, rateBps, startTime, maturityTime, maturitySalt: maturity.salt };
  const terms: Terms = mandate === undefined ? agreed : { ...agreed, mandateSha256, mandateSalt: mandate.salt };
  const draft: Draft = {
    filingId,
    request,
    terms,
    content: {
      subjectId: borrower.subjectId,
      borrowedOn: dayIn(timeZone, startTime),
      termsCommitment: vault.credit.seal(recordId, 0, terms).commitment,
      keyCommitment: vault.credit.keyCommitment(recordId, 0, terms),
      maturityCommitment: maturity.commitment,
      lenderKey,
      signBy,
      renews: renews?.recordId,
      corrects,
    },
    borrower: mandate && { type: 'MANDATE', mandateCommitment: mandate.commitment },
  };
  return {
    recordId,
    created: timeOf(tools),
    status: 'AWAITING_SIGNATURES',
    version: 1,
    signBy,
    due: sealDue(tools, recordId, maturityTime),
    borrowerMark: borrowerMarkOf(tools, borrower.subjectId),
    lenderMark: lenderMarkOf(tools, lender?.subjectId),
    sealed: sealDraft(tools, recordId, draft),
  };
}
