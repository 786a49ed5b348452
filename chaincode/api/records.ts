/**
 * The records in the ledger's public state, as every member's node operator can read them.
 *
 * Amounts are integers with the unit in their name: Rmb is whole yuan, Fen is 1/100 token (1 token = 1 RMB), Bps is 1/100
 * per cent a year. Times are ISO 8601 in UTC with milliseconds, taken from the transaction's timestamp.
 */

import type { TimeZone } from './time-zones';

export const partyOrgTypes = ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER', 'REGULATOR'] as const;
export type PartyOrgType = (typeof partyOrgTypes)[number];

export const loanKinds = [
  'CASH',
  'CONSUMPTION',
  'PROVIDENT_FUND',
  'ENTERPRISE',
  'CAR_MORTGAGE',
  'POLICY',
  'CAR_PLEDGE',
] as const;
export type LoanType = (typeof loanKinds)[number];

export interface Member {
  readonly partyId: string;
  readonly partyName: string;
  readonly partyOrgType: PartyOrgType;
  /** Whether its peers endorse and its votes count; never a regulator. */
  readonly endorses: boolean;
}

/** Rules that the members can change by vote. What began before a change keeps its deadlines. */
export interface AllianceParameters {
  /** In which all days are counted, those of the ledger and those that are told without a time; for good. */
  readonly timeZone: TimeZone;
  readonly clockWindowSeconds: number;
  readonly deliverWithinSeconds: number;
  /** Counted from the end of the ledger's day of the delivery. */
  readonly disputeWithinSeconds: number;
  readonly expiryGraceSeconds: number;
  readonly minConfirmRmb: number;
  readonly settleWithinSeconds: number;
  /** Counted from the settlement. */
  readonly objectWithinSeconds: number;
  /** Days of the ledger, counted from an objection, within which members decide about it. */
  readonly decideWithinDays: number;
  /** Days of the ledger for which a proposal is voted on. */
  readonly proposalDays: number;
  /** Blinded numbers that one institution may have evaluated in one day of the transactions' time. */
  readonly evaluationsPerDay: number;
  /** How often every lender hands a package to the registrar; for good. */
  readonly packagePeriodSeconds: number;
  /** The length of every package as it lies in the collection, whatever it holds. */
  readonly packageBytes: number;
  /** Of what a lender may ask for one answer. */
  readonly maxPriceFen: number;
  /** Whether a summary is asked for with a consent, as details always are. */
  readonly summaryNeedsConsent: boolean;
  readonly maxConsentSeconds: number;
  readonly maxConsentUses: number;
  /** Days of the ledger for which a feedback is told and its details are kept. */
  readonly retentionDays: number;
  /** Days of the ledger within which a dispute is answered. */
  readonly disputeAnswerDays: number;
  /** Days of the ledger whose income the registrar's gateway passes on to lenders at once. */
  readonly payoutDays: number;
  /** Days of the ledger for which everybody can see a subject's new key before it counts; see SubjectKeyRecord. */
  readonly keyWaitDays: number;
}

/** The founding document `alliance.json`. Its hash is SHA-256 over its canonical JSON. */
export interface FoundingDocument {
  readonly allianceName: string;
  readonly members: readonly Member[];
  /** The two institutions that evaluate blinded identity numbers (credit records). */
  readonly evaluators: readonly string[];
  /** Who posts what lenders hand over sealed (credit records). */
  readonly registrar: string;
  /** The length of the ledger's days, for good: 86,400 but in tests. */
  readonly daySeconds: number;
  readonly parameters: AllianceParameters;
}

/** The number of the ledger's form. A release that changes keys or members of records takes the next one. Without a number it is 1. */
export const ledgerFormat = 2;

export interface AllianceRecord extends FoundingDocument {
  readonly docType: 'alliance';
  /** In which the ledger is written, since its founding. */
  readonly format: typeof ledgerFormat;
  readonly version: number;
  /** Hex. */
  readonly foundingHash: string;
}

/** Members cannot change these parameters, because what lies on the ledger is counted by them. */
export const lastingParameters = { timeZone: true, packagePeriodSeconds: true } as const;
export type LastingParameter = keyof typeof lastingParameters;

export type AllianceChange =
  | { readonly type: 'PARAMETERS'; readonly parameters: Partial<Omit<AllianceParameters, LastingParameter>> }
  | { readonly type: 'MEMBER'; readonly member: Member }
  | { readonly type: 'REDEMPTION'; readonly redemptionId: string; readonly verdict: 'BURN' | 'RETURN' };

