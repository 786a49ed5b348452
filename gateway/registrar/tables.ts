/** The tables of the registrar: what it has posted, who brought answers, and what it passes on. */
import type { ColumnType } from 'kysely';
import type { Schema } from '../store/migrate';
import type { Bigint } from '../store/schema';

/** The lenders that brought the answers that the registrar posted. */
export interface AnswerLendersTable {
  readonly answer_id: string;
  /** The lender, sealed by the vault. */
  readonly sealed: string;
  /** The payout with which the price was passed on. */
  readonly period: ColumnType<string | number | null, number | null | undefined, number | null>;
}

export type RegistrarTables = {
  /** Up to which period packages are posted, and the last period taken from each lender. */
  readonly credit_posting: { readonly name: string; readonly period: Bigint };
  readonly answer_lenders: AnswerLendersTable;
  /** Transfers that were decided for a period; JSON. */
  readonly kept_payouts: { readonly period: Bigint; readonly transfers: string };
};

export const registrarSchema: Schema = {
  'registrar-0001': [
    'create table if not exists credit_posting (name text primary key, period bigint not null)',
    'create table if not exists answer_lenders (answer_id text primary key, sealed text not null, period bigint)',
    'create table if not exists kept_payouts (period bigint primary key, transfers text not null)',
  ],
};
