/** Records of queries: consents, what was asked and answered under them, and what was passed on to lenders. */
import type { ConfirmStatus, EndedBy, Wrap } from './plan-records';

/** Why an institution asks. OWN_REPORT: in the subject's own name, for a key of the subject. */
export const queryPurposes = ['LOAN_APPLICATION', 'LOAN_MANAGEMENT', 'GUARANTEE', 'OWN_REPORT'] as const;
export type QueryPurpose = (typeof queryPurposes)[number];

/** A subject signs this content so that an institution may ask about it; see signatures.ts. */
export interface ConsentContent {
  readonly subjectId: string;
  /** The key that signs. The consent ends with it, and answers of an own report are wrapped for its report key. */
  readonly keyId: string;
  /** The institution that may ask. */
  readonly partyId: string;
  readonly purpose: QueryPurpose;
  /** When it was signed; the alliance's ceiling counts from it. */
  readonly signedTime: string;
  readonly notAfter: string;
  /** How many queries. */
  readonly uses: number;
}

export interface ConsentRecord extends ConsentContent {
  readonly docType: 'consent';
  /** The first 128 bits of SHA-256 over the signed text, hex. */
  readonly consentId: string;
  readonly signature: string;
  readonly grantedTime: string;
  /** Queries, but for those of which every answer was refunded. */
  readonly used: number;
  /** From this time on nothing may be asked, answered or read under the consent. */
  readonly revokedTime?: string;
}

/** A subject's word that a consent which is not on the ledger is never to count. It lies under its subject, so nobody leaves one for another. */
export interface ConsentRevocationRecord {
  readonly docType: 'consentRevocation';
  readonly subjectId: string;
  readonly consentId: string;
  readonly keyId: string;
  readonly signature: string;
  readonly revokedTime: string;
}

/** An institution asked: for the summary where there are no answers, otherwise for the details of the answers' records. */
export interface CreditQueryRecord {
  readonly docType: 'creditQuery';
  /** `partyId:localId` of who asks; the local part has at most 60 characters. */
  readonly queryId: string;
  readonly partyId: string;
  readonly subjectId: string;
  readonly purpose: QueryPurpose;
  readonly consentId?: string | undefined;
  /** One for each record, in the order in which they were asked for. */
  readonly answerIds: readonly string[];
  readonly askedTime: string;
  readonly day: number;
}

/** The details of one record, asked for at a price. While HELD or DELIVERED, tokenFen is in escrow; then the registrar's, for the lender. */
export interface CreditAnswerRecord {
  readonly docType: 'creditAnswer';
  /** `queryId.n`, n from 0: the place in the query. */
  readonly answerId: string;
  readonly queryId: string;
  readonly partyId: string;
  readonly recordId: string;
  /** The numbers that are asked for, ascending: 0 is the terms, n is the n-th feedback. */
  readonly numbers: readonly number[];
  /** The key for which the data keys are wrapped: this answer's alone, or for an own report the report key of the key that consented. */
  readonly oneOffPublicKey: string;
  readonly tokenFen: number;
  readonly deliverBy: string;
  readonly refundFrom: string;
  readonly disputeWithinSeconds: number;
  readonly status: ConfirmStatus;
  /** The data keys of `numbers` one after another, wrapped together; see sealed.ts. */
  readonly wrap?: Wrap;
  readonly deliveredTime?: string;
  /** Set with the delivery: the buyer may dispute until a day of the ledger begins at this time or later. */
  readonly disputeBy?: string;
  readonly endedTime?: string;
  readonly endedBy?: EndedBy;
}

/** The transfers by which the registrar passed a period's income on to lenders. */
export interface PayoutRecord {
  readonly docType: 'payout';
  /** The period's name: the ledger's day with which it has ended, a multiple of payoutDays. */
  readonly period: number;
  readonly partyId: string;
  readonly transfers: readonly Transfer[];
  readonly payoutTime: string;
}

export interface Transfer {
  readonly partyId: string;
  readonly amountFen: number;
}
