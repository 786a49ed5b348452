/**
 * Webhooks at their receiver: Standard Webhooks 1.0. A message counts only if one of the secrets signed it, a short time ago. It may
 * come more than once with one id, so the receiver stores the id with the effect, in one transaction.
 */
import type { PositionEvent, StreamEvent } from './emitted';

interface Message<Type extends string, Data> {
  /** The same for every attempt to deliver the message. */
  readonly id: string;
  readonly type: Type;
  readonly timestamp: string;
  readonly data: Data;
}

/** The event as the stream has it, with its place in the stream and among the messages of its key. */
export interface Place {
  /** The id of the event in the stream. */
  readonly id: string;
  readonly key: string;
  /** A gap is a message that was given up. Absent for an event of the past that was never due. */
  readonly sequence?: number;
}

type EventMessage<Event> = Event extends { readonly name: infer Name extends string }
  ? Message<Name, Event & Place>
  : never;

/** A challenge is answered with 200 and the JSON `{"challenge": …}`, before anything else is sent. */
export type WebhookMessage =
  | EventMessage<Exclude<StreamEvent, PositionEvent>>
  | Message<'WebhookChallenge', { readonly challenge: string }>;

/** The headers of a server: the Fetch API's, or those of Node, with names in lower case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The message was not sent by the gateway, or long ago. Answer 400 and do nothing. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';
}

const toleranceSeconds = 5 * 60;

/**
 * The message, verified. `body` is what arrived, unparsed, because another text of the same JSON has another signature. `secrets` are
 * one, or two while a secret is being rotated. Throws NotVerified.
 */
export async function verify(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  nowMs = Date.now(),
): Promise<WebhookMessage> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    readHeader(headers, name),
  ) as [string, string, string];
  if (!/^\d{1,12}$/.test(timestamp)) throw new NotVerified('webhook-timestamp is no number of seconds');
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSeconds)
    throw new NotVerified('webhook-timestamp is more than five minutes away from this clock');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = joinBytes(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [decodeBase64(one.slice(3))] : []));
  for (const secret of [secrets].flat()) {
    const key = await importSecret(secret);
    for (const signature of given) {
      if (signature !== undefined && (await crypto.subtle.verify('HMAC', key, signature, signed)))
        return { ...JSON.parse(new TextDecoder().decode(bytes)), id };
    }
  }
  throw new NotVerified('no signature of one of the secrets');
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new NotVerified(`${name} is absent, or there are several`);
  return value;
}

/** Throws TypeError, because a wrong secret is a mistake in the receiver's settings. */
async function importSecret(secret: string): Promise<Parameters<typeof crypto.subtle.verify>[1]> {
  const bytes = secret.startsWith('whsec_') ? decodeBase64(secret.slice(6)) : undefined;
  if (bytes === undefined || bytes.length < 16)
    throw new TypeError('a secret is whsec_ and base64, as the gateway showed it');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joinBytes(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}
