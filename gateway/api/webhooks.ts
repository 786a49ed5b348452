/**
 * Webhooks: the institution's own systems get events of the stream by POST, signed as Standard Webhooks 1.0 says. Forms of what is
 * delivered stand here, too, because receivers read them.
 */
import { z } from 'zod';
import { positionForm, streamEventNames } from './event-stream';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { pageOfOwn } from './page-answer';

/** PENDING: awaits the answer to a challenge. DISABLED: the gateway gave it up. A challenge makes both active. */
export const webhookStatuses = ['PENDING', 'ACTIVE', 'PAUSED', 'DISABLED'] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

/** GONE: the receiver answered 410. FAILING: nothing has arrived for five days. */
export const webhookDisableReasons = ['GONE', 'FAILING'] as const;
export type WebhookDisableReason = (typeof webhookDisableReasons)[number];

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

/** Why a URL is refused: its form, scheme, user, port, or address. */
export type WebhookUrlFault = 'FORM' | 'SCHEME' | 'USER_INFO' | 'PORT' | 'ADDRESS';

const eventType = z.enum(streamEventNames);
const types = z
  .array(eventType)
  .min(1)
  .max(streamEventNames.length)
  .meta({ description: 'Names of events of the stream; all where it is absent' });
const url = z.string().min(1).max(2_000);

const webhookAnswer = z
  .object({
    webhookId: z.string(),
    url: z.string(),
    types: z.array(eventType).optional().meta({ description: 'All where it is absent' }),
    status: z.enum(webhookStatuses),
    disabledBecause: z.enum(webhookDisableReasons).optional(),
    created: z.iso.datetime(),
    position: z.string().meta({ description: 'The last event of the stream that was put into the queue' }),
    pending: z.int().meta({ description: 'Deliveries in the queue that have not arrived' }),
    dead: z.int().meta({ description: 'Deliveries that were given up' }),
    oldestPending: z.string().optional().meta({ description: 'The first event that has not arrived' }),
    failingSince: z.iso.datetime().optional().meta({ description: 'Since then nothing has arrived' }),
    oldSecretUntil: z.iso
      .datetime()
      .optional()
      .meta({ description: 'Until then the secret before the rotation signs' }),
    isReplaying: z.boolean(),
  })
  .meta({ id: 'Webhook' });

const secret = z.string().meta({ description: 'whsec_ and base64 of 32 bytes; only this answer shows it' });

const access = { roles: ['admin'] } as const;
const webhookParams = z.strictObject({ webhookId: localIdentifier });
const deliveryParams = z.strictObject({
  webhookId: localIdentifier,
  eventId: positionForm.meta({ description: 'The id of the event in the stream' }),
});
const path = '/v1/webhooks';
const ofOne = `${path}/{webhookId}` as const;

export const listWebhooks = operation({
  id: 'listWebhooks',
  call: 'webhooks.list',
  method: 'get',
  path,
  summary: 'List the webhooks of this institution',
  access,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of webhooks', body: pageOfOwn(webhookAnswer) } },
});

export const createWebhook = operation({
  id: 'createWebhook',
  call: 'webhooks.create',
  method: 'post',
  path,
  summary: 'Create a webhook',
  description:
    'Events are delivered from now on, once the receiver has answered a challenge. The challenge is signed, so store the secret first.',
  access,
  body: z.strictObject({ webhookId: localIdentifier, url, types: types.optional() }),
  answers: { 201: { description: 'Created; it awaits a challenge', body: webhookAnswer.extend({ secret }) } },
  refusals: ['IDENTIFIER_PERSONAL', 'WEBHOOK_URL_REFUSED', 'WEBHOOK_EXISTS'],
  repeatable: 'NEVER',
});

export const readWebhook = operation({
  id: 'readWebhook',
  call: 'webhooks.read',
  method: 'get',
  path: ofOne,
  summary: 'Read a webhook with its state',
  access,
  params: webhookParams,
  answers: { 200: { description: 'The webhook', body: webhookAnswer } },
  refusals: ['WEBHOOK_NOT_FOUND'],
});

export const changeWebhook = operation({
  id: 'changeWebhook',
  call: 'webhooks.change',
  method: 'post',
  path: ofOne,
  summary: 'Change the URL or the types of a webhook, or pause it',
  description:
    'Another URL awaits a challenge. A paused webhook keeps its position and goes on from there. Other types hold for events that are not in the queue yet.',
  access,
  params: webhookParams,
  body: z.strictObject({ url: url.optional(), types: types.optional(), paused: z.boolean().optional() }),
  answers: { 200: { description: 'Changed', body: webhookAnswer } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_URL_REFUSED', 'WEBHOOK_NOT_ACTIVE', 'WEBHOOK_CHANGED'],
});

export const removeWebhook = operation({
  id: 'removeWebhook',
  call: 'webhooks.remove',
  method: 'delete',
  path: ofOne,
  summary: 'Remove a webhook with its queue',
  access,
  params: webhookParams,
  answers: { 204: { description: 'Removed' } },
  refusals: ['WEBHOOK_NOT_FOUND'],
});

export const rotateWebhookSecret = operation({
  id: 'rotateWebhookSecret',
  call: 'webhooks.rotateSecret',
  method: 'post',
  path: `${ofOne}/secret`,
  summary: 'Rotate the secret of a webhook',
  description:
    'Both secrets sign for 24 hours. Only the last two secrets sign, so rotating twice ends the first one at once.',
  access,
  params: webhookParams,
  answers: { 201: { description: 'The new secret', body: webhookAnswer.extend({ secret }) } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_CHANGED'],
  repeatable: 'NEVER',
});

export const challengeWebhook = operation({
  id: 'challengeWebhook',
  call: 'webhooks.challenge',
  method: 'post',
  path: `${ofOne}/challenge`,
  summary: 'Send a challenge to a webhook and activate it',
  description:
    'The body is a WebhookChallenge. The receiver answers 200 with the JSON {"challenge": …} and the text of data.challenge. A paused webhook stays paused.',
  access,
  params: webhookParams,
  answers: { 200: { description: 'The receiver answered', body: webhookAnswer } },
  refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_CHALLENGE_FAILED', 'WEBHOOK_CHANGED'],
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

/** The body of a challenge, signed like a delivery. */
export const webhookChallenge = z.strictObject({
  type: z.literal('WebhookChallenge'),
  timestamp: z.iso.datetime(),
  data: z.strictObject({ challenge: z.string() }),
});
