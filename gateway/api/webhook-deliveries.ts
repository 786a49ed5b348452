/** The deliveries of a webhook: their outcomes, and how an administrator has them delivered again. */
import { z } from 'zod';
import { positionForm } from './event-stream';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { pageOfOwn } from './page-answer';
import { access, eventType, ofOne, types, webhookAnswer, webhookParams } from './webhooks';

export const webhookDeliveryStatuses = ['PENDING', 'DELIVERED', 'DEAD'] as const;
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];

export const webhookOutcomes = [
  'DELIVERED',
  'STATUS',
  'REDIRECT',
  'TIMEOUT',
  'ANSWER_TOO_LONG',
  'CONNECTION_FAILED',
  'TLS_FAILED',
  'NAME_UNKNOWN',
  'ADDRESS_REFUSED',
  'NOT_SENT',
] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

const deliveryParams = z.strictObject({
  webhookId: localIdentifier,
  eventId: positionForm.meta({ description: 'The id of the event in the stream' }),
});

const delivery = z
  .object({
    eventId: z.string().meta({ description: 'The id of the event in the stream' }),
    type: eventType,
    key: z.string().meta({ description: 'What the event is about; deliveries of one key arrive one after another' }),
    sequence: z.int().optional().meta({ description: 'Its number among the deliveries of the key' }),
    status: z.enum(webhookDeliveryStatuses),
    attempts: z.int(),
    nextAttempt: z.iso.datetime().optional().meta({ description: 'Not before, where it is PENDING' }),
  })
  .meta({ id: 'WebhookDelivery' });

export const listWebhookDeliveries = operation({
  id: 'listWebhookDeliveries',
  call: 'webhooks.listDeliveries',
  method: 'get',
  path: `${ofOne}/deliveries`,
  summary: 'List the deliveries of a webhook, newest event first',
  access,
  params: webhookParams,
  query: z.strictObject({ status: z.enum(webhookDeliveryStatuses).optional(), ...page }),
  answers: { 200: { description: 'A page of deliveries', body: pageOfOwn(delivery) } },
  refusals: ['WEBHOOK_NOT_FOUND'],
});

const attempt = z
  .object({
    time: z.iso.datetime(),
    outcome: z
      .enum(webhookOutcomes)
      .meta({ description: 'STATUS: the receiver refused. NOT_SENT: the gateway failed; its log says why' }),
    status: z.int().optional().meta({ description: 'The HTTP status, where the receiver answered' }),
    ms: z.int().meta({ description: 'How long it took' }),
    answer: z.string().optional().meta({ description: 'The first 1,024 bytes of the answer' }),
  })
  .meta({ id: 'WebhookAttempt' });

export const listWebhookAttempts = operation({
  id: 'listWebhookAttempts',
  call: 'webhooks.listAttempts',
  method: 'get',
  path: `${ofOne}/deliveries/{eventId}/attempts`,
  summary: 'List the attempts of a delivery, newest first',
  description: 'Attempts are kept for 30 days.',
  access,
  params: deliveryParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of attempts', body: pageOfOwn(attempt) } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_DELIVERY_NOT_FOUND'],
});

export const retryWebhookDelivery = operation({
  id: 'retryWebhookDelivery',
  call: 'webhooks.retryDelivery',
  method: 'post',
  path: `${ofOne}/deliveries/{eventId}/retry`,
  summary: 'Retry a delivery that is dead or waits',
  description: 'It begins its retries anew. Later events of its key may have arrived before it; sequence shows that.',
  access,
  params: deliveryParams,
  answers: { 202: { description: 'It is due now', body: delivery } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_DELIVERY_NOT_FOUND', 'WEBHOOK_DELIVERY_ARRIVED'],
});

export const replayWebhook = operation({
  id: 'replayWebhook',
  call: 'webhooks.replay',
  method: 'post',
  path: `${ofOne}/replay`,
  summary: 'Deliver events of the past again',
  description:
    'Events from `from` to `to`, both included, are delivered with the webhook-id and sequence of before. An event that was never due for this webhook has no sequence.',
  access,
  params: webhookParams,
  body: z.strictObject({
    from: positionForm.meta({ description: 'The id of the first event; 0.0.0: from the beginning' }),
    to: positionForm.optional().meta({ description: 'The id of the last event; the newest one where it is absent' }),
    types: types.optional().meta({ description: 'Names of events; those of the webhook where it is absent' }),
  }),
  answers: { 202: { description: 'The replay has begun', body: webhookAnswer } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_REPLAY_RUNNING'],
  repeatable: 'NEVER',
});
