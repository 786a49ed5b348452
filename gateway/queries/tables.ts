/** The tables of credit queries: what answers open to, and who read it. */
import type { Kysely } from 'kysely';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

/** Details of answers, sealed by the vault, for as long as consent and retention allow. */
export interface CreditOpenedTable {
  readonly answer_id: string;
  readonly part: string;
  readonly consent_id: string;
  readonly not_after: string;
  readonly day: number;
  readonly sealed: string;
}

export interface CreditReadsTable {
  readonly query_id: string;
  /** The time, and something random. */
  readonly position: string;
  readonly user_name: string;
  readonly time: string;
}

export type QueryTables = {
  readonly credit_opened: CreditOpenedTable;
  readonly credit_reads: CreditReadsTable;
};

/** The platform's tables, and these. */
export type QueryDatabase = Kysely<Tables & QueryTables>;

export const querySchema: Schema = {
  'queries-0001': [
    `create table if not exists credit_opened (
      answer_id text not null, part text not null, consent_id text not null, not_after text not null, day integer not null,
      sealed text not null, primary key (answer_id, part)
    )`,
    'create index if not exists credit_opened_by_consent_id on credit_opened (consent_id)',
    'create index if not exists credit_opened_by_not_after on credit_opened (not_after)',
    'create index if not exists credit_opened_by_day on credit_opened (day)',
    `create table if not exists credit_reads (
      query_id text not null, position text not null, user_name text not null, time text not null,
      primary key (query_id, position)
    )`,
  ],
};
