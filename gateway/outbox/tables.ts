/** The tables of the outbox: what waits for the registrar, and packages. */
import type { ColumnType, Generated } from 'kysely';
import type { Schema } from '../store/migrate';
import type { Bigint } from '../store/schema';

export interface OutboxTable {
  /** docType and id of what stands on the ledger when it is done, and what of it. */
  readonly item_key: string;
  readonly created: string;
  readonly expires: string | null;
  /** In which it was handed over last. */
  readonly handed_period: ColumnType<string | number | null, number | null, number | null>;
  /** How many packages that arrived held it since it came. */
  readonly hand_overs: Generated<number>;
  /** ISO: since when it is handed over no more. */
  readonly given_up: Generated<string | null>;
  readonly sealed: string;
}

/** This institution's packages of the last periods, as handed over. */
export interface PackagesTable {
  readonly period: Bigint;
  readonly content: string;
  /** 1 once the registrar's collection has it. */
  readonly arrived: Generated<number>;
}

export type OutboxTables = {
  readonly outbox: OutboxTable;
  readonly credit_packages: PackagesTable;
};

export const outboxSchema: Schema = {
  'outbox-0001': [
    `create table if not exists outbox (
      item_key text primary key, created text not null, expires text, handed_period bigint, sealed text not null,
      hand_overs integer default 0 not null, given_up text
    )`,
    'create index if not exists outbox_by_created on outbox (created, item_key)',
    'create index if not exists outbox_by_handed_period on outbox (handed_period) where handed_period is not null',
    'create index if not exists outbox_by_expires on outbox (expires) where expires is not null',
    `create table if not exists credit_packages (
      period bigint primary key, content text not null, arrived integer default 0 not null
    )`,
  ],
};
