/** What the store knows of answers, income, disputes and the ledger's day, for lenders and for the registrar. */
import type {
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
  CreditRecord,
  PayoutRecord,
  Transfer,
} from '../../chaincode/api/records';
import type { Page, Paged } from './pages';

/** The registrar's: who brought an answer, sealed by the vault. */
export interface AnswerLender {
  readonly answerId: string;
  readonly sealed: string;
}

/** An answer whose price the registrar was paid and has not passed on. */
export interface PaidAnswer extends AnswerLender {
  readonly tokenFen: number;
}

export interface KeptPayout {
  readonly period: number;
  readonly transfers: readonly Transfer[];
}

/** What is passed on; what of the paid answers is not named waits for the next period. */
export interface PayoutDecision {
  readonly transfers: readonly Transfer[];
  readonly passedOn: readonly string[];
}

export interface DisputeDraft {
  readonly disputeId: string;
  /** ISO. */
  readonly created: string;
  readonly sealed: string;
}

export interface DisputeFilter {
  readonly status?: CreditDisputeRecord['status'] | undefined;
  /** Whether it is open and its last day to answer is before the day. */
  readonly overdue?: { readonly is: boolean; readonly day: number } | undefined;
  /** Those of own records only, or also those of subjects who were verified here, or all. */
  readonly whose: 'LENT_HERE' | 'KNOWN_HERE' | 'ALL';
}

/** Work lists are oldest first and hold at most `limit`. Own records are those that took effect and were filed here. */
export interface LendingStore {
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;

  answer(answerId: string): Promise<CreditAnswerRecord | undefined>;
  /** Of own records: HELD, deliverBy has not passed, and nothing of it waits in the outbox. */
  answersToGive(now: string, limit: number): Promise<readonly CreditAnswerRecord[]>;
  /** Of own records: PAID, not for nothing; newest first. */
  sales(page: Page): Promise<Paged<CreditAnswerRecord>>;
  /** Newest first. */
  payouts(limit: number): Promise<readonly PayoutRecord[]>;
  payout(period: number): Promise<PayoutRecord | undefined>;

  /** Feedbacks, and records by their last feedback, of a day before the given one, and not purged. */
  feedbacksToPurge(before: number, limit: number): Promise<readonly CreditFeedbackRecord[]>;
  recordsToPurge(before: number, limit: number): Promise<readonly CreditRecord[]>;

  /** Durable when it answers; who was noted first stays. */
  noteLenders(lenders: readonly AnswerLender[]): Promise<void>;
  /**
   * Decides once what is passed on for a period and keeps it, in one SQL transaction. False where that was done before: then
   * nothing was changed. Forgets who brought answers that were refunded, or passed on some payouts ago.
   */
  keepPayout(period: number, decide: (paid: readonly PaidAnswer[]) => PayoutDecision): Promise<boolean>;
  /** Kept, not empty, and not on the ledger. */
  payoutsToPost(limit: number): Promise<readonly KeptPayout[]>;

  dispute(disputeId: string): Promise<CreditDisputeRecord | undefined>;
  /** Newest first. */
  disputes(filter: DisputeFilter, page: Page): Promise<Paged<CreditDisputeRecord>>;
  disputesOf(recordId: string): Promise<readonly CreditDisputeRecord[]>;
  /** Answers what is kept: the first, where there was one. Forgets those that are older than `since`. */
  keepDisputeDraft(draft: DisputeDraft, since: string): Promise<DisputeDraft>;
  /** Undefined also where it is older than `since`. */
  disputeDraft(disputeId: string, since: string): Promise<DisputeDraft | undefined>;
}
