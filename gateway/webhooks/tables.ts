/** The tables of webhooks. What is delivered stands in the stream's own table of events. */
import { type ColumnType, type Kysely, sql } from 'kysely';
import type { StreamEvent } from '../api/event-stream';
import type { WebhookDeliveryStatus, WebhookOutcome } from '../api/webhook-deliveries';
import type { WebhookDisableReason, WebhookStatus } from '../api/webhooks';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

type Bigint = ColumnType<string | number, number, number>;

export interface WebhooksTable {
  readonly webhook_id: string;
  /** Counts the changes; whoever writes says which one it follows. */
  readonly version: number;
  readonly status: WebhookStatus;
  readonly reason: WebhookDisableReason | null;
  /** ISO. */
  readonly created: string;
  /** JSON list of names; null: all. */
  readonly types: string | null;
  /** URL and secrets, JSON, sealed by the vault: the URL may hold a password of the receiver's. */
  readonly sealed: string;
  /** All events up to this one are in the queue, or not for this webhook. */
  readonly position: string;
  /** Nothing has arrived since the first failure at that time. */
  readonly failing_since_ms: ColumnType<string | number | null, number | null, number | null>;
  /** Failures since the last success that were the endpoint's, not an event's. */
  readonly slowdowns: number;
  /** Nothing is tried before. */
  readonly not_before_ms: Bigint;
}

export interface DeliveriesTable {
  readonly webhook_id: string;
  /** The event's. */
  readonly position: string;
  readonly type: StreamEvent['name'];
  readonly key: string;
  /** Null where a replay put an event into the queue that was never due for the webhook. */
  readonly sequence: number | null;
  readonly status: WebhookDeliveryStatus;
  readonly attempts: number;
  /** Since it was put into the queue, or since somebody asked to try it anew. */
  readonly failures: number;
  readonly due_ms: Bigint;
}

export interface AttemptsTable {
  readonly webhook_id: string;
  /** The event's, and the attempt's place behind. */
  readonly position: string;
  /** ISO. */
  readonly time: string;
  readonly outcome: WebhookOutcome;
  readonly status: number | null;
  readonly ms: number;
  /** The beginning of the answer, sealed by the vault. */
  readonly answer: string | null;
}

/** At most one of each webhook. */
export interface ReplaysTable {
  readonly webhook_id: string;
  /** The next event, and the last one. */
  readonly position: string;
  readonly until: string;
  readonly types: string | null;
}

export type WebhookTables = {
  readonly webhooks: WebhooksTable;
  readonly webhook_deliveries: DeliveriesTable;
  readonly webhook_attempts: AttemptsTable;
  readonly webhook_replays: ReplaysTable;
};

export type WebhookDatabase = Kysely<Tables & WebhookTables>;

/** Literals, because SQLite uses an index of one status only for a statement that names it. */
export const isPending = sql.lit('PENDING' as const);
export const isDead = sql.lit('DEAD' as const);

export function typesText(types: readonly StreamEvent['name'][] | undefined): string | null {
  return types === undefined ? null : JSON.stringify(types);
}

export const webhookSchema: Schema = {
  'webhooks-0001': [
    `create table if not exists webhooks (
      webhook_id text primary key, version integer not null, status text not null, reason text, created text not null,
      types text, sealed text not null, position text not null, failing_since_ms bigint, slowdowns integer not null,
      not_before_ms bigint not null
    )`,
    `create table if not exists webhook_deliveries (
      webhook_id text not null, position text not null, type text not null, key text not null, sequence integer,
      status text not null, attempts integer not null, failures integer not null, due_ms bigint not null,
      primary key (webhook_id, position)
    )`,
    `create index if not exists webhook_deliveries_pending on webhook_deliveries (webhook_id, key, position)
      where status = 'PENDING'`,
    `create index if not exists webhook_deliveries_dead on webhook_deliveries (webhook_id, position)
      where status = 'DEAD'`,
    'create index if not exists webhook_deliveries_by_key on webhook_deliveries (webhook_id, key, sequence)',
    `create table if not exists webhook_attempts (
      webhook_id text not null, position text not null, time text not null, outcome text not null, status integer,
      ms integer not null, answer text, primary key (webhook_id, position)
    )`,
    'create index if not exists webhook_attempts_by_time on webhook_attempts (time)',
    `create table if not exists webhook_replays (
      webhook_id text primary key, position text not null, until text not null, types text
    )`,
  ],
};
