/**
 * Posts one message to a receiver. A name is resolved once, its addresses are judged, and those are connected to, so that no second
 * answer of a name server counts; TLS still asks for the name. Nothing follows a redirect or asks a proxy.
 */
import { type LookupAddress, type LookupAllOptions, lookup as lookUp } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookOutcome } from '../api/webhook-deliveries';
import type { Destination } from './destination';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly outcome: WebhookOutcome;
  readonly status?: number;
  readonly body?: Buffer;
  readonly retryAfter?: string | undefined;
}

/** Rejects only where the signal is aborted: whether the message arrived is unknown then. */
export type Send = (post: Post, signal: AbortSignal) => Promise<Answered>;

/** As `dns.lookup` of Node. */
export type Resolve = (
  name: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const maxAnswerBytes = 64 * 1024;

class AddressRefused extends Error {}
class AnswerTooLong extends Error {}

export function newSender(
  { findFault, mayReach }: Destination,
  { answerWithinMs, resolve = lookUp }: { readonly answerWithinMs: number; readonly resolve?: Resolve },
): Send {
  const lookup = newLookup(mayReach, resolve);

  const post = ({ url: text, headers, body }: Post, signal: AbortSignal): Promise<Answered> =>
    new Promise((answer, reject) => {
      const url = new URL(text);
      const request = url.protocol === 'https:' ? requestHttps : requestHttp;
      const length = Buffer.byteLength(body);
      const options = {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': length,
          'user-agent': 'Tallystick',
        },
        // A connection of its own: an agent might take one to an address that is not allowed any more.
        agent: false,
        lookup,
        signal,
      } as const;
      const sent = request(url, options, (response) => void readAnswer(response).then(answer, reject));
      // An error that comes after the answer changes nothing, and must not end the process.
      sent.on('error', reject).end(body);
    });

  return async (message, signal) => {
    // The settings may have changed since the URL was accepted.
    if (!URL.canParse(message.url) || findFault(message.url) !== undefined) return { outcome: 'ADDRESS_REFUSED' };
    const late = AbortSignal.timeout(answerWithinMs);
    try {
      return await post(message, AbortSignal.any([signal, late]));
    } catch (error) {
      signal.throwIfAborted();
      return { outcome: late.aborted ? 'TIMEOUT' : readOutcome(error) };
    }
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answered> {
  const { statusCode: status = 0, headers } = response;
  const parts: Buffer[] = [];
  let bytes = 0;
  response.on('error', () => undefined);
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxAnswerBytes) throw new AnswerTooLong();
    parts.push(part);
  }
  const outcome = status >= 200 && status < 300 ? 'DELIVERED' : status >= 300 && status < 400 ? 'REDIRECT' : 'STATUS';
  return { outcome, status, body: Buffer.concat(parts), retryAfter: headers['retry-after'] };
}

/** Judges all addresses of a name: one that may not be reached refuses the name. */
function newLookup(mayReach: Destination['mayReach'], resolve: Resolve): LookupFunction {
  return (name, options, answer) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answer(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => mayReach(address)))
        return answer(new AddressRefused(), []);
      if (options.all === true) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}

function readOutcome(error: unknown): WebhookOutcome {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  if (error instanceof AnswerTooLong) return 'ANSWER_TOO_LONG';
  const { code, syscall } = Object(error) as { readonly code?: unknown; readonly syscall?: unknown };
  if (syscall === 'getaddrinfo') return 'NAME_UNKNOWN';
  if (typeof code === 'string' && isTlsCode(code)) return 'TLS_FAILED';
  return 'CONNECTION_FAILED';
}

/** As OpenSSL and Node name what is wrong with a certificate or a handshake. */
function isTlsCode(code: string): boolean {
  return /^(?:ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(code);
}
