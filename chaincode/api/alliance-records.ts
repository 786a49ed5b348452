/** Records of the alliance: its members and parameters, their proposals, the ledger's day, and the members' public keys. */
import type { TimeZone } from './time-zones';

export const partyOrgTypes = ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER', 'REGULATOR'] as const;
export type PartyOrgType = (typeof partyOrgTypes)[number];

export interface Member {
  readonly partyId: string;
  readonly partyName: string;
  readonly partyOrgType: PartyOrgType;
  /** True where its peers endorse and its votes count; never for a regulator. */
  readonly endorses: boolean;
}

/** Rules that the members can change by vote. A period that began before a change keeps its deadline. */
export interface AllianceParameters {
  /** All days are counted in this zone: those of the ledger, and those that are given without a time. It never changes. */
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
  /** How often every lender hands a package to the registrar. It never changes. */
  readonly packagePeriodSeconds: number;
  /** The length of every package as it lies in the collection, whatever it holds. */
  readonly packageBytes: number;
  /** The highest price of one answer. */
  readonly maxPriceFen: number;
  /** True where a summary needs a consent, as details always do. */
  readonly summaryNeedsConsent: boolean;
  readonly maxConsentSeconds: number;
  readonly maxConsentUses: number;
  /** Days of the ledger for which a feedback is disclosed and its details are kept. */
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
  /** The member that posts what lenders hand over sealed (credit records). */
  readonly registrar: string;
  /** The length of the ledger's days, for good: 86,400 but in tests. */
  readonly daySeconds: number;
  readonly parameters: AllianceParameters;
}

/** The number of the ledger's form. A release that changes keys or members of records takes the next one. Without a number it is 1. */
export const ledgerFormat = 2;

export interface AllianceRecord extends FoundingDocument {
  readonly docType: 'alliance';
  /** The format in which the ledger is written since its founding. */
  readonly format: typeof ledgerFormat;
  readonly version: number;
  /** Hex. */
  readonly foundingHash: string;
}

/** Members cannot change these parameters, because the ledger's days and periods are counted by them. */
export const lastingParameters = { timeZone: true, packagePeriodSeconds: true } as const;
export type LastingParameter = keyof typeof lastingParameters;

export type AllianceChange =
  | { readonly type: 'PARAMETERS'; readonly parameters: Partial<Omit<AllianceParameters, LastingParameter>> }
  | { readonly type: 'MEMBER'; readonly member: Member }
  | { readonly type: 'REDEMPTION'; readonly redemptionId: string; readonly verdict: 'BURN' | 'RETURN' };

/**
 * Long periods are counted in the ledger's days. Transactions advance the day and no clock does. It never goes back, and never so far
 * that it would begin after any endorser's time. Day 0 begins with 1970 in the alliance's zone.
 */
export interface LedgerDayRecord {
  readonly docType: 'ledgerDay';
  readonly day: number;
  readonly advancedTime: string;
}

/** No record says that a proposal has lapsed; that follows from the ledger's day (alliance.ts). */
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
