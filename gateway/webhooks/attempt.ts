/** One attempt to deliver one event: signed, sent, and judged by the answer. */
import type { WebhookDeps, WebhookTimes } from './deps';
import { judgeAnswer } from './judging';
import { newMessage } from './message';
import { openEndpoint, readSecrets } from './sealed-endpoint';
import type { Answered, Send } from './sender';
import { signedHeaders } from './signature';
import type { DueDelivery, Settlement, Webhook } from './types';

/** Rejects only where the signal is aborted: whether the message arrived is unknown then, so it is sent again. */
export type Attempt = (webhook: Webhook, delivery: DueDelivery, signal: AbortSignal) => Promise<Settlement>;

/** The beginning of an answer that is kept. */
const keptBytes = 1_024;

export function newAttempt(
  { channel, vault, metrics, log }: Pick<WebhookDeps, 'channel' | 'vault' | 'metrics' | 'log'>,
  { send, now, random }: WebhookTimes & { readonly send: Send },
): Attempt {
  const post = async (webhook: Webhook, delivery: DueDelivery, signal: AbortSignal): Promise<Answered> => {
    const nowMs = now();
    const { url, secrets } = openSecrets(webhook, nowMs);
    const message = newMessage(channel, delivery);
    return send({ url, headers: signedHeaders(message, { secrets, nowMs }), body: message.body }, signal);
  };

  const openSecrets = (webhook: Webhook, nowMs: number) => {
    const endpoint = openEndpoint(vault, webhook);
    return { url: endpoint.url, secrets: readSecrets(endpoint, nowMs) };
  };

  const sealBeginning = (name: string, body: Buffer | undefined): string | undefined => {
    const beginning = body?.subarray(0, keptBytes).toString();
    return beginning ? vault.texts.seal(name, beginning) : undefined;
  };

  return async (webhook, delivery, signal) => {
    const { webhookId, version } = webhook;
    const { eventId, attempts } = delivery;
    const beganMs = now();
    const answered = await post(webhook, delivery, signal).catch((error: unknown): Answered => {
      signal.throwIfAborted();
      log.warn({ err: error, webhookId }, 'a webhook delivery was not sent');
      return { outcome: 'NOT_SENT' };
    });
    const { outcome, status, body } = answered;
    metrics.webhooks.attempted(outcome);
    const nowMs = now();
    const judged = judgeAnswer({ webhook, delivery, answered }, { nowMs, random: random() });
    if (judged.delivery.status === 'DEAD') log.warn({ webhookId, eventId, outcome }, 'a webhook delivery is dead');
    if (judged.endpoint.state === 'DISABLED') log.warn({ webhookId, eventId, outcome }, 'a webhook is disabled');
    const answer = sealBeginning(answerName(webhookId, eventId), body);
    const attempt = { time: new Date(beganMs).toISOString(), outcome, status, ms: nowMs - beganMs, answer };
    return { webhookId, version, eventId, attempts, attempt, ...judged };
  };
}

/** The name under which an answer is sealed. */
export function answerName(webhookId: string, eventId: string): string {
  return `webhook-answer ${webhookId} ${eventId}`;
}
