/** Serves webhooks: the administrator keeps them, proves that a receiver answers, and rotates secrets. A secret is shown once. */
import { refusePersonal } from '../../chaincode/api/identifiers';
import { Problem } from '../api/problem';
import * as rest from '../api/webhooks';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import { sendChallenge } from './challenge';
import type { WebhookDeps, WebhookTimes } from './deps';
import type { Destination } from './destination';
import { type Endpoint, newEndpoint, openEndpoint, rotateSecret, sealEndpoint } from './sealed-endpoint';
import type { Send } from './sender';
import type { Webhook, WebhookChanges } from './types';
import { webhookView } from './views';

export interface WebhookTools extends Pick<WebhookTimes, 'now'> {
  readonly destination: Destination;
  readonly send: Send;
  /** There may be something to deliver. */
  wake(): void;
}

export function webhookRoutes(deps: WebhookDeps, tools: WebhookTools): readonly Route[] {
  const { webhooks } = deps.store;
  const { now, wake } = tools;
  const show = async (webhook: Webhook) =>
    webhookView(deps.vault, webhook, await webhooks.readQueue(webhook.webhookId), now());
  const showAgain = async (webhookId: string) => show(await requireWebhook(deps, webhookId));
  const seal = (webhookId: string, endpoint: Endpoint) => sealEndpoint(deps.vault, webhookId, endpoint);

  return [
    serve(rest.listWebhooks, async ({ query }) => {
      const { items, nextCursor } = pageByName(await webhooks.list(), query, ({ webhookId }) => webhookId);
      return { body: { items: await Promise.all(items.map(show)), nextCursor } };
    }),

    serve(rest.createWebhook, async ({ body: { webhookId, url, types } }) => {
      refusePersonal(webhookId);
      requireUrl(tools, url);
      const endpoint = newEndpoint(url);
      const created = new Date(now()).toISOString();
      const isNew = await webhooks.create({ webhookId, created, types, sealed: seal(webhookId, endpoint) });
      if (!isNew) throw new Problem('WEBHOOK_EXISTS');
      return { status: 201, body: { ...(await showAgain(webhookId)), secret: currentSecret(endpoint) } };
    }),

    serve(rest.readWebhook, async ({ params: { webhookId } }) => ({ body: await showAgain(webhookId) })),

    serve(rest.changeWebhook, async ({ params: { webhookId }, body: { url, types, paused } }) => {
      const webhook = await requireWebhook(deps, webhookId);
      if (url !== undefined) requireUrl(tools, url);
      const endpoint = openEndpoint(deps.vault, webhook);
      const isElsewhere = url !== undefined && url !== endpoint.url;
      const status = isElsewhere ? 'PENDING' : readPaused(webhook, paused);
      const changes: WebhookChanges = {
        ...(status === undefined ? {} : { status }),
        ...(types === undefined ? {} : { types }),
        ...(isElsewhere ? { sealed: seal(webhookId, { ...endpoint, url }) } : {}),
      };
      if (!(await webhooks.change(webhook, changes))) throw new Problem('WEBHOOK_CHANGED');
      wake();
      return { body: await showAgain(webhookId) };
    }),

    serve(rest.removeWebhook, async ({ params: { webhookId } }) => {
      if (!(await webhooks.remove(webhookId))) throw new Problem('WEBHOOK_NOT_FOUND');
      return { status: 204 };
    }),

    serve(rest.rotateWebhookSecret, async ({ params: { webhookId } }) => {
      const webhook = await requireWebhook(deps, webhookId);
      const endpoint = rotateSecret(openEndpoint(deps.vault, webhook), now());
      const isDone = await webhooks.change(webhook, { sealed: seal(webhookId, endpoint) });
      if (!isDone) throw new Problem('WEBHOOK_CHANGED');
      return { status: 201, body: { ...(await showAgain(webhookId)), secret: currentSecret(endpoint) } };
    }),

    serve(rest.challengeWebhook, async ({ params: { webhookId } }) => {
      const webhook = await requireWebhook(deps, webhookId);
      const endpoint = openEndpoint(deps.vault, webhook);
      const answered = await sendChallenge(endpoint, { send: tools.send, nowMs: now(), stopping: deps.stopping });
      if (answered.outcome !== 'DELIVERED') {
        const { outcome, status: answeredStatus } = answered;
        throw new Problem('WEBHOOK_CHALLENGE_FAILED', { outcome, ...(answeredStatus && { answeredStatus }) });
      }
      if (!(await webhooks.activate(webhook))) throw new Problem('WEBHOOK_CHANGED');
      wake();
      return { body: await showAgain(webhookId) };
    }),
  ];
}

/** Throws WEBHOOK_NOT_FOUND. */
export async function requireWebhook({ store }: Pick<WebhookDeps, 'store'>, webhookId: string): Promise<Webhook> {
  const webhook = await store.webhooks.read(webhookId);
  if (webhook === undefined) throw new Problem('WEBHOOK_NOT_FOUND');
  return webhook;
}

function requireUrl({ destination }: Pick<WebhookTools, 'destination'>, url: string): void {
  const fault = destination.findFault(url);
  if (fault !== undefined) throw new Problem('WEBHOOK_URL_REFUSED', { fault });
}

/** The status that the request leads to; undefined where it stays. Throws WEBHOOK_NOT_ACTIVE. */
function readPaused({ status }: Webhook, paused: boolean | undefined): Webhook['status'] | undefined {
  if (paused === undefined) return undefined;
  if (status !== 'ACTIVE' && status !== 'PAUSED') throw new Problem('WEBHOOK_NOT_ACTIVE');
  const wanted = paused ? 'PAUSED' : 'ACTIVE';
  return wanted === status ? undefined : wanted;
}

function currentSecret({ secrets: [current] }: Endpoint): string {
  if (current === undefined) throw new Error('an endpoint has a secret');
  return current.secret;
}
