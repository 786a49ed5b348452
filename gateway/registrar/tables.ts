/** The tables of the registrar: what it has posted, who brought answers, and what it passes on. */
import type { Schema } from '../store/migrate';

export const registrarSchema: Schema = {
  'registrar-0001': [
    'create table if not exists credit_posting (name text primary key, period bigint not null)',
    'create table if not exists answer_lenders (answer_id text primary key, sealed text not null, period bigint)',
    'create table if not exists kept_payouts (period bigint primary key, transfers text not null)',
  ],
};
