/**
 * The records in the ledger's public state, as every member's node operator can read them. Each noun has a file of its own.
 *
 * Amounts are integers with the unit in their name: Rmb is whole yuan, Fen is 1/100 token (1 token = 1 RMB), Bps is 1/100
 * per cent a year. Times are ISO 8601 in UTC with milliseconds, taken from the transaction's timestamp.
 */
import type { AllianceRecord, LedgerDayRecord, PartyKeyRecord, PartyRecord, ProposalRecord } from './alliance-records';
import type { CreditDisputeRecord, CreditFeedbackRecord, CreditRecord } from './credit-records';
import type { ConfirmRecord, PlanRecord } from './plan-records';
import type {
  ConsentRecord,
  ConsentRevocationRecord,
  CreditAnswerRecord,
  CreditQueryRecord,
  PayoutRecord,
} from './query-records';
import type {
  AllowanceRecord,
  AttachmentRecord,
  EvaluationAnswerRecord,
  EvaluationRecord,
  EvaluatorRecord,
  SubjectKeyRecord,
  SubjectRecord,
} from './subject-records';
import type { AccountRecord, RechargeRecord, RedemptionRecord, SupplyRecord, TokenCreditRecord } from './token-records';

export * from './alliance-records';
export * from './credit-records';
export * from './plan-records';
export * from './query-records';
export * from './subject-records';
export * from './token-records';

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
