/**
 * Delivers what is in the queues. Each webhook has its own: eight messages are under way at most, one of each key, and one where the
 * last attempt failed, so that a receiver in trouble takes nothing from the others. An outcome is written before the next message of
 * its key goes out; whatever crashes before that sends the same message again, with the same webhook-id.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type LeasedJob, underLease } from '../work/engine';
import type { WebhookDeps, WebhookTimes } from './deps';
import { judgeAnswer } from './judging';
import { newMessage } from './message';
import { openEndpoint, readSecrets } from './sealed-endpoint';
import type { Answered, Send } from './sender';
import { signedHeaders } from './signature';
import type { DueDelivery, Settlement, Webhook } from './types';

const width = 8;
const pollMs = 1_000;
const idleMs = 5_000;
/** How long messages that are under way have to arrive when the gateway stops. */
const stopMs = 2_000;
const cleanMs = 3_600_000;
const keepMs = 30 * 24 * 3_600_000;
/** The beginning of an answer that is kept. */
const keptBytes = 1_024;

interface UnderWay {
  readonly webhookId: string;
  readonly done: Promise<void>;
  /** Absent until the receiver has answered. */
  settlement?: Settlement;
}

export function newDeliveryWork(
  deps: WebhookDeps,
  { send, now, random }: WebhookTimes & { readonly send: Send },
): LeasedJob {
  const { webhooks } = deps.store;
  /** By webhook and event, until the outcome is written. */
  const underWay = new Map<string, UnderWay>();
  let cleanedAt = Number.NEGATIVE_INFINITY;

  const settlementFor = (webhook: Webhook, delivery: DueDelivery, beganMs: number, answered: Answered): Settlement => {
    const { webhookId, version } = webhook;
    const { eventId, attempts } = delivery;
    const nowMs = now();
    const { outcome, status, body } = answered;
    deps.metrics.webhooks.attempted(outcome);
    const beginning = body?.subarray(0, keptBytes).toString();
    const attempt = {
      time: new Date(beganMs).toISOString(),
      outcome,
      status,
      ms: nowMs - beganMs,
      answer: beginning ? deps.vault.texts.seal(answerName(webhookId, eventId), beginning) : undefined,
    };
    const judged = judgeAnswer({ webhook, delivery, answered }, { nowMs, random: random() });
    const event = { webhookId, eventId, outcome };
    if (judged.delivery.status === 'DEAD') deps.log.warn(event, 'a webhook delivery is dead');
    if (judged.endpoint.state === 'DISABLED') deps.log.warn(event, 'a webhook is disabled');
    return { webhookId, version, eventId, attempts, attempt, ...judged };
  };

  const start = (webhook: Webhook, delivery: DueDelivery, signal: AbortSignal): void => {
    const { webhookId } = webhook;
    const id = `${webhookId} ${delivery.eventId}`;
    const attempt = async (): Promise<void> => {
      const beganMs = now();
      const message = newMessage(deps.channel, delivery);
      const endpoint = openEndpoint(deps.vault, webhook);
      const headers = signedHeaders(message, { secrets: readSecrets(endpoint, beganMs), nowMs: beganMs });
      const answered = await send({ url: endpoint.url, headers, body: message.body }, signal);
      one.settlement = settlementFor(webhook, delivery, beganMs, answered);
    };
    const done = attempt().catch((error: unknown) => {
      // Whether it arrived is unknown, so it is sent again.
      if (signal.aborted) return void underWay.delete(id);
      deps.log.warn({ err: error, webhookId }, 'a webhook delivery was not sent');
      one.settlement = settlementFor(webhook, delivery, now(), { outcome: 'NOT_SENT' });
    });
    const one: UnderWay = { webhookId, done };
    underWay.set(id, one);
  };

  const countUnderWay = (webhookId: string) =>
    [...underWay.values()].filter((one) => one.webhookId === webhookId).length;

  /** Fills the queue while fewer messages are due than may be under way. */
  const startDue = async (webhook: Webhook, signal: AbortSignal): Promise<void> => {
    const { webhookId, failingSinceMs, notBeforeMs } = webhook;
    if (now() < notBeforeMs) return;
    const most = failingSinceMs === undefined ? width : 1;
    for (;;) {
      const busy = countUnderWay(webhookId);
      if (busy >= most) return;
      const found = await webhooks.findDue(webhookId, now(), width + busy);
      const due = found.filter(({ eventId }) => !underWay.has(`${webhookId} ${eventId}`));
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
          if (underWay.size === 0) {
            await clean();
            return active.length === 0 ? idleMs : pollMs;
          }
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

/** Under which an answer is sealed. */
export function answerName(webhookId: string, eventId: string): string {
  return `webhook-answer ${webhookId} ${eventId}`;
}

/** A block may bring something meanwhile, so it does not wait long. */
async function anyDone(all: readonly Promise<void>[]): Promise<void> {
  const timer = new AbortController();
  await Promise.race([...all, delay(pollMs / 4, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