/**
 * What long periods are counted in. The day is advanced by transactions and by nobody's clock, never back, and never so far
 * that it would begin after any endorser's time; day 0 begins with 1970 in the alliance's zone.
 */
export interface LedgerDayRecord {
  readonly docType: 'ledgerDay';
  readonly day: number;
  readonly advancedTime: string;
}

/** Of a proposal that has lapsed no record says so, but the ledger's day; see alliance.ts. */
export const proposalStatuses = ['OPEN', 'IN_FORCE', 'REJECTED'] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

export interface ProposalRecord {
  readonly docType: 'proposal';
  readonly proposalId: string;
  readonly change: AllianceChange;
  /** partyIds in the order of their votes. Only votes of members that endorse count, whenever votes are counted. */
  readonly approvals: readonly string[];
  readonly rejections: readonly string[];
  readonly status: ProposalStatus;
  readonly proposedTime: string;
  /** The last day of the ledger on which it is voted on. */
  readonly voteByDay: number;
}

export interface PartyRecord {
  readonly docType: 'party';
  readonly partyId: string;
  /** The current version of its public key. */
  readonly keyVersion: number;
}

export interface PartyKeyRecord {
  readonly docType: 'partyKey';
  readonly partyId: string;
  readonly version: number;
  /** RSA, SPKI in PEM. */
  readonly publicKey: string;
  readonly registeredTime: string;
}

export type PlanForm = 'JOINT' | 'FIRST_COME';
export type PlanStatus = 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN';

export interface JoinLimit {
  readonly sharedLimitRmb: number;
  readonly sharedRate: { readonly minBps: number; readonly maxBps: number };
  /** Fen per 10,000 RMB of confirmed limit. */
  readonly tokenRateFen: number;
  readonly participantCount: number;
  /** The least that one confirm takes in, besides all that is left; the alliance's where absent or below it. */
  readonly minConfirmRmb?: number | undefined;
  readonly startTime: string;
  readonly endTime: string;
  readonly form: PlanForm;
}

/** What the contributor publishes in clear, and the commitments to what it does not. */
export interface PlanContent {
  readonly borrowerPerson: { readonly amountRmb: number; readonly loanKind: LoanType };
  readonly carMortgageInfo?: { readonly mileageKm: number; readonly timeToBuy: string } | undefined;
  readonly riskControlResult: { readonly score: string; readonly loanLimitRmb: number; readonly shareLimitRmb: number };
  readonly joinLimit: JoinLimit;
  /** Hex; see sealed.ts. */
  readonly fieldsCommitment: string;
  /** Hex; see sealed.ts. */
  readonly keyCommitment: string;
}

export interface PlanRecord extends PlanContent {
  readonly docType: 'plan';
  /** `partyId:localId`. */
  readonly assetId: string;
  readonly contributor: string;
  readonly publishedTime: string;
  /** SHA-256 of the sealed record's bytes, hex. */
  readonly sealedHash: string;
  /** Version of the contributor's public key for which the data key is wrapped. */
  readonly keyVersion: number;
  readonly status: PlanStatus;
  readonly purged: boolean;
  readonly remainingLimitRmb: number;
  /**
   * Confirms that may be under way, in the order of the ledger. Payments do not touch the plan, so paid ones stand here until a
   * confirm finds the list full; refunded ones do not.
   */
  readonly confirmIds: readonly string[];
  /** In the order of their first confirms. */
  readonly participations: readonly Participation[];
}

/** How many confirms of a plan one institution has made. */
export interface Participation {
  readonly partyId: string;
  /** Under way or paid. With one or more it has one place. */
  readonly standing: number;
  readonly refunded: number;
}

export type ConfirmStatus = 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';

/** The data key, wrapped for a confirm's one-off key; see sealed.ts. Worthless without the sealed record. */
export interface Wrap {
  /** Uncompressed P-256 point, base64url. */
  readonly ephemeralPublicKey: string;
  /** AES key wrap (RFC 3394), base64url. */
  readonly wrappedKey: string;
}

