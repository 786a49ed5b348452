/** Secrets and signatures of Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`. */
import { createHmac, randomBytes } from 'node:crypto';

export interface Message {
  /** Constant over all attempts; without a dot, because dots part what is signed. */
  readonly messageId: string;
  readonly body: string;
}

const prefix = 'whsec_';
const secretBytes = 32;

export function newSecret(): string {
  return prefix + randomBytes(secretBytes).toString('base64');
}

/** The headers of one attempt. Several secrets give several signatures, of which a receiver accepts any. */
export function signedHeaders(
  { messageId, body }: Message,
  { secrets, nowMs }: { readonly secrets: readonly string[]; readonly nowMs: number },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signatures = secrets.map((secret) => `v1,${sign(secret, `${messageId}.${timestamp}.${body}`)}`);
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
