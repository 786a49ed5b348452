/** One request, sent until it is answered: attempts, their time, the pauses between them, and hooks that see each attempt. */
import type { CallOptions } from './call';
import { type CallName, version } from './emitted';
import { Refused, readProblem } from './refused';
import type { Sendable } from './requests';
import { pause, pauseBefore } from './retries';
import { anySignal } from './signals';

export interface ClientSettings {
  /** For instance `https://gateway.example:8102`; may have a path. */
  readonly url: string;
  /** The token of a user. */
  readonly token: string;
  /** How often a request is repeated after a failure that may pass: 3 unless said. */
  readonly maxRetries?: number | undefined;
  /** For one attempt and its whole answer: 30 s unless said, and 5 minutes for an upload. */
  readonly timeoutMs?: number | undefined;
  /** Ends everything that the client does. */
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Waits before a request is repeated. A program with a deadline of its own gives its own; what that throws ends the call. */
  readonly pause?: typeof pause | undefined;
  /** Called before each attempt. */
  readonly onRequest?: ((attempt: Attempt) => void) | undefined;
  /** Called when the head of an answer has come. */
  readonly onResponse?: ((attempt: Attempt & AttemptAnswer) => void) | undefined;
}

/** No token and no body. Addresses hold identifiers, and never a person's data. */
export interface Attempt {
  readonly call: CallName;
  readonly method: string;
  readonly url: string;
  /** Counts from 1. */
  readonly attempt: number;
}

export interface AttemptAnswer {
  readonly status: number;
  readonly requestId?: string;
  readonly ms: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Sends one attempt; answers the head and the stream of the body. */
export type Transport = (sendable: Sendable, init: RequestInit) => Promise<Response>;

/** Throws Refused, or the last failure of the connection: a TypeError or a TimeoutError. */
export async function send(
  settings: ClientSettings,
  sendable: Sendable,
  options: CallOptions,
  transport?: Transport,
): Promise<HttpAnswer> {
  const maxRetries = options.maxRetries ?? settings.maxRetries ?? 3;
  const signal = anySignal([options.signal, settings.signal]);
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs ?? 30_000;
  for (let attempt = 1; ; attempt++) {
    try {
      const init = { signal: anySignal([signal, AbortSignal.timeout(timeoutMs)]) };
      const response = await open(settings, sendable, { attempt, init, transport });
      const { status, headers } = response;
      return { status, headers, bytes: new Uint8Array(await connected(response.arrayBuffer())) };
    } catch (error) {
      const pauseMs = sendable.mayRepeat && attempt <= maxRetries ? pauseBefore(error, attempt) : undefined;
      if (pauseMs === undefined) throw error;
      await (settings.pause ?? pause)(pauseMs, { why: error, signal });
    }
  }
}

interface Opening {
  readonly attempt: number;
  readonly init: RequestInit;
  readonly transport?: Transport | undefined;
}

/** The head of an answer that is no problem. */
export async function open(
  settings: ClientSettings,
  sendable: Sendable,
  { attempt, init, transport = (one, given) => (settings.fetch ?? fetch)(one.url, given) }: Opening,
): Promise<Response> {
  const { call, method, url, body } = sendable;
  const seen: Attempt = { call, method, url: url.href, attempt };
  const begun = performance.now();
  settings.onRequest?.(seen);
  const headers = { ...authorization(settings), ...sendable.headers, ...init.headers };
  const response = await connected(
    transport(sendable, { method, ...(body === undefined ? {} : { body }), ...init, headers }),
  );
  const requestId = response.headers.get('request-id') ?? undefined;
  const ms = performance.now() - begun;
  settings.onResponse?.({ ...seen, status: response.status, ...(requestId === undefined ? {} : { requestId }), ms });
  if (response.status < 400) return response;
  const problem = readProblem(await connected(response.text()), response);
  throw new Refused(problem, { call, requestId, retryAfterMs: readRetryAfter(response.headers) });
}

function authorization({ token }: ClientSettings): Record<string, string> {
  // A browser names itself.
  const isNode =
    typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === 'string';
  return {
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(isNode ? { 'user-agent': `tallystick-client/${version}` } : {}),
  };
}

/** Browsers give a broken connection no cause; with one it is told from a defect. */
async function connected<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof TypeError) || error.cause !== undefined) throw error;
    throw new TypeError('the gateway is not reached', { cause: error });
  }
}

/** Undefined for a date, which a gateway does not send. */
function readRetryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
