/** The tables of the platform: what is folded from blocks, and leases. */
import type { Schema } from './migrate';

/** Rows that are folded from blocks go, and the follower folds the ledger anew from block 0. The gateway's own events stay. */
const foldAnew = [
  'drop table if exists records',
  'delete from movements',
  'delete from passed_over',
  "delete from events where name <> 'MaturityPromptEvent'",
  'delete from blocks',
];

export const ledgerSchema: Schema = {
  'ledger-0001': [
    'create table if not exists blocks (number bigint primary key, hash text not null)',
    `create table if not exists records (
      key text primary key, doc_type text not null, id text not null, position text not null, block bigint not null,
      tx integer not null, transaction_id text not null, status text, owner text, other text, about text, loan_kind text,
      act_by text, due_from text, counted_fen bigint, json text not null
    )`,
    'create index if not exists records_by_id on records (doc_type, id)',
    'create index if not exists records_by_position on records (doc_type, position)',
    'create index if not exists records_by_status on records (doc_type, status, position)',
    'create index if not exists records_by_owner on records (doc_type, owner, position)',
    'create index if not exists records_by_owner_status on records (doc_type, owner, status, position)',
    'create index if not exists records_by_other on records (other, status, position) where other is not null',
    'create index if not exists records_by_about on records (about, position) where about is not null',
    'create index if not exists records_by_owner_about on records (owner, about) where about is not null',
    'create index if not exists records_due on records (doc_type, due_from, position) where due_from is not null',
    `create index if not exists records_counted on records (owner, doc_type, counted_fen, position)
      where counted_fen is not null`,
    'create table if not exists events (position text primary key, name text not null, time text not null, json text not null)',
    'create index if not exists events_by_name on events (name, position)',
    `create table if not exists movements (
      position text primary key, party_id text not null, time text not null, kind text not null, reference text not null,
      balance_fen bigint not null, held_fen bigint not null
    )`,
    'create index if not exists movements_by_party on movements (party_id, position)',
    `create table if not exists passed_over (
      block bigint not null, tx integer not null, transaction_id text not null, code text not null, primary key (block, tx)
    )`,
    'create table if not exists leases (name text primary key, holder text not null, expires_ms bigint not null)',
  ],
  'ledger-0002': ["alter table movements add column transaction_id text not null default ''"],
  'ledger-0003': [
    ...foldAnew,
    `create table if not exists records (
      key text primary key, doc_type text not null, id text not null, position text not null, block bigint not null,
      tx integer not null, transaction_id text not null, status text, owner text, other text, about text, loan_kind text,
      form text, time text, amount_rmb bigint,
      act_by text, due_from text, counted_fen bigint, json text not null
    )`,
    'create index if not exists records_by_id on records (doc_type, id)',
    'create index if not exists records_by_position on records (doc_type, position)',
    'create index if not exists records_by_status on records (doc_type, status, position)',
    'create index if not exists records_by_owner on records (doc_type, owner, position)',
    'create index if not exists records_by_owner_status on records (doc_type, owner, status, position)',
    'create index if not exists records_by_other on records (other, status, position) where other is not null',
    'create index if not exists records_by_about on records (about, position) where about is not null',
    'create index if not exists records_by_owner_about on records (owner, about) where about is not null',
    'create index if not exists records_due on records (doc_type, due_from, position) where due_from is not null',
    `create index if not exists records_counted on records (owner, doc_type, counted_fen, position)
      where counted_fen is not null`,
    `create index if not exists records_by_amount
      on records (doc_type, amount_rmb, position, time, status, owner, other, about, loan_kind, form, id)
      where amount_rmb is not null`,
    `create table if not exists transactions (
      block bigint not null, tx integer not null, transaction_id text not null, time text not null, writes integer not null,
      primary key (block, tx)
    )`,
    'create index if not exists transactions_by_id on transactions (transaction_id)',
    `create table if not exists record_states (
      doc_type text not null, id text not null, position text not null, transaction_id text not null, time text not null,
      json text not null, primary key (doc_type, id, position)
    )`,
    `create index if not exists records_searched
      on records (doc_type, position, time, amount_rmb, status, owner, other, about, loan_kind, form, id)
      where amount_rmb is not null`,
  ],
};
