/**
 * The one form of what a lender seals: the terms of a credit record, and the details of a feedback. Endorsers never open them, so
 * whoever does (a buyer, or the person in a browser) reads them here, to the same values or to none. Nothing of Node is used here.
 */
import { decodeBase64url } from './base64url';
import { isLowS } from './low-s';
import { type Check, type Form, hasForm, isBytes, saltBytes } from './sealed-forms';
import { isTime } from './times';

export const relationKinds = ['C2C', 'B2B', 'B2C', 'C2B'] as const;
/** Lender to borrower; C is a person, B an enterprise or an institution. */
export type RelationKind = (typeof relationKinds)[number];

export const feedbackOutcomes = ['PERFORMED', 'EXTENDED', 'BREACHED'] as const;
export type FeedbackOutcome = (typeof feedbackOutcomes)[number];

/** Nothing of it names a side. Times are ISO in UTC with milliseconds. */
export interface TermsFields {
  readonly relationKind: RelationKind;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
  /** Opens maturityCommitment. */
  readonly maturitySalt: string;
  /** The mandate by which the record was filed; the salt opens mandateCommitment. */
  readonly mandateSha256?: string;
  readonly mandateSalt?: string;
}

export interface FeedbackFields {
  readonly outcome: FeedbackOutcome;
  /** An extension has both; the salt opens nextDueCommitment. */
  readonly newMaturityTime?: string;
  readonly maturitySalt?: string;
  /** The notice that the borrower was given before a breach was recorded. */
  readonly notice?: { readonly givenTime: string; readonly evidenceSha256: string };
  /** Given with the registration that renews the record. */
  readonly early?: true;
  /** The borrower's signature, and the salt of the commitment to all members but this one. */
  readonly borrower?: { readonly keyId: string; readonly signature: string; readonly salt: string };
}

const maxRateBps = 100_000;

const isOneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);
const isInteger =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
export const isSha256: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
export const isSalt = isBytes(saltBytes);

/** A signature counts only as r ‖ s in 64 bytes with s in the lower half, in the one base64url text of these bytes. */
export const isSignature: Check = (value) => {
  const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
  return bytes?.length === 64 && isLowS(bytes);
};

const termsForm: Form = {
  relationKind: isOneOf(...relationKinds),
  amountRmb: isInteger(1),
  rateBps: isInteger(0, maxRateBps),
  startTime: isTime,
  maturityTime: isTime,
  maturitySalt: isSalt,
};
const mandateForm: Form = { mandateSha256: isSha256, mandateSalt: isSalt };
const extensionForm: Form = { newMaturityTime: isTime, maturitySalt: isSalt };
const feedbackForm: Form = {
  notice: (value) => hasForm(value, { givenTime: isTime, evidenceSha256: isSha256 }),
  early: (value) => value === true,
  borrower: (value) => hasForm(value, { keyId: isSha256, signature: isSignature, salt: isSalt }),
};

/** Undefined where they have not the documented form, with its members and no others. */
export function parseTerms(fields: unknown): TermsFields | undefined {
  const isGood = hasForm(fields, termsForm) || hasForm(fields, { ...termsForm, ...mandateForm });
  return isGood ? (fields as TermsFields) : undefined;
}

/** Undefined where they have not the documented form, with its members and no others. */
export function parseFeedbackDetails(fields: unknown): FeedbackFields | undefined {
  const isGood =
    hasForm(fields, { outcome: isOneOf('PERFORMED', 'BREACHED') }, feedbackForm) ||
    hasForm(fields, { outcome: isOneOf('EXTENDED'), ...extensionForm }, feedbackForm);
  return isGood ? (fields as FeedbackFields) : undefined;
}
