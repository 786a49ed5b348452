/** Records of plans and of the confirms that take part in them. */

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

export type PlanForm = 'JOINT' | 'FIRST_COME';
export const planStatuses = ['OPEN', 'FILLED', 'CLOSED', 'WITHDRAWN'] as const;
export type PlanStatus = (typeof planStatuses)[number];

export interface JoinLimit {
  readonly sharedLimitRmb: number;
  readonly sharedRate: { readonly minBps: number; readonly maxBps: number };
  /** Fen per 10,000 RMB of confirmed limit. */
  readonly tokenRateFen: number;
  readonly participantCount: number;
  /** The least limit of one confirm, unless it takes all that is left. The alliance's minimum holds where this is absent or less. */
  readonly minConfirmRmb?: number | undefined;
  readonly startTime: string;
  readonly endTime: string;
  readonly form: PlanForm;
}

/** The contributor publishes these conditions in clear, with commitments to the borrower's data. */
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
  /** Confirms that are under way or paid. One or more of them take one place. */
  readonly standing: number;
  readonly refunded: number;
}

export const confirmStatuses = ['HELD', 'DELIVERED', 'PAID', 'REFUNDED'] as const;
export type ConfirmStatus = (typeof confirmStatuses)[number];
export const heldConfirmStatuses: readonly ConfirmStatus[] = ['HELD', 'DELIVERED'];

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
  /** From this time on any member may have an undelivered confirm refunded. */
  readonly refundFrom: string;
  readonly disputeWithinSeconds: number;
  /** Uncompressed P-256 point, base64url. */
  readonly oneOffPublicKey: string;
  readonly contributorKeyVersion: number;
  readonly participatorKeyVersion: number;
  readonly status: ConfirmStatus;
  readonly wrap?: Wrap;
  readonly deliveredTime?: string;
  /** Set with the delivery: the buyer may dispute until a day of the ledger begins at this time or later. */
  readonly disputeBy?: string;
  readonly endedTime?: string;
  /** The reason why it is PAID or REFUNDED. */
  readonly endedBy?: EndedBy;
}

export const endings = ['ACCEPTED', 'DISPUTED', 'EXPIRED'] as const;
export type EndedBy = (typeof endings)[number];
