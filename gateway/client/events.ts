/**
 * The stream of events, followed for as long as the caller reads. A stream that breaks or falls silent is opened again after the last
 * event that the caller got; the gateway may send an event twice, and the caller gets it once.
 */
import type { EventsRequest } from './call';
import { Refused } from './refused';
import { newRequest } from './requests';
import { jittered, mayPass, pause } from './retries';
import { type ClientSettings, open } from './sending';
import { readMessages } from './server-sent-events';
import { anySignal } from './signals';

/** Three heartbeats of the gateway. */
const silentMs = 45_000;
const longestPauseMs = 30_000;

interface StreamedEvent {
  readonly id: string;
  readonly name: string;
}

export async function* followEvents(
  settings: ClientSettings,
  { after, types, signal }: EventsRequest<string>,
): AsyncGenerator<StreamedEvent> {
  const ended = anySignal([signal, settings.signal]);
  let last = after;
  for (let failures = 0; !ended.aborted; failures++) {
    let [askedMs, why]: [number | undefined, unknown] = [undefined, undefined];
    try {
      for await (const event of readEvents(settings, { after: last, types, signal: ended })) {
        failures = 0;
        // Each stream begins with its position; only one that began "now" tells the caller something with it.
        if (last !== undefined && !isAfter(event.id, last)) continue;
        last = event.id;
        yield event;
      }
    } catch (error) {
      if (ended.aborted) return;
      if (!mayPass(error)) throw error;
      why = error;
      askedMs = error instanceof Refused ? error.retryAfterMs : undefined;
    }
    const backoffMs = jittered(Math.min(longestPauseMs, 1_000 * 2 ** failures));
    await (settings.pause ?? pause)(askedMs ?? backoffMs, { why, signal: ended }).catch((error: unknown) => {
      if (!ended.aborted) throw error;
    });
  }
}

/** One stream, until it ends. Throws TimeoutError where nothing came for too long. */
async function* readEvents(settings: ClientSettings, request: EventsRequest<string>): AsyncGenerator<StreamedEvent> {
  const { after, types, signal } = request;
  const silence = newSilence();
  const sendable = newRequest(settings.url, 'events', { types });
  const init = {
    signal: anySignal([signal, silence.signal]),
    headers: { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) },
  };
  try {
    const { body } = await silence.within(open(settings, sendable, { attempt: 1, init }));
    if (body === null) return;
    for await (const message of readMessages(readChunks(body, silence))) {
      if (message !== undefined) yield { ...JSON.parse(message.data), id: message.id };
    }
  } finally {
    silence.end();
  }
}

async function* readChunks(body: ReadableStream<Uint8Array>, silence: Silence): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await silence.within(reader.read());
    if (done) return;
    yield value;
  }
}

interface Silence {
  /** Aborted when it has lasted too long, or the stream is over. */
  readonly signal: AbortSignal;
  /** Counts only while the client waits for the gateway, however long the caller takes with an event. */
  within<T>(waiting: Promise<T>): Promise<T>;
  end(): void;
}

function newSilence(): Silence {
  const ending = new AbortController();
  return {
    signal: ending.signal,
    async within(waiting) {
      const timer = setTimeout(() => ending.abort(new DOMException('the stream is silent', 'TimeoutError')), silentMs);
      try {
        return await waiting;
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => ending.abort(),
  };
}

/** Ids are `block.tx.index`. */
function isAfter(one: string, other: string): boolean {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
}
