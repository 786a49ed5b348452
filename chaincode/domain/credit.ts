/**
 * Credit records: what both sides signed, what the lender says of it afterwards, and what stays as it was.
 *
 * Endorsers never learn terms or outcomes. They judge signatures, the order of feedbacks, that a maturity is the one committed
 * to and has come, and that a price fits its level. The order of refusals is that of the table in api/refusal-table.ts.
 */

import { commit } from '../api/commitment';
import type {
  AllianceParameters,
  BorrowerSide,
  CreditContent,
  CreditFeedbackRecord,
  CreditLevel,
  CreditRecord,
  FeedbackContent,
  SubjectKeyRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import {
  correctionText,
  feedbackText,
  isSigningKey,
  levelText,
  recordIdFrom,
  registrationText,
} from '../api/signatures';
import { requireSignature } from './subject';
import type { Moment } from './time';

export interface Registration extends CreditContent {
  readonly recordId: string;
  readonly borrower: BorrowerSide;
  readonly lenderSignature: string;
  readonly sealedHash: string;
}

export interface Feedback extends FeedbackContent {
  readonly recordId: string;
  readonly number: number;
  readonly signature: string;
  readonly sealedHash: string;
}

export interface Level {
  readonly version: number;
  readonly level: CreditLevel;
  readonly priceFen: number;
}

type RegistrationContent = CreditContent & Pick<Registration, 'borrower' | 'sealedHash'>;

/** Two registrations are the same if both sides signed the same content; there are many signatures over one content. */
export function registrationContent({ borrower, sealedHash, ...registration }: RegistrationContent) {
  const { subjectId, borrowedOn, termsCommitment, keyCommitment, maturityCommitment, lenderKey } = registration;
  const { signBy, renews, corrects } = registration;
  const mandateCommitment = borrower.type === 'MANDATE' ? borrower.mandateCommitment : undefined;
  const committed = { termsCommitment, keyCommitment, maturityCommitment, mandateCommitment, sealedHash };
  return { subjectId, borrowedOn, ...committed, lenderKey, signBy, renews, corrects };
}

export function feedbackContent(feedback: FeedbackContent & Pick<Feedback, 'sealedHash'>) {
  const { feedbackCommitment, keyCommitment, nextDueCommitment, level, priceFen, corrects, renewedBy } = feedback;
  const { sealedHash } = feedback;
  return { feedbackCommitment, keyCommitment, nextDueCommitment, level, priceFen, corrects, renewedBy, sealedHash };
}

/** The identifier is made from the key, so nobody takes it without the key. */
export function requireLenderKey({ recordId, lenderKey }: Pick<Registration, 'recordId' | 'lenderKey'>): void {
  if (!isSigningKey(lenderKey) || recordIdFrom(lenderKey) !== recordId) reject('LENDER_KEY_INVALID', { recordId });
}

export function requireInTime({ recordId, signBy }: Registration, time: string): void {
  if (time > signBy) reject('CREDIT_RECORD_LAPSED', { recordId, signBy });
}

/**
 * A renewal or a correction follows a record of the same subject that nothing of the kind has followed before. No lender ends or
 * replaces a record that both sides signed by a mandate, because a mandate may be made up.
 */
export function requirePredecessor(predecessor: CreditRecord, { subjectId, renews, borrower }: Registration): void {
  const { recordId, renewedBy, correctedBy } = predecessor;
  const followed = correctedBy !== undefined || (renews !== undefined && renewedBy !== undefined);
  if (predecessor.subjectId !== subjectId || followed) reject('PREDECESSOR_DIFFERS', { recordId });
  if (predecessor.borrower.type === 'SIGNATURE' && borrower.type !== 'SIGNATURE') {
    reject('SUCCESSOR_NOT_SIGNED', { recordId });
  }
}

/** `borrowerKey` is the key that signed for the borrower; undefined where a mandate stands for its signature. */
export function register(
  registration: Registration,
  {
    borrowerKey,
    corrected,
  }: { readonly borrowerKey: SubjectKeyRecord | undefined; readonly corrected: CreditRecord | undefined },
  { channel, time }: Moment,
): CreditRecord {
  const { recordId, borrower, lenderKey, lenderSignature, maturityCommitment } = registration;
  const textFor = (role: 'BORROWER' | 'LENDER') => registrationText(channel, role, registration, borrower);
  if (borrower.type === 'SIGNATURE' && borrowerKey !== undefined) {
    requireSignature(borrowerKey.publicKey, textFor('BORROWER'), borrower.signature, { recordId, role: 'BORROWER' });
  }
  requireSignature(lenderKey, textFor('LENDER'), lenderSignature, { recordId, role: 'LENDER' });
  return {
    docType: 'creditRecord',
    ...registration,
    registeredTime: time,
    dueCommitment: maturityCommitment,
    feedbackCount: 0,
    levelVersion: 0,
    disputeIds: [],
    purged: false,
    ...(corrected === undefined ? {} : inheritAge(corrected)),
  };
}

/** A correction is as old as the record that it replaces, however often that was corrected before. */
function inheritAge({ recordId, feedbackCount, replaces, lastFeedbackDay }: CreditRecord) {
  const replaced = feedbackCount > 0 ? recordId : replaces;
  return {
    ...(replaced === undefined ? {} : { replaces: replaced }),
    ...(lastFeedbackDay === undefined ? {} : { lastFeedbackDay }),
  };
}

/** A corrected record gets no more feedback. If it has none, its retention is counted from the correction's day. */
export function correct(
  record: CreditRecord,
  correction: { readonly by: string; readonly signature: string },
  { channel, day }: Moment,
): CreditRecord {
  const { recordId, lenderKey, lastFeedbackDay = day } = record;
  requireSignature(lenderKey, correctionText({ channel, recordId }, correction.by), correction.signature, { recordId });
  return { ...record, correctedBy: correction.by, lastFeedbackDay };
}

export function requireNotCorrected({ recordId, correctedBy }: CreditRecord): void {
  if (correctedBy !== undefined) reject('CREDIT_RECORD_CORRECTED', { recordId, correctedBy });
}

export function requireNextFeedback({ recordId, feedbackCount }: CreditRecord, { number, corrects }: Feedback): void {
  if (number !== feedbackCount + 1) reject('FEEDBACK_NUMBER_NOT_NEXT', { recordId, feedbackCount });
  if (corrects !== undefined && corrects > feedbackCount) reject('FEEDBACK_NOT_FOUND', { recordId, number: corrects });
}

/** The maturity is revealed to the endorsers alone. A correction of a feedback opens the maturity that the corrected feedback opened. */
export function requireMature(
  { recordId, dueCommitment }: Pick<CreditRecord | CreditFeedbackRecord, 'recordId' | 'dueCommitment'>,
  due: { readonly time: string; readonly salt: string },
  time: string,
): void {
  if (commit(Buffer.from(due.salt, 'base64url'), due.time) !== dueCommitment) reject('MATURITY_MISMATCH', { recordId });
  if (time < due.time) reject('NOT_MATURE', { recordId });
}

/** The borrower's signature to an extension, and the commitment to what both sides agreed on. */
export interface Extension {
  readonly keyId: string;
  readonly signature: string;
  readonly feedbackCommitment: string;
}

export interface SignedExtension extends Extension {
  /** The feedback that extended the loan. */
  readonly extending: CreditFeedbackRecord;
  readonly key: SubjectKeyRecord;
}

/**
 * A lender alone ends a record once: what a feedback has set as the next maturity counts only if the borrower signed it. Otherwise
 * a second feedback would have the record told for as long again.
 */
export function requireExtension(
  { extending, key, signature, feedbackCommitment }: SignedExtension,
  channel: string,
): void {
  const { recordId, number } = extending;
  const text = feedbackText({ channel, recordId }, 'BORROWER', number, { ...extending, feedbackCommitment });
  requireSignature(key.publicKey, text, signature, { recordId, number });
}

interface Given {
  /** The day from which its retention is counted. */
  readonly day: number;
  /** The commitment that it opened; the record's where absent. */
  readonly opened?: string | undefined;
}

/** The record with one more feedback, and the feedback. The feedback commits to what falls due next. */
export function giveFeedback(
  record: CreditRecord,
  feedback: Feedback,
  { day, opened = record.dueCommitment }: Given,
  { channel, time }: Moment,
): { readonly record: CreditRecord; readonly feedback: CreditFeedbackRecord } {
  const { recordId, lenderKey, feedbackCount, levelVersion } = record;
  const { number, level, priceFen, nextDueCommitment, signature } = feedback;
  requireSignature(lenderKey, feedbackText({ channel, recordId }, 'LENDER', number, feedback), signature, { recordId });
  return {
    record: {
      ...record,
      dueCommitment: nextDueCommitment,
      feedbackCount: feedbackCount + 1,
      levelVersion: levelVersion + 1,
      level,
      priceFen,
      lastFeedbackDay: Math.max(day, record.lastFeedbackDay ?? day),
    },
    feedback: { docType: 'creditFeedback', ...feedback, dueCommitment: opened, feedbackTime: time, day, purged: false },
  };
}

/** There is nothing to show at any level before the first feedback. */
export function setLevel(
  record: CreditRecord,
  to: Level & { readonly signature: string },
  channel: string,
): CreditRecord {
  const { recordId, lenderKey, feedbackCount, levelVersion } = record;
  const { version, level, priceFen } = to;
  if (feedbackCount === 0) reject('FEEDBACK_NOT_FOUND', { recordId });
  if (version !== levelVersion + 1) reject('LEVEL_VERSION_NOT_NEXT', { recordId, levelVersion });
  requireSignature(lenderKey, levelText({ channel, recordId }, to), to.signature, { recordId });
  return { ...record, levelVersion: version, level, priceFen };
}

export function requirePrice({ level, priceFen }: Pick<Level, 'level' | 'priceFen'>): void {
  if ((level === 'PAID') !== priceFen > 0) reject('PRICE_INVALID', { level, priceFen });
}

export function requireBelowCeiling({ priceFen }: Pick<Level, 'priceFen'>, { maxPriceFen }: AllianceParameters): void {
  if (priceFen > maxPriceFen) reject('PRICE_ABOVE_CEILING', { priceFen, maxPriceFen });
}

/** Accepts a package of the period of the transaction's time, or of the period before, for lenders that meet its end. */
export function requireHandOver(
  { period, bytes }: { readonly period: number; readonly bytes: number },
  { packagePeriodSeconds, packageBytes }: AllianceParameters,
  time: string,
): void {
  const current = Math.floor(Date.parse(time) / 1000 / packagePeriodSeconds);
  if (period !== current && period !== current - 1) reject('PERIOD_NOT_CURRENT', { period: current });
  if (bytes !== packageBytes) reject('PACKAGE_SIZE_DIFFERS', { packageBytes });
}
