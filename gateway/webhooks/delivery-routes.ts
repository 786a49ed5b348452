/** Serves what became of deliveries, and delivers again what an administrator asks for. */
import { Problem } from '../api/problem';
import * as rest from '../api/webhook-deliveries';
import { type Route, serve } from '../http/route';
import type { WebhookDeps } from './deps';
import type { Delivery } from './types';
import { attemptView, deliveryView, webhookView } from './views';
import { requireWebhook, type WebhookTools } from './webhook-routes';

export function deliveryRoutes(deps: WebhookDeps, { now, wake }: WebhookTools): readonly Route[] {
  const { webhooks } = deps.store;
  return [
    serve(rest.listWebhookDeliveries, async ({ params: { webhookId }, query: { status, ...page } }) => {
      await requireWebhook(deps, webhookId);
      const { items, nextCursor } = await webhooks.deliveries(webhookId, { status }, page);
      return { body: { items: items.map(deliveryView), nextCursor } };
    }),

    serve(rest.listWebhookAttempts, async ({ params, query }) => {
      await requireDelivery(deps, params);
      const { items, nextCursor } = await webhooks.attempts(params.webhookId, params.eventId, query);
      return { body: { items: items.map((attempt) => attemptView(deps.vault, params, attempt)), nextCursor } };
    }),

    serve(rest.retryWebhookDelivery, async ({ params }) => {
      const { webhookId, eventId } = params;
      const { status } = await requireDelivery(deps, params);
      if (status === 'DELIVERED') throw new Problem('WEBHOOK_DELIVERY_ARRIVED');
      await webhooks.retry(webhookId, eventId, now());
      wake();
      return { status: 202, body: deliveryView(await requireDelivery(deps, params)) };
    }),

    serve(rest.replayWebhook, async ({ params: { webhookId }, body: { from, to, types } }) => {
      const webhook = await requireWebhook(deps, webhookId);
      if (!(await webhooks.replay(webhookId, { from, to, types }))) throw new Problem('WEBHOOK_REPLAY_RUNNING');
      wake();
      return {
        status: 202,
        body: webhookView(deps.vault, webhook, await webhooks.readQueue(webhookId), now()),
      };
    }),
  ];
}

/** Throws WEBHOOK_NOT_FOUND and WEBHOOK_DELIVERY_NOT_FOUND. */
async function requireDelivery(
  deps: WebhookDeps,
  { webhookId, eventId }: { readonly webhookId: string; readonly eventId: string },
): Promise<Delivery> {
  await requireWebhook(deps, webhookId);
  const delivery = await deps.store.webhooks.readDelivery(webhookId, eventId);
  if (delivery === undefined) throw new Problem('WEBHOOK_DELIVERY_NOT_FOUND');
  return delivery;
}
