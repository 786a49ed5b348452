/**
 * Delivers what is in the queues. Each webhook has its own: eight messages are under way at most, one of each key, and one where the
 * last attempt failed, so that a receiver in trouble takes nothing from the others. An outcome is written before the next message of
 * its key goes out; whatever crashes before that sends the same message again, with the same webhook-id.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type LeasedJob, underLease } from '../work/engine';
import { hasCome } from '../work/moments';
import { newAttempt } from './attempt';
import type { WebhookDeps, WebhookTimes } from './deps';
import { longestWaitMs } from './schedule';
import type { Send } from './sender';
import type { DueDelivery, Settlement, Webhook } from './types';

const width = 8;
const pollMs = 1_000;
const idleMs = 5_000;
/** How long messages that are under way have to arrive when the gateway stops. */
const stopMs = 2_000;
/** Each writing waits for the disk. */
const gatherMs = 5;
const cleanMs = 3_600_000;
const keepMs = 30 * 24 * 3_600_000;

interface UnderWay {
  readonly webhookId: string;
  readonly done: Promise<void>;
  /** Absent until the receiver has answered. */
  readonly settlement?: Settlement;
}

export function newDeliveryWork(deps: WebhookDeps, times: WebhookTimes & { readonly send: Send }): LeasedJob {
  const { webhooks } = deps.store;
  const { now } = times;
  const attempt = newAttempt(deps, times);
  /** By webhook and event, until the outcome is written. */
  const underWay = new Map<string, UnderWay>();
  let cleanedAt = Number.NEGATIVE_INFINITY;

  const start = (webhook: Webhook, delivery: DueDelivery, signal: AbortSignal): void => {
    const { webhookId } = webhook;
    const id = nameOne(webhookId, delivery);
    const settle = (settlement: Settlement) => void underWay.set(id, { webhookId, done, settlement });
    const done = attempt(webhook, delivery, signal).then(settle, () => void underWay.delete(id));
    underWay.set(id, { webhookId, done });
  };

  const countUnderWay = (webhookId: string) =>
    [...underWay.values()].filter((one) => one.webhookId === webhookId).length;

  /** Fills the queue while fewer messages are due than may be under way. */
  const startDue = async (webhook: Webhook, signal: AbortSignal): Promise<void> => {
    const { webhookId, failingSinceMs, notBeforeMs } = webhook;
    if (!hasCome(notBeforeMs, now(), longestWaitMs)) return;
    const most = failingSinceMs === undefined ? width : 1;
    for (;;) {
      const busy = countUnderWay(webhookId);
      if (busy >= most) return;
      const found = await webhooks.findDue(webhookId, now(), width + busy);
      const due = found.filter((one) => !underWay.has(nameOne(webhookId, one)));
      for (const delivery of due.slice(0, most - busy)) start(webhook, delivery, signal);
      if (due.length >= most - busy || !(await webhooks.fill(webhookId, now()))) return;
    }
  };

  /** Outcomes stay noted where the database does not take them now. */
  const writeDown = async (): Promise<void> => {
    const answered = [...underWay].filter(([, { settlement }]) => settlement !== undefined);
    if (answered.length === 0) return;
    await webhooks.settle(answered.flatMap(([, { settlement }]) => settlement ?? []));
    for (const [id] of answered) underWay.delete(id);
  };

  const clean = async (): Promise<void> => {
    if (performance.now() < cleanedAt + cleanMs) return;
    await webhooks.removeAttemptsBefore(new Date(now() - keepMs).toISOString());
    cleanedAt = performance.now();
  };

  return underLease(
    'deliver-webhooks',
    async (stopping) => {
      const sending = new AbortController();
      const onStop = () => setTimeout(() => sending.abort(), stopMs).unref();
      stopping.addEventListener('abort', onStop, { once: true });
      try {
        for (;;) {
          await writeDown();
          if (stopping.aborted && underWay.size === 0) return 0;
          const active = stopping.aborted ? [] : (await webhooks.list()).filter(({ status }) => status === 'ACTIVE');
          for (const webhook of active) await startDue(webhook, sending.signal);
          await clean();
          if (underWay.size === 0) return active.length === 0 ? idleMs : pollMs;
          await anyDone([...underWay.values()].map(({ done }) => done));
        }
      } finally {
        stopping.removeEventListener('abort', onStop);
        sending.abort();
        await Promise.all([...underWay.values()].map(({ done }) => done));
      }
    },
    { followsBlocks: true },
  );
}

function nameOne(webhookId: string, { eventId }: Pick<DueDelivery, 'eventId'>): string {
  return `${webhookId} ${eventId}`;
}

/** A block may bring something meanwhile, so it does not wait long. Outcomes that come together are written together. */
async function anyDone(all: readonly Promise<void>[]): Promise<void> {
  const timer = new AbortController();
  await Promise.race([...all, delay(pollMs / 4, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  await delay(gatherMs);
}
