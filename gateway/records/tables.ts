/** The tables of credit records: drafts, feedbacks, prompts and statements of disputes. */
import type { Schema } from '../store/migrate';

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
