/** How webhooks, deliveries and attempts are shown. */
import type { z } from 'zod';
import type { listWebhookAttempts, listWebhookDeliveries } from '../api/webhook-deliveries';
import type { readWebhook } from '../api/webhooks';
import type { Vault } from '../vault/types';
import { answerName } from './attempt';
import { openEndpoint, readRotationEnd } from './sealed-endpoint';
import type { Attempt, Delivery, QueueState, Webhook } from './types';

type WebhookShown = z.input<(typeof readWebhook)['answers'][200]['body']>;
type DeliveryShown = z.input<(typeof listWebhookDeliveries)['answers'][200]['body']>['items'][number];
type AttemptShown = z.input<(typeof listWebhookAttempts)['answers'][200]['body']>['items'][number];
type Texts = Pick<Vault, 'texts'>;

export function webhookView(vault: Texts, webhook: Webhook, queue: QueueState, nowMs: number): WebhookShown {
  const { webhookId, types, status, disabledBecause, created, position, failingSinceMs } = webhook;
  const endpoint = openEndpoint(vault, webhook);
  const rotationEndMs = readRotationEnd(endpoint, nowMs);
  return {
    webhookId,
    url: endpoint.url,
    ...(types === undefined ? {} : { types: [...types] }),
    status,
    ...(disabledBecause === undefined ? {} : { disabledBecause }),
    created,
    position,
    ...queue,
    ...(failingSinceMs === undefined ? {} : { failingSince: isoTime(failingSinceMs) }),
    ...(rotationEndMs === undefined ? {} : { oldSecretUntil: isoTime(rotationEndMs) }),
  };
}

export function deliveryView({ dueMs, ...delivery }: Delivery): DeliveryShown {
  return { ...delivery, ...(delivery.status === 'PENDING' ? { nextAttempt: isoTime(dueMs) } : {}) };
}

export function attemptView(vault: Texts, { webhookId, eventId }: AttemptName, attempt: Attempt): AttemptShown {
  const { time, outcome, status, ms, answer } = attempt;
  return {
    time,
    outcome,
    ...(status === undefined ? {} : { status }),
    ms,
    ...(answer === undefined ? {} : { answer: vault.texts.open(answerName(webhookId, eventId), answer) }),
  };
}

interface AttemptName {
  readonly webhookId: string;
  readonly eventId: string;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
