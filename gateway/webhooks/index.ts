/** Posts events of the stream to the institution's own systems. */
import type { Capability } from '../work/capability';
import { newDeliveryWork } from './delivering';
import { deliveryRoutes } from './delivery-routes';
import { defaultTimes, type WebhookDeps, type WebhookSettings } from './deps';
import { newDestination } from './destination';
import { newSender } from './sender';
import { webhookRoutes } from './webhook-routes';

/** Throws RangeError where a network of the settings is none. */
export function newWebhooks(deps: WebhookDeps, settings: WebhookSettings): Capability {
  const times = { ...defaultTimes, ...settings.times };
  const destination = newDestination(settings);
  const send = newSender(destination, times);
  const job = newDeliveryWork(deps, { ...times, send });
  const tools = { destination, send, now: times.now, wake: job.wake };
  deps.metrics.webhooks.readFrom(() => deps.store.webhooks.summary(times.now()));
  return { routes: [...webhookRoutes(deps, tools), ...deliveryRoutes(deps, tools)], work: [job] };
}
