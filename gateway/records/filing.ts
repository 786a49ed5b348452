/** A registration is filed: checked, sealed, and kept as a draft that both sides have to sign. */

import { randomBytes } from 'node:crypto';
import { sameContent } from '../../chaincode/api/canonical';
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import { dayAt, startOfDay } from '../../chaincode/api/ledger-day';
import { reject } from '../../chaincode/api/refusals';
import { dayIn, type TimeZone } from '../../chaincode/api/time-zones';
import { Problem, refuse } from '../api/problem';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import {
  type Draft,
  openDraft,
  type RegistrationRequest,
  readOwnRecord,
  sealDraft,
  type Terms,
  untilWritten,
} from './drafts';
import { openDue, sealDue } from './due-times';
import { borrowerMark, lenderMark } from './marks';
import type { OwnRecord } from './own-records';

const dayMs = 24 * 3_600_000;
/** The longest time to sign; the default is the last midnight within it. */
const signWithinMs = 7 * dayMs;

/**
 * Returns the record's identifier, and whether it had been filed. Refusals in order: CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT,
 * SIDES_NOT_DISTINCT, SUBJECT_NOT_VERIFIED_HERE, RELATION_KIND_MISMATCH, MATURITY_INVALID, SIGN_BY_INVALID, PRICE_INVALID, then
 * those about the record that it follows: CREDIT_RECORD_NOT_FOUND, PREDECESSOR_DIFFERS, CREDIT_RECORD_NOT_EFFECTIVE,
 * SUCCESSOR_NOT_SIGNED, FEEDBACK_FINAL.
 */
export function fileRecord(
  deps: RecordDeps,
  request: RegistrationRequest,
  corrects?: string,
): Promise<{ readonly recordId: string; readonly repeated: boolean }> {
  const { filingId = randomBytes(16).toString('hex'), ...content } = request;
  const record = { filingId, ...deps.vault.credit.deriveRecord(filingId) };
  const { recordId } = record;
  return untilWritten(async () => {
    const existing = await deps.store.records.ownRecord(recordId);
    if (existing !== undefined) {
      const draft = openDraft(deps, existing);
      const same = sameContent([draft.request, draft.content.corrects ?? ''], [content, corrects ?? '']);
      if (!same) reject('CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT', { recordId });
      return { recordId, repeated: true };
    }
    await requireGood(deps, content);
    await requirePredecessor(deps, content, corrects);
    const { parameters } = (await deps.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
    const filed = newRecord(deps, record, { request: content, timeZone: parameters.timeZone, corrects });
    const written = await deps.store.records.change({ records: [filed] });
    return written ? { recordId, repeated: false } : undefined;
  });
}

async function requireGood(deps: RecordDeps, request: RegistrationRequest): Promise<void> {
  const { borrower, lender, relationKind, startTime, maturityTime, signBy, renews } = request;
  if (borrower.subjectId === lender?.subjectId) reject('SIDES_NOT_DISTINCT', { subjectId: borrower.subjectId });
  const borrowing = await requireKnownSubject(deps, borrower.subjectId);
  const lending = lender && (await requireKnownSubject(deps, lender.subjectId));
  if (relationKind !== `${sideLetter(lending)}2${sideLetter(borrowing)}`) refuse('RELATION_KIND_MISMATCH');
  if (maturityTime <= startTime) refuse('MATURITY_INVALID');
  const latest = new Date(deps.now() + signWithinMs).toISOString();
  if (signBy !== undefined && (signBy <= timeNow(deps) || signBy > latest)) refuse('SIGN_BY_INVALID');
  if (renews !== undefined) requirePrice(renews);
}

export function requirePrice({ level, priceFen }: { readonly level: string; readonly priceFen: number }): void {
  if ((level === 'PAID') !== priceFen > 0) reject('PRICE_INVALID', { level, priceFen });
}

async function requireKnownSubject({ store }: RecordDeps, subjectId: string): Promise<IdentityKind> {
  const known = await store.subjects.read(subjectId);
  if (known === undefined) throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
  return known.identityKind;
}

/** The institution itself, which has no kind here, is an enterprise. */
function sideLetter(kind: IdentityKind | undefined): 'C' | 'B' {
  return kind === 'ID_CARD' ? 'C' : 'B';
}

/** A renewed record awaits a feedback, and is the same lender's. */
async function requirePredecessor(
  deps: RecordDeps,
  { borrower, lender, renews, mandateSha256 }: RegistrationRequest,
  corrects: string | undefined,
): Promise<void> {
  const before = renews?.recordId ?? corrects;
  if (before === undefined) return;
  const own = await readOwnRecord(deps, before);
  const sameLender = own.lenderMark === lenderMark(deps, lender?.subjectId);
  if (own.borrowerMark !== borrowerMark(deps, borrower.subjectId) || (renews !== undefined && !sameLender)) {
    reject('PREDECESSOR_DIFFERS', { recordId: before });
  }
  const recorded = await deps.store.records.creditRecord(before);
  if (recorded === undefined) return refuse('CREDIT_RECORD_NOT_EFFECTIVE');
  const followed = recorded.correctedBy !== undefined || (renews !== undefined && recorded.renewedBy !== undefined);
  if (followed) reject('PREDECESSOR_DIFFERS', { recordId: before });
  if (recorded.borrower.type === 'SIGNATURE' && mandateSha256 !== undefined) {
    reject('SUCCESSOR_NOT_SIGNED', { recordId: before });
  }
  if (renews !== undefined && openDue(deps, own) === undefined) refuse('FEEDBACK_FINAL');
}

/** A midnight, because `signBy` is public: its millisecond would tell when the record was filed, and packages then by whom. */
function defaultSignBy(nowMs: number, timeZone: TimeZone): string {
  const days = { daySeconds: dayMs / 1_000, timeZone };
  return startOfDay({ ...days, day: dayAt(nowMs + signWithinMs, days) });
}

function newRecord(
  deps: RecordDeps,
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
  const { vault, now } = deps;
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
    created: timeNow(deps),
    status: 'AWAITING_SIGNATURES',
    version: 1,
    signBy,
    due: sealDue(deps, recordId, maturityTime),
    borrowerMark: borrowerMark(deps, borrower.subjectId),
    lenderMark: lenderMark(deps, lender?.subjectId),
    sealed: sealDraft(deps, recordId, draft),
  };
}
