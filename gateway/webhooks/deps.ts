/** The parts of the platform that webhooks work with. */
import type { Logger } from 'pino';
import type { Metrics } from '../http/metrics';
import type { Vault } from '../vault/types';
import type { DestinationSettings } from './destination';
import type { WebhookStore } from './types';

export interface WebhookDeps {
  /** Ids of events hold for one channel only. */
  readonly channel: string;
  readonly store: { readonly webhooks: WebhookStore };
  readonly vault: Pick<Vault, 'texts'>;
  readonly metrics: Pick<Metrics, 'webhooks'>;
  readonly log: Pick<Logger, 'warn'>;
  /** Aborted when the gateway stops. */
  readonly stopping: AbortSignal;
}

export interface WebhookSettings extends DestinationSettings {
  readonly times?: Partial<WebhookTimes> | undefined;
}

/** How a test moves the clock. */
export interface WebhookTimes {
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** How long a receiver may take. */
  readonly answerWithinMs: number;
}

/** Public addresses over HTTPS. */
export const closedSettings: DestinationSettings = {
  allowedNetworks: [],
  allowedPorts: [443, 8443],
  allowHttp: false,
  allowLoopback: false,
};

export const defaultTimes: WebhookTimes = { now: Date.now, random: Math.random, answerWithinMs: 15_000 };