/** One participation. While HELD or DELIVERED, tokenFen is in escrow: no longer the payer's, not yet the contributor's. */
export interface ConfirmRecord {
  readonly docType: 'confirm';
  /** `partyId:localId` of the participator. */
  readonly confirmId: string;
  readonly assetId: string;
  readonly partyId: string;
  readonly contributor: string;
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly tokenFen: number;
  readonly confirmTime: string;
  readonly deliverBy: string;
  /** From when on anybody may have an undelivered confirm refunded. */
  readonly refundFrom: string;
  readonly disputeWithinSeconds: number;
  /** Uncompressed P-256 point, base64url. */
  readonly oneOffPublicKey: string;
  readonly contributorKeyVersion: number;
  readonly participatorKeyVersion: number;
  readonly status: ConfirmStatus;
  readonly wrap?: Wrap;
  readonly deliveredTime?: string;
  /** Once delivered: whoever bought may dispute until a day of the ledger begins at that time or later. */
  readonly disputeBy?: string;
  readonly endedTime?: string;
  /** Why it is PAID or REFUNDED. */
  readonly endedBy?: EndedBy;
}

export type EndedBy = 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';

/** All tokens that ever came to be, so that no balance and no sum of amounts is ever beyond 2^53 - 1. */
export interface SupplyRecord {
  readonly docType: 'supply';
  readonly rechargedFen: number;
}

/** A token account. What is held stands in confirms and redemptions, what came in since the last debit in credits. */
export interface AccountRecord {
  readonly docType: 'account';
  readonly partyId: string;
  readonly balanceFen: number;
}

export const tokenCreditKinds = ['recharge', 'fee', 'refund', 'return', 'answerfee', 'answerrefund', 'income'] as const;
export type TokenCreditKind = (typeof tokenCreditKinds)[number];

/** An amount that came to an account and is not yet folded into its balance; it counts as balance all the same. */
export interface TokenCreditRecord {
  readonly docType: 'tokenCredit';
  /** `kind:partyId:localId`: the kind, and the recharge, confirm, redemption, answer or payout that it comes from. */
  readonly tokenCreditId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly time: string;
}

export interface RechargeRecord {
  readonly docType: 'recharge';
  /** `partyId:localId` of the issuer. */
  readonly rechargeId: string;
  /** Whose account is recharged. */
  readonly partyId: string;
  readonly amountFen: number;
  readonly paymentReference: string;
  readonly rechargeTime: string;
}

/**
 * SETTLED: the issuer says that it has paid. ACKNOWLEDGED, EXPIRED, BURNED: the tokens are burnt; the rest: returned. EXPIRED:
 * nobody objected in time. BURNED, RETURNED: the members decided about an objection; UNDECIDED: they did not in time.
 */
export const redemptionStatuses = [
  'REQUESTED',
  'SETTLED',
  'OBJECTED',
  'ACKNOWLEDGED',
  'EXPIRED',
  'BURNED',
  'REJECTED',
  'CANCELLED',
  'RETURNED',
  'UNDECIDED',
] as const;
export type RedemptionStatus = (typeof redemptionStatuses)[number];

export const burntStatuses: readonly RedemptionStatus[] = ['ACKNOWLEDGED', 'EXPIRED', 'BURNED'];
export const heldRedemptionStatuses: readonly RedemptionStatus[] = ['REQUESTED', 'SETTLED', 'OBJECTED'];
export const heldConfirmStatuses: readonly ConfirmStatus[] = ['HELD', 'DELIVERED'];

export interface RedemptionRecord {
  readonly docType: 'redemption';
  /** `partyId:localId` of the holder. */
  readonly redemptionId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly status: RedemptionStatus;
  readonly requestedTime: string;
  /** As the alliance had it at the request. */
  readonly objectWithinSeconds: number;
  /** As the alliance had it at the request. */
  readonly decideWithinDays: number;
  /** From when on, by the ledger's day, the holder may cancel what is not settled. */
  readonly cancelFrom: string;
  readonly paymentReference?: string;
  readonly settledTime?: string;
  /** Until when, by the ledger's day, the holder may object. */
  readonly objectBy?: string;
  readonly objectedTime?: string;
  /** Until when, by the ledger's day, the members may decide about the objection. */
  readonly decideBy?: string;
  readonly endedTime?: string;
}

/** An evaluator's public key of the VOPRF (RFC 9497, ristretto255-SHA512). It never changes: another key makes other subjects. */
export interface EvaluatorRecord {
  readonly docType: 'evaluator';
  readonly partyId: string;
  /** 32 bytes, base64url. */
  readonly publicKey: string;
  readonly registeredTime: string;
}

