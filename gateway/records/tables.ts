/** The tables of credit records: drafts, feedbacks, prompts and statements of disputes. */
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

export type OwnRecordStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'EFFECTIVE';
export type OwnFeedbackStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'RECORDED';

/** Nothing that tells terms, names or sides stands here in clear. */
export interface CreditRecordsTable {
  readonly record_id: string;
  /** When it was filed, and the identifier. */
  readonly position: string;
  readonly status: OwnRecordStatus;
  /** Counts the changes; whoever writes says which one it follows. */
  readonly version: number;
  readonly sign_by: string;
  /** The maturity that awaits a feedback, once it has come. */
  readonly due_time: string | null;
  /** The same, or that there is none, before it has come: a mark of its day, and sealed by the vault. */
  readonly due_mark: string;
  readonly due_sealed: string;
  /** Marks of the vault. */
  readonly borrower_mark: string;
  readonly lender_mark: string;
  readonly sealed: string;
}

export interface CreditFeedbacksTable {
  readonly record_id: string;
  readonly number: number;
  readonly status: OwnFeedbackStatus;
  readonly version: number;
  /** The maturity that the feedback sets, or that there is none: a mark of its day, and sealed by the vault. */
  readonly next_due_mark: string;
  readonly next_due_sealed: string;
  /** When it is of no use any more if it is not recorded. */
  readonly expires: string | null;
  readonly sealed: string;
}

export interface CreditPromptsTable {
  /** When it was prompted, and the record. */
  readonly position: string;
  readonly record_id: string;
  readonly maturity_time: string;
  readonly prompted_time: string;
}

/** Statements that wait for the borrower's signature. */
export interface DisputeDraftsTable {
  readonly dispute_id: string;
  /** ISO. */
  readonly created: string;
  readonly sealed: string;
}

export type RecordTables = {
  readonly credit_records: CreditRecordsTable;
  readonly credit_feedbacks: CreditFeedbacksTable;
  readonly credit_prompts: CreditPromptsTable;
  readonly dispute_drafts: DisputeDraftsTable;
};

/** The platform's tables, and these. */
export type RecordDatabase = Kysely<Tables & RecordTables>;
export type RecordTransaction = Transaction<Tables & RecordTables>;

export const creditRecordSchema: Schema = {
  'records-0001': [
    `create table if not exists credit_records (
      record_id text primary key, position text not null, status text not null, version integer not null,
      sign_by text not null, due_time text, due_mark text not null, due_sealed text not null, borrower_mark text not null,
      lender_mark text not null, sealed text not null
    )`,
    'create index if not exists credit_records_by_position on credit_records (position)',
    'create index if not exists credit_records_by_status on credit_records (status, due_time)',
    'create index if not exists credit_records_by_due_mark on credit_records (due_mark) where due_time is null',
    'create index if not exists credit_records_waiting on credit_records (position) where due_time is null',
    `create table if not exists credit_feedbacks (
      record_id text not null, number integer not null, status text not null, version integer not null,
      next_due_mark text not null, next_due_sealed text not null, expires text, sealed text not null,
      primary key (record_id, number)
    )`,
    'create index if not exists credit_feedbacks_by_status on credit_feedbacks (status, record_id, number)',
    `create table if not exists credit_prompts (
      record_id text not null, position text not null, maturity_time text not null, prompted_time text not null,
      primary key (record_id, maturity_time)
    )`,
    'create index if not exists credit_prompts_by_position on credit_prompts (position)',
    'create table if not exists dispute_drafts (dispute_id text primary key, created text not null, sealed text not null)',
  ],
};
