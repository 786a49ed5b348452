/**
 * The stream of what happened on the ledger (server-sent events). It is read from the store page by page, so a slow reader
 * is served at its own pace and holds no more than a page; the id of any event is a place to resume from.
 */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { ledgerEventNames } from '../../chaincode/api/events';
import type { Gateway } from '../gateway';
import { Problem } from '../http/problem';
import { type Caller, everyType, readingRoles, route } from '../http/route';
import type { StoredEvent, StreamEvent } from '../store/types';

const pageSize = 100;
const heartbeatMs = 15_000;
/** A reader that takes nothing for so long is gone. */
const drainMs = 60_000;

/** What blocks announce, and what the gateway says by itself. */
const streamEventNames = [...ledgerEventNames, 'MaturityPromptEvent'] as const satisfies readonly StreamEvent['name'][];

const typesForm = z
  .string()
  .transform((value) => value.split(','))
  .pipe(z.array(z.enum(streamEventNames)).min(1))
  .meta({ override: { type: 'string', description: 'Names of events, separated by commas', enum: undefined } });

export const eventRoutes = [
  route({
    method: 'get',
    path: '/v1/events',
    summary:
      'What happens on the ledger, and own loans that mature, from now on or after Last-Event-ID (0.0.0: from the beginning)',
    access: { roles: readingRoles, partyOrgTypes: everyType },
    query: z.strictObject({ types: typesForm.optional() }),
    answers: {
      200: { description: 'Server-sent events: id `block.tx.index`, event, data', type: 'text/event-stream' },
    },
    async handle(gateway, { query: { types }, lastEventId, caller }) {
      const after = lastEventId ?? (await gateway.store.lastEventId()) ?? '0.0.0';
      if (!/^\d{1,10}\.\d{1,5}\.\d{1,6}$/.test(after)) {
        throw new Problem('REQUEST_MALFORMED', {
          errors: [{ path: 'Last-Event-ID', message: 'is no id of an event' }],
        });
      }
      return { stream: (response) => streamEvents(gateway, caller, { after, types }, response) };
    },
  }),
];

interface Subscription {
  readonly after: string;
  readonly types: readonly StreamEvent['name'][] | undefined;
}

async function streamEvents(
  gateway: Gateway,
  caller: Caller,
  { after, types }: Subscription,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  const isOpen = () => !response.destroyed && !response.writableEnded && !gateway.stopping.aborted;
  const news = newBell();
  const forgets = [gateway.follower.onBlock(news.ring), gateway.credit.onPrompt(news.ring)];
  response.once('close', news.ring);
  gateway.stopping.addEventListener('abort', news.ring, { once: true });
  try {
    let last = after;
    let checkedAt = Date.now();
    while (isOpen()) {
      const rung = news.next();
      const events = await gateway.store.events(last, types, pageSize);
      last = events.at(-1)?.id ?? last;
      if (events.length > 0 && !(await write(response, events.map(textOf).join('')))) break;
      if (events.length < pageSize) await within(rung, heartbeatMs);
      if (Date.now() - checkedAt < heartbeatMs) continue;
      checkedAt = Date.now();
      if (!(await caller.stillSignedIn()) || !(await write(response, ': still here\n\n'))) break;
    }
  } finally {
    for (const forget of forgets) forget();
    gateway.stopping.removeEventListener('abort', news.ring);
    response.end();
  }
}

/** JSON has no raw line break, so one data line is enough. */
function textOf({ id, event }: StoredEvent): string {
  return `id: ${id}\nevent: ${event.name}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Waits until the reader takes it; false where it does not. */
async function write(response: ServerResponse, text: string): Promise<boolean> {
  if (response.write(text)) return true;
  const drained = new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
  await within(drained, drainMs);
  return !response.writableNeedDrain && !response.destroyed;
}

/** Wakes whoever waits for the next ring; a ring that nobody waits for yet is not lost to who asked for it before. */
function newBell() {
  let ring: () => void = () => undefined;
  let next = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return {
    next: () => next,
    ring: () => {
      ring();
      next = new Promise<void>((resolve) => {
        ring = resolve;
      });
    },
  };
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
