/** What the store knows of answers, income, disputes and the ledger's day, for lenders and for the registrar. */
import type { CreditAnswerRecord, CreditDisputeRecord, PayoutRecord } from '../../chaincode/api/records';
import type { Page, Paged } from './pages';

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

  dispute(disputeId: string): Promise<CreditDisputeRecord | undefined>;
  /** Newest first. */
  disputes(filter: DisputeFilter, page: Page): Promise<Paged<CreditDisputeRecord>>;
  disputesOf(recordId: string): Promise<readonly CreditDisputeRecord[]>;
  /** Answers what is kept: the first, where there was one. Forgets those that are older than `since`. */
  keepDisputeDraft(draft: DisputeDraft, since: string): Promise<DisputeDraft>;
  /** Undefined also where it is older than `since`. */
  disputeDraft(disputeId: string, since: string): Promise<DisputeDraft | undefined>;
}
