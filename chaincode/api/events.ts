/**
 * What a transaction announces. Fabric keeps one event a transaction, so its payload is canonical JSON `{events: […]}` under
 * the name `tallystick`; listeners get them one by one. Names follow the source documents.
 */
import type { ConfirmStatus, PlanStatus, ProposalStatus, RedemptionStatus } from './records';

export const transactionEventName = 'tallystick';

interface ExchangeParties {
  readonly assetId: string;
  readonly confirmId: string;
  readonly contributor: string;
  readonly participator: string;
}

export type AllianceEvent =
  | { readonly name: 'AllianceEvent'; readonly eventName: 'FOUNDED'; readonly version: number }
  | {
      readonly name: 'AllianceEvent';
      readonly eventName: 'PROPOSED' | 'VOTED' | 'DECIDED';
      readonly proposalId: string;
      readonly status: ProposalStatus;
    };

export interface PartyKeyEvent {
  readonly name: 'PartyKeyEvent';
  readonly partyId: string;
  readonly version: number;
}

/** A plan is new or changed its status. REOPENED: a refund gave limit back to a FILLED plan. */
export interface LoanSharedPlanEvent {
  readonly name: 'LoanSharedPlanEvent';
  readonly eventName: 'PUBLISHED' | 'FILLED' | 'REOPENED' | 'CLOSED' | 'WITHDRAWN' | 'PURGED';
  readonly assetId: string;
  readonly contributor: string;
  readonly status: PlanStatus;
  readonly remainingLimitRmb: number;
}

/** A participator confirmed; its fee is held. */
export interface OrgConfirmAssetEvent extends ExchangeParties {
  readonly name: 'OrgConfirmAssetEvent';
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly tokenFen: number;
  readonly status: ConfirmStatus;
}

/** The data key was re-encrypted for the participator. */
export interface DataProcessingEvent extends ExchangeParties {
  readonly name: 'DataProcessingEvent';
  readonly eventName: 'REENCRYPTED';
  readonly status: ConfirmStatus;
}

/** An exchange ended: the held fee went to the contributor (PAID) or back to the participator (REFUNDED). */
export interface ExchangeSettledEvent extends ExchangeParties {
  readonly name: 'ExchangeSettledEvent';
  readonly eventName: 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
  readonly tokenFen: number;
  readonly status: 'PAID' | 'REFUNDED';
}

export interface TokenRechargeEvent {
  readonly name: 'TokenRechargeEvent';
  readonly rechargeId: string;
  readonly partyId: string;
  readonly amountFen: number;
}

export interface TokenRedemptionEvent {
  readonly name: 'TokenRedemptionEvent';
  /** The status that the redemption has now. */
  readonly eventName: RedemptionStatus;
  readonly redemptionId: string;
  readonly partyId: string;
  readonly amountFen: number;
}

/** ASKED: both evaluators are to answer. ANSWERED: one has. */
export interface EvaluationEvent {
  readonly name: 'EvaluationEvent';
  readonly eventName: 'ASKED' | 'ANSWERED';
  readonly evaluationId: string;
  /** Who asked, or who answered. */
  readonly partyId: string;
}

/** Nothing tells a first verification from a later one. */
export interface SubjectEvent {
  readonly name: 'SubjectEvent';
  readonly eventName: 'ATTACHED' | 'KEY_ADDED' | 'KEY_REVOKED';
  readonly subjectId: string;
}

export interface CreditRecordEvent {
  readonly name: 'CreditRecordEvent';
  readonly eventName: 'REGISTERED' | 'RENEWED' | 'CORRECTED' | 'FEEDBACK' | 'LEVEL_SET';
  readonly recordId: string;
  /** The borrower. */
  readonly subjectId: string;
}

export type LedgerEvent =
  | AllianceEvent
  | PartyKeyEvent
  | LoanSharedPlanEvent
  | OrgConfirmAssetEvent
  | DataProcessingEvent
  | ExchangeSettledEvent
  | TokenRechargeEvent
  | TokenRedemptionEvent
  | EvaluationEvent
  | SubjectEvent
  | CreditRecordEvent;

export type LedgerEventName = LedgerEvent['name'];

export const ledgerEventNames = [
  'AllianceEvent',
  'PartyKeyEvent',
  'LoanSharedPlanEvent',
  'OrgConfirmAssetEvent',
  'DataProcessingEvent',
  'ExchangeSettledEvent',
  'TokenRechargeEvent',
  'TokenRedemptionEvent',
  'EvaluationEvent',
  'SubjectEvent',
  'CreditRecordEvent',
] as const satisfies readonly LedgerEventName[];

export interface TransactionEvents {
  readonly events: readonly LedgerEvent[];
}