/** Blinded identity numbers that an institution asks both evaluators about. */
export interface EvaluationRecord {
  readonly docType: 'evaluation';
  /** `partyId:localId` of the asker. */
  readonly evaluationId: string;
  readonly partyId: string;
  /** Group elements, 32 bytes each, base64url. */
  readonly blinded: readonly string[];
  readonly askedTime: string;
}

/** One evaluator's answer, in the order of the question, with one proof (DLEQ) for all. The asker checks it. */
export interface EvaluationAnswerRecord {
  readonly docType: 'evaluationAnswer';
  readonly evaluationId: string;
  readonly evaluator: string;
  /** Group elements, 32 bytes each, base64url. */
  readonly evaluated: readonly string[];
  /** 64 bytes, base64url. */
  readonly proof: string;
  readonly answeredTime: string;
}

/** What an institution has had evaluated on the latest day on which it asked. */
export interface AllowanceRecord {
  readonly docType: 'allowance';
  readonly partyId: string;
  /** `YYYY-MM-DD` in the alliance's zone. */
  readonly day: string;
  readonly used: number;
}

/** Somebody whom at least one institution has verified: a person or an enterprise. Nothing here says which, or who did. */
export interface SubjectRecord {
  readonly docType: 'subject';
  /** SHA-256 over the identity key, hex. */
  readonly subjectId: string;
  /** Made from both evaluators' outputs: who signs with it had the number evaluated. Uncompressed P-256 point, base64url. */
  readonly identityKey: string;
  /** Whether the subject ever had a signing key. */
  readonly keyed: boolean;
}

/** One institution's verification of a subject, under an identifier that only the institution can connect with itself. */
export interface AttachmentRecord {
  readonly docType: 'attachment';
  /** The first 128 bits of SHA-256 over the attachment's key, hex. The key is revealed with an objection. */
  readonly attachmentId: string;
  readonly subjectId: string;
  /** Salted, over method and evidence; hex. */
  readonly verificationCommitment: string;
  /** By the identity key; see signatures.ts. */
  readonly identitySignature: string;
  readonly attachedTime: string;
  readonly day: number;
}

/**
 * A signing key of a subject: ECDSA on P-256. Whoever knows a person's number can add one, so a key that no counting key of the
 * subject signed for waits, unless it is the first. A first key counts at once, but not for what shows or uses up the subject's own.
 */
export interface SubjectKeyRecord {
  readonly docType: 'subjectKey';
  readonly subjectId: string;
  /** SHA-256 over the point, hex. */
  readonly keyId: string;
  /** Uncompressed point, base64url. */
  readonly publicKey: string;
  /** The key's signature that proves its possession; see signatures.ts. */
  readonly possession: string;
  /** For which own reports are wrapped that are consented to with this key; without it, it consents to none. */
  readonly report?: ReportKey | undefined;
  /** By the identity key; see signatures.ts. */
  readonly identitySignature: string;
  /** By a counting key of the subject. */
  readonly signedBy?: KeySignature | undefined;
  readonly addedTime: string;
  readonly day: number;
  /** The first day on which its signatures count. */
  readonly countsFromDay: number;
  /** The first day on which they count for an own report or a dispute, too. */
  readonly reportsFromDay: number;
  /** From then on its signatures count no more. */
  readonly revokedTime?: string;
  readonly revokedBy?: KeyRevoker;
}

/** A person opens own reports with it. It counts as long as the signing key with which it was added. */
export interface ReportKey {
  /** Uncompressed P-256 point, base64url. */
  readonly publicKey: string;
  /** Over the same text as the signing key's, by the private half of this one. */
  readonly possession: string;
}

/** A key of the subject, and its signature. */
export interface KeySignature {
  readonly keyId: string;
  readonly signature: string;
}

/** The key itself or another key of the subject; or an institution that had verified the subject when the key was added. */
export type KeyRevoker =
  | { readonly type: 'KEY'; readonly keyId: string }
  | { readonly type: 'ATTACHMENT'; readonly attachmentId: string };

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

/** What both sides sign; see signatures.ts. The terms themselves are in the sealed record. */
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
  /** After that time the registration is not taken any more. */
  readonly signBy: string;
  /** The record whose early end this one belongs to. */
  readonly renews?: string | undefined;
  /** The record that this one puts right. */
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
  /** Of one answer; 0 unless the level is PAID. */
  readonly priceFen?: number;
  /** The latest day of its feedbacks, that of its correction where there are none; retention of the terms is counted from it. */
  readonly lastFeedbackDay?: number;
  readonly renewedBy?: string;
  readonly correctedBy?: string;
  /** The nearest record with feedbacks among those that this one corrects, one after another: nothing here is told longer than there. */
  readonly replaces?: string;
  readonly disputeIds: readonly string[];
  /** The sealed terms, and what was said in disputes, are gone. */
  readonly purged: boolean;
}

