/** Records of loans: the credit record, its feedbacks, and the disputes about it. */

/** PUBLIC: details for nothing. PAID: for a price. ENCRYPTED: for nobody. */
export const creditLevels = ['PUBLIC', 'ENCRYPTED', 'PAID'] as const;
export type CreditLevel = (typeof creditLevels)[number];

/**
 * How the borrower's side of a record is shown: its own signature, or a mandate that the lender holds and that is no signature. The
 * sealed terms open the commitment to the mandate's hash.
 */
export type BorrowerSide =
  | { readonly type: 'SIGNATURE'; readonly keyId: string; readonly signature: string }
  | { readonly type: 'MANDATE'; readonly mandateCommitment: string };

/** Both sides sign this content; see signatures.ts. The terms themselves are in the sealed record. */
export interface CreditContent {
  /** The borrower. */
  readonly subjectId: string;
  /** `YYYY-MM-DD` in the alliance's zone. */
  readonly borrowedOn: string;
  /** Commitment to the sealed terms, hex; see sealed.ts. */
  readonly termsCommitment: string;
  /** Commitment to the sealed record's data key, hex; see sealed.ts. */
  readonly keyCommitment: string;
  /** Commitment to the maturity, hex; opened when feedback is given. */
  readonly maturityCommitment: string;
  /** The record's own key, made for it alone: whoever holds it is the lender. Uncompressed P-256 point, base64url. */
  readonly lenderKey: string;
  /** After this time no registration is accepted. */
  readonly signBy: string;
  /** The record whose early end this one belongs to. */
  readonly renews?: string | undefined;
  /** The record that this one corrects. */
  readonly corrects?: string | undefined;
}

/** A loan as both sides signed it. Never changed but for what came after it; never deleted. */
export interface CreditRecord extends CreditContent {
  readonly docType: 'creditRecord';
  /** The first 128 bits of SHA-256 over lenderKey, hex. */
  readonly recordId: string;
  readonly borrower: BorrowerSide;
  readonly lenderSignature: string;
  /** SHA-256 of the sealed terms' bytes, hex. */
  readonly sealedHash: string;
  readonly registeredTime: string;
  /** The maturity that the next feedback has to open: that of the terms, then that of the last feedback if the borrower signed it. */
  readonly dueCommitment: string;
  /** How many feedbacks there are. */
  readonly feedbackCount: number;
  /** Counts the changes of the level; 0 before the first feedback. */
  readonly levelVersion: number;
  readonly level?: CreditLevel;
  /** The price of one answer; 0 unless the level is PAID. */
  readonly priceFen?: number;
  /** The latest day of its feedbacks, that of its correction where there are none; retention of the terms is counted from it. */
  readonly lastFeedbackDay?: number;
  readonly renewedBy?: string;
  readonly correctedBy?: string;
  /** The nearest record with feedbacks in the chain of records that this one corrects. Nothing is disclosed longer here than there. */
  readonly replaces?: string;
  readonly disputeIds: readonly string[];
  /** The sealed terms, and what was said in disputes, are gone. */
  readonly purged: boolean;
}

/** The lender signs this content of a feedback. The outcome itself is in the sealed details. */
export interface FeedbackContent {
  readonly feedbackCommitment: string;
  readonly keyCommitment: string;
  /** An extension's new maturity; random where nothing more falls due. Hex, as maturityCommitment. */
  readonly nextDueCommitment: string;
  readonly level: CreditLevel;
  readonly priceFen: number;
  /** The feedback of the same record that this one corrects. */
  readonly corrects?: number | undefined;
  /** The registration with which it ends the record early: nothing else may end it so. */
  readonly renewedBy?: string | undefined;
}

export interface CreditFeedbackRecord extends FeedbackContent {
  readonly docType: 'creditFeedback';
  readonly recordId: string;
  /** Numbers begin with 1. */
  readonly number: number;
  readonly signature: string;
  readonly sealedHash: string;
  /** The maturity that it opened. An early end stands in its place and has opened none: whatever corrects it has to. */
  readonly dueCommitment: string;
  readonly feedbackTime: string;
  /** The ledger's day, or the day of the feedback that this one corrects or replaces. Retention is counted from it. */
  readonly day: number;
  /** The sealed details are gone. */
  readonly purged: boolean;
}

/** UPHELD: the subject is right, a correction follows. REJECTED: the mark is lifted. UNDETERMINED: the mark stays. */
export const disputeVerdicts = ['UPHELD', 'REJECTED', 'UNDETERMINED'] as const;
export type DisputeVerdict = (typeof disputeVerdicts)[number];

/** The borrower's objection to a record, signed with its key. The texts are sealed for the members (sealed.ts). */
export interface CreditDisputeRecord {
  readonly docType: 'creditDispute';
  /** Made from the text that the borrower signed (identifierFrom), hex. */
  readonly disputeId: string;
  readonly recordId: string;
  readonly subjectId: string;
  readonly keyId: string;
  readonly signature: string;
  /** To the statement and to the data key under which it is sealed, hex. */
  readonly statementCommitment: string;
  readonly keyCommitment: string;
  /** SHA-256 of the sealed statement's bytes, hex. */
  readonly sealedHash: string;
  readonly disputedTime: string;
  readonly day: number;
  /** The last day on which an answer is in time. */
  readonly answerByDay: number;
  readonly status: 'OPEN' | DisputeVerdict;
  /** The answer of the record's lender. */
  readonly answer?: {
    readonly answerCommitment: string;
    readonly keyCommitment: string;
    readonly sealedHash: string;
    readonly signature: string;
    readonly answeredTime: string;
    readonly day: number;
  };
  /** Both sealed texts are gone. */
  readonly purged?: true;
}
