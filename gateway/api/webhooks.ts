/**
 * Webhooks: the institution's own systems get events of the stream by POST, signed as Standard Webhooks 1.0 says. Forms of what is
 * delivered stand here, too, because receivers read them.
 */
import { z } from 'zod';
import { streamEventNames } from './event-stream';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { pageOfOwn } from './page-answer';

/** PENDING: awaits the answer to a challenge. DISABLED: the gateway gave it up. A challenge makes both active. */
export const webhookStatuses = ['PENDING', 'ACTIVE', 'PAUSED', 'DISABLED'] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

/** GONE: the receiver answered 410. FAILING: nothing has arrived for five days. */
export const webhookDisableReasons = ['GONE', 'FAILING'] as const;
export type WebhookDisableReason = (typeof webhookDisableReasons)[number];

/** Why a URL is refused: its form, scheme, user, port, or address. */
export type WebhookUrlFault = 'FORM' | 'SCHEME' | 'USER_INFO' | 'PORT' | 'ADDRESS';

export const eventType = z.enum(streamEventNames);
export const types = z
  .array(eventType)
  .min(1)
  .max(streamEventNames.length)
  .meta({ description: 'Names of events of the stream; all where it is absent' });
const url = z.string().min(1).max(2_000);

export const webhookAnswer = z
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

export const access = { roles: ['admin'] } as const;
export const webhookParams = z.strictObject({ webhookId: localIdentifier });
const path = '/v1/webhooks';
export const ofOne = `${path}/{webhookId}` as const;

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
  audited: ['webhookId'],
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

/** The body of a challenge, signed like a delivery. */
export const webhookChallenge = z.strictObject({
  type: z.literal('WebhookChallenge'),
  timestamp: z.iso.datetime(),
  data: z.strictObject({ challenge: z.string() }),
});