/** What the lender signs of a feedback. The outcome itself is in the sealed details. */
export interface FeedbackContent {
  readonly feedbackCommitment: string;
  readonly keyCommitment: string;
  /** An extension's new maturity; random where nothing more falls due. Hex, as maturityCommitment. */
  readonly nextDueCommitment: string;
  readonly level: CreditLevel;
  readonly priceFen: number;
  /** The feedback of the same record that this one puts right. */
  readonly corrects?: number | undefined;
  /** The registration with which it ends the record early: nothing else may end it so. */
  readonly renewedBy?: string | undefined;
}

export interface CreditFeedbackRecord extends FeedbackContent {
  readonly docType: 'creditFeedback';
  readonly recordId: string;
  /** From 1. */
  readonly number: number;
  readonly signature: string;
  readonly sealedHash: string;
  /** The maturity that it opened. An early end stands in its place and has opened none: whatever corrects it has to. */
  readonly dueCommitment: string;
  readonly feedbackTime: string;
  /** The ledger's, or that of the feedback which this one puts right or, in a corrected record's place, replaces; retention is counted from it. */
  readonly day: number;
  /** The sealed details are gone. */
  readonly purged: boolean;
}

/** Why somebody is asked about. OWN_REPORT: in the subject's own name, for a key of the subject. */
export const queryPurposes = ['LOAN_APPLICATION', 'LOAN_MANAGEMENT', 'GUARANTEE', 'OWN_REPORT'] as const;
export type QueryPurpose = (typeof queryPurposes)[number];

/** What a subject signs so that an institution may ask about it; see signatures.ts. */
export interface ConsentContent {
  readonly subjectId: string;
  /** The key that signs. The consent ends with it, and answers of an own report are wrapped for its report key. */
  readonly keyId: string;
  /** Who may ask. */
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
  /** From then on nothing may be asked under it, nor answered, nor read again. */
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

/** That somebody asked: for the summary where there are no answers, for the details of the answers' records otherwise. */
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
  /** What is asked for: 0 the terms, n the n-th feedback; ascending. */
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
  /** Once delivered: whoever bought may dispute until a day of the ledger begins at that time or later. */
  readonly disputeBy?: string;
  readonly endedTime?: string;
  readonly endedBy?: EndedBy;
}

/** UPHELD: the subject is right, a correction follows. REJECTED: the mark is lifted. UNDETERMINED: the mark stays. */
export const disputeVerdicts = ['UPHELD', 'REJECTED', 'UNDETERMINED'] as const;
export type DisputeVerdict = (typeof disputeVerdicts)[number];

/** The borrower's objection to a record, signed with its key. The texts are sealed for the members (sealed.ts). */
export interface CreditDisputeRecord {
  readonly docType: 'creditDispute';
  /** From what the borrower signed (identifierFrom), hex. */
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
  /** By the record's lender. */
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

/** What the registrar passed on to lenders of a period's income. */
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

/**
 * Written once so that a payment reference, a one-off key or a key of a subject is not used again. That of a one-off key lies under the
 * institution that used it, so that nobody can use up another's.
 */
export interface UsedRecord {
  readonly docType: 'used';
  readonly what: 'payment' | 'oneOffKey' | 'subjectKey';
  /** The payment reference, or SHA-256 of the key in hex. */
  readonly value: string;
  /** The identifier that used it. */
  readonly by: string;
}

export type LedgerRecord =
  | AllianceRecord
  | ProposalRecord
  | PartyRecord
  | PartyKeyRecord
  | PlanRecord
  | ConfirmRecord
  | AccountRecord
  | SupplyRecord
  | TokenCreditRecord
  | RechargeRecord
  | RedemptionRecord
  | EvaluatorRecord
  | EvaluationRecord
  | EvaluationAnswerRecord
  | AllowanceRecord
  | SubjectRecord
  | AttachmentRecord
  | SubjectKeyRecord
  | CreditRecord
  | CreditFeedbackRecord
  | LedgerDayRecord
  | ConsentRecord
  | ConsentRevocationRecord
  | CreditQueryRecord
  | CreditAnswerRecord
  | CreditDisputeRecord
  | PayoutRecord
  | UsedRecord;
