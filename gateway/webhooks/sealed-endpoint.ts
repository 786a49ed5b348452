/** What the database holds of an endpoint under the vault's seal only: its URL and its secrets. */
import type { Vault } from '../vault/types';
import { newSecret } from './signature';
import type { Webhook } from './types';

export interface Endpoint {
  readonly url: string;
  /** The newest one first. */
  readonly secrets: readonly KeptSecret[];
}

interface KeptSecret {
  readonly secret: string;
  /** Undefined: the current one. */
  readonly untilMs?: number;
}

type Texts = { readonly texts: Vault['texts'] };

const rotationMs = 24 * 3_600_000;

export function newEndpoint(url: string): Endpoint {
  return { url, secrets: [{ secret: newSecret() }] };
}

export function sealEndpoint({ texts }: Texts, webhookId: string, endpoint: Endpoint): string {
  return texts.seal(textName(webhookId), JSON.stringify(endpoint));
}

export function openEndpoint({ texts }: Texts, { webhookId, sealed }: Pick<Webhook, 'webhookId' | 'sealed'>): Endpoint {
  return JSON.parse(texts.open(textName(webhookId), sealed));
}

/** The secret before signs for a day on; one from before that signs no more. */
export function rotateSecret({ url, secrets: [current] }: Endpoint, nowMs: number): Endpoint {
  const before = current === undefined ? [] : [{ secret: current.secret, untilMs: nowMs + rotationMs }];
  return { url, secrets: [{ secret: newSecret() }, ...before] };
}

/** Those that sign at the time, the newest one first. */
export function readSecrets({ secrets }: Endpoint, nowMs: number): readonly string[] {
  return secrets.filter(({ untilMs = Number.POSITIVE_INFINITY }) => nowMs < untilMs).map(({ secret }) => secret);
}

/** The end of the rotation that is under way. */
export function readRotationEnd({ secrets }: Endpoint, nowMs: number): number | undefined {
  const untilMs = secrets[1]?.untilMs;
  return untilMs !== undefined && nowMs < untilMs ? untilMs : undefined;
}

function textName(webhookId: string): string {
  return `webhook ${webhookId}`;
}
