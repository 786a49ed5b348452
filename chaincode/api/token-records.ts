/** Records of tokens: accounts, what comes to them, recharges and redemptions. Amounts are in fen. */

/** All tokens that ever came to be, so that no balance and no sum of amounts is ever beyond 2^53 - 1. */
export interface SupplyRecord {
  readonly docType: 'supply';
  readonly rechargedFen: number;
}

/** A token account. Confirms and redemptions say what is held; token credits say what came in since the last debit. */
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
  /** The institution whose account is recharged. */
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

export interface RedemptionRecord {
  readonly docType: 'redemption';
  /** `partyId:localId` of the holder. */
  readonly redemptionId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly status: RedemptionStatus;
  readonly requestedTime: string;
  /** The alliance's parameter at the time of the request. */
  readonly objectWithinSeconds: number;
  /** The alliance's parameter at the time of the request. */
  readonly decideWithinDays: number;
  /** From this time on, by the ledger's day, the holder may cancel a redemption that is not settled. */
  readonly cancelFrom: string;
  readonly paymentReference?: string;
  readonly settledTime?: string;
  /** Until this time, by the ledger's day, the holder may object. */
  readonly objectBy?: string;
  readonly objectedTime?: string;
  /** Until this time, by the ledger's day, the members may decide about the objection. */
  readonly decideBy?: string;
  readonly endedTime?: string;
}
