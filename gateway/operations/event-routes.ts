/**
 * The stream of what happened on the ledger (server-sent events). It is read from the store page by page, so a slow reader
 * is served at its own pace and holds no more than a page; the id of any event is a place to resume from. Streams that catch up
 * read by turns; one that has caught up reads as soon as something happens. A stream begins with its own position, so that a reader
 * which is cut off before the first event loses nothing.
 */

import type { ServerResponse } from 'node:http';
import type { PositionEvent, StreamEvent } from '../api/event-stream';
import * as rest from '../api/event-stream';
import { Problem } from '../api/problem';
import { type Caller, type Route, serve } from '../http/route';
import type { OperationDeps } from './deps';
import type { StoredEvent } from './event-store';

const pageSize = 100;
const heartbeatMs = 10_000;
/** How long a stream waits for a block that the ledger has and the gateway has not folded. */
const foldMs = 10_000;
/** How long a reader may still take events when its stream ends. */
const endMs = 1_000;

export function eventRoutes(deps: OperationDeps): readonly Route[] {
  return [
    serve(rest.streamEvents, async ({ query: { types }, lastEventId, caller }) => {
      const last = (await deps.store.lastEventId()) ?? '0.0.0';
      const after = lastEventId ?? last;
      if (isAfter(after, last)) await requireOnLedger(deps, after);
      const isBehind = lastEventId !== undefined;
      return { stream: (response) => streamEvents(deps, caller, { after, types, isBehind }, response) };
    }),
  ];
}

interface Subscription {
  readonly after: string;
  readonly types: readonly StreamEvent['name'][] | undefined;
  /** Whether it may have to catch up. */
  readonly isBehind: boolean;
}

/** Throws POSITION_BEYOND_LEDGER, because a reader with another ledger's position would wait for ever. */
async function requireOnLedger({ ledger, follower }: OperationDeps, position: string): Promise<void> {
  const block = Number(position.split('.')[0]);
  if (block <= follower.height) return;
  if (block >= (await ledger.height())) throw new Problem('POSITION_BEYOND_LEDGER');
  if (!(await follower.waitForBlock(block, foldMs))) throw new Problem('NOT_CAUGHT_UP', { asOfBlock: follower.height });
}

function isAfter(one: string, other: string): boolean {
  const [first = 0, ...rest] = one.split('.').map(Number);
  const [second = 0, ...others] = other.split('.').map(Number);
  if (first !== second || rest.length === 0) return first > second;
  return isAfter(rest.join('.'), others.join('.'));
}

interface Reader {
  readonly response: ServerResponse;
  readonly bell: ReturnType<typeof newBell>;
  isStopped(): boolean;
}

/** Throws TOO_MANY_STREAMS before anything is sent. */
async function streamEvents(
  deps: OperationDeps,
  caller: Caller,
  subscription: Subscription,
  response: ServerResponse,
): Promise<void> {
  const { streams, follower, onPrompt } = deps;
  const bell = newBell();
  let isStopped = false;
  const leave = streams.enter(caller.user.userName, () => {
    isStopped = true;
    bell.ring();
    if (response.writableNeedDrain) response.destroy();
  });
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    // A proxy that compresses or gathers would hold events back until it has enough of them.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.write(eventText(subscription.after, { name: 'PositionEvent', position: subscription.after }));
  response.once('close', bell.ring);
  const forgets = [follower.onBlock(bell.ring), onPrompt(bell.ring), leave];
  let isTaking = false;
  try {
    isTaking = await handOut(deps, caller, subscription, { response, bell, isStopped: () => isStopped });
  } finally {
    for (const forget of forgets) forget();
    end(response, isTaking);
  }
}

/** Runs until the stream ends; answers whether its reader took everything. */
async function handOut(
  { store, streams, stopping }: OperationDeps,
  caller: Caller,
  { after, types, isBehind: mayBeBehind }: Subscription,
  { response, bell, isStopped }: Reader,
): Promise<boolean> {
  const isOpen = () => !response.destroyed && !stopping.aborted && !isStopped();
  let last = after;
  let isBehind = mayBeBehind;
  for (let checkedAt = performance.now(); isOpen(); ) {
    const rung = bell.next();
    const read = async () => (isOpen() ? store.events(last, types, pageSize) : []);
    const events: readonly StoredEvent[] = await (isBehind ? streams.inTurn(read) : read());
    last = events.at(-1)?.id ?? last;
    isBehind = events.length === pageSize;
    if (
      events.length > 0 &&
      !(await write(response, events.map(({ id, event }) => eventText(id, event)).join(''), streams.drainMs))
    )
      return false;
    if (!isBehind) await within(rung, checkedAt + heartbeatMs - performance.now());
    if (performance.now() - checkedAt < heartbeatMs) continue;
    checkedAt = performance.now();
    if (!(await caller.stillSignedIn())) return true;
    if (!(await write(response, ': still here\n\n', streams.drainMs))) return false;
  }
  return true;
}

/** Whoever takes nothing would not take the end either. */
function end(response: ServerResponse, isTaking: boolean): void {
  if (!isTaking) return void response.destroy();
  const timer = setTimeout(() => response.destroy(), endMs);
  response.once('close', () => clearTimeout(timer));
  response.end();
}

/** JSON has no raw line break, so one data line is enough. */
function eventText(id: string, event: StreamEvent | PositionEvent): string {
  return `id: ${id}\nevent: ${event.name}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Whether the reader takes it in time. */
async function write(response: ServerResponse, text: string, drainMs: number): Promise<boolean> {
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    const timer = setTimeout(settle, drainMs);
    response.on('drain', settle).on('close', settle);
  });
  return !response.writableNeedDrain && !response.destroyed;
}

/** Wakes whoever waits for the next ring. A promise that was taken before a ring resolves with it. */
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
