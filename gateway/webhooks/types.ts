/** A webhook and its deliveries, as the store keeps them. */
import type { StreamEvent } from '../api/event-stream';
import type { WebhookDeliveryStatus, WebhookOutcome } from '../api/webhook-deliveries';
import type { WebhookDisableReason, WebhookStatus } from '../api/webhooks';
import type { WebhookSummary } from '../http/metrics';
import type { Page, Paged } from '../store/pages';
import type { DeliveredEvent } from './message';

export type EventType = StreamEvent['name'];

export interface Webhook {
  readonly webhookId: string;
  /** Counts the changes. */
  readonly version: number;
  readonly status: WebhookStatus;
  readonly disabledBecause?: WebhookDisableReason;
  /** ISO. */
  readonly created: string;
  /** Undefined: all. */
  readonly types: readonly EventType[] | undefined;
  /** URL and secrets, sealed by the vault. */
  readonly sealed: string;
  /** The last event that was put into the queue, `block.tx.index`. */
  readonly position: string;
  /** Nothing has arrived since. */
  readonly failingSinceMs: number | undefined;
  /** Failures in a row that were the endpoint's and not an event's. */
  readonly slowdowns: number;
  readonly notBeforeMs: number;
}

/** How full a webhook's queue is. */
export interface QueueState {
  readonly pending: number;
  readonly dead: number;
  /** An event id. */
  readonly oldestPending?: string;
  readonly isReplaying: boolean;
}

/** A delivery with all that its message needs. */
export interface DueDelivery extends DeliveredEvent {
  readonly attempts: number;
  readonly failures: number;
}

export interface Delivery {
  readonly eventId: string;
  readonly type: EventType;
  readonly key: string;
  readonly sequence?: number;
  readonly status: WebhookDeliveryStatus;
  readonly attempts: number;
  readonly dueMs: number;
}

export interface Attempt {
  /** ISO. */
  readonly time: string;
  readonly outcome: WebhookOutcome;
  readonly status?: number | undefined;
  readonly ms: number;
  /** Sealed by the vault. */
  readonly answer?: string | undefined;
}

/** What an attempt means for the delivery and for the endpoint. */
export interface Settlement {
  readonly webhookId: string;
  /** A change after it is not overwritten. */
  readonly version: number;
  readonly eventId: string;
  /** How many there were before: whoever counted this one already is not followed by another. */
  readonly attempts: number;
  readonly attempt: Attempt;
  readonly delivery: {
    readonly status: WebhookDeliveryStatus;
    readonly failures: number;
    readonly dueMs: number;
  };
  readonly endpoint:
    | { readonly state: 'WELL' }
    | {
        readonly state: 'FAILING';
        readonly sinceMs: number;
        /** Absent where other events may fare better. */
        readonly pause?: Pick<Webhook, 'slowdowns' | 'notBeforeMs'>;
      }
    | { readonly state: 'DISABLED'; readonly because: WebhookDisableReason };
}

export type WebhookChanges = Partial<Pick<Webhook, 'status' | 'types' | 'sealed'>>;

export interface ReplayRange {
  /** Event ids, both included. */
  readonly from: string;
  readonly to: string | undefined;
  readonly types: readonly EventType[] | undefined;
}

/** Event ids are `block.tx.index`. */
export interface WebhookStore {
  /** PENDING, and after the newest event. False where the identifier is taken. */
  create(made: Pick<Webhook, 'webhookId' | 'created' | 'types' | 'sealed'>): Promise<boolean>;
  read(webhookId: string): Promise<Webhook | undefined>;
  list(): Promise<readonly Webhook[]>;
  /** False where somebody else has changed it since that version. */
  change(followed: Pick<Webhook, 'webhookId' | 'version'>, changes: WebhookChanges): Promise<boolean>;
  /** ACTIVE, and with nothing held against it any more; a paused one stays paused. False as `change`. */
  activate(followed: Pick<Webhook, 'webhookId' | 'version' | 'status'>): Promise<boolean>;
  /** With its queue and history. False where there is none. */
  remove(webhookId: string): Promise<boolean>;
  readQueue(webhookId: string): Promise<QueueState>;

  /** Puts the next events into the queue of an active webhook, at most 500. False where there was none to look at. */
  fill(webhookId: string, nowMs: number): Promise<boolean>;
  /** The first of each key that is due, in the order of the ledger. */
  findDue(webhookId: string, nowMs: number, limit: number): Promise<readonly DueDelivery[]>;
  /** In one SQL transaction. Passes over an attempt that somebody else has counted. */
  settle(settlements: readonly Settlement[]): Promise<void>;

  /** Newest event first. */
  deliveries(
    webhookId: string,
    filter: { readonly status?: WebhookDeliveryStatus | undefined },
    page: Page,
  ): Promise<Paged<Delivery>>;
  readDelivery(webhookId: string, eventId: string): Promise<Delivery | undefined>;
  /** Newest first. */
  attempts(webhookId: string, eventId: string, page: Page): Promise<Paged<Attempt>>;
  /** Due now, with all its retries before it. Changes nothing of one that has arrived. */
  retry(webhookId: string, eventId: string, nowMs: number): Promise<void>;
  /** False where one runs already. Events that are not in the queue yet are left out: they come by themselves. */
  replay(webhookId: string, range: ReplayRange): Promise<boolean>;
  removeAttemptsBefore(time: string): Promise<void>;
  /** Of all webhooks together. */
  summary(nowMs: number): Promise<WebhookSummary>;
}
