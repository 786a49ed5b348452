/**
 * The events that a transaction announces. Fabric keeps one event a transaction, so its payload is canonical JSON `{events: […]}` under
 * the name `tallystick`; listeners get them one by one. Names follow the source documents.
 */
import type { ConfirmStatus, PlanStatus, ProposalStatus, QueryPurpose, RedemptionStatus, Transfer } from './records';

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
    }
  | { readonly name: 'AllianceEvent'; readonly eventName: 'DAY_ADVANCED'; readonly day: number };

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
export interface ExchangeEndedEvent extends ExchangeParties {
  readonly name: 'ExchangeEndedEvent';
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
  /** The institution that asked or answered. */
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
  readonly eventName:
    | 'REGISTERED'
    | 'RENEWED'
    | 'CORRECTED'
    | 'FEEDBACK'
    | 'LEVEL_SET'
    | 'DISPUTED'
    | 'DISPUTE_ANSWERED'
    | 'PURGED';
  readonly recordId: string;
  /** The borrower. */
  readonly subjectId: string;
}

export interface ConsentEvent {
  readonly name: 'ConsentEvent';
  readonly eventName: 'GRANTED' | 'REVOKED';
  readonly consentId: string;
  readonly subjectId: string;
  /** The institution that may ask, or might. */
  readonly partyId: string;
}

/** Somebody asked about a subject; what it may cost is held. */
export interface CreditQueryEvent {
  readonly name: 'CreditQueryEvent';
  readonly queryId: string;
  readonly subjectId: string;
  readonly partyId: string;
  readonly purpose: QueryPurpose;
  readonly tokenFen: number;
}

/** DELIVERED: the data keys are there. The others end the answer: PAID to the registrar, or REFUNDED. */
export interface CreditAnswerEvent {
  readonly name: 'CreditAnswerEvent';
  readonly eventName: 'DELIVERED' | 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
  readonly answerId: string;
  readonly recordId: string;
  /** The institution that asked. */
  readonly partyId: string;
  readonly registrar: string;
  readonly tokenFen: number;
  readonly status: ConfirmStatus;
}

/** The registrar passed a period's income on. */
export interface CreditPayoutEvent {
  readonly name: 'CreditPayoutEvent';
  readonly period: number;
  /** The registrar. */
  readonly partyId: string;
  readonly transfers: readonly Transfer[];
}

export type LedgerEvent =
  | AllianceEvent
  | PartyKeyEvent
  | LoanSharedPlanEvent
  | OrgConfirmAssetEvent
  | DataProcessingEvent
  | ExchangeEndedEvent
  | TokenRechargeEvent
  | TokenRedemptionEvent
  | EvaluationEvent
  | SubjectEvent
  | CreditRecordEvent
  | ConsentEvent
  | CreditQueryEvent
  | CreditAnswerEvent
  | CreditPayoutEvent;

export type LedgerEventName = LedgerEvent['name'];

export const ledgerEventNames = [
  'AllianceEvent',
  'PartyKeyEvent',
  'LoanSharedPlanEvent',
  'OrgConfirmAssetEvent',
  'DataProcessingEvent',
  'ExchangeEndedEvent',
  'TokenRechargeEvent',
  'TokenRedemptionEvent',
  'EvaluationEvent',
  'SubjectEvent',
  'CreditRecordEvent',
  'ConsentEvent',
  'CreditQueryEvent',
  'CreditAnswerEvent',
  'CreditPayoutEvent',
] as const satisfies readonly LedgerEventName[];

export interface TransactionEvents {
  readonly events: readonly LedgerEvent[];
}
