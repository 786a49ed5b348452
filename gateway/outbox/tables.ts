/** The tables of the outbox: what waits for the registrar, and packages. */
import type { Schema } from '../store/migrate';

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
