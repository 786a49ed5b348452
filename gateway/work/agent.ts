/**
 * Runs one kind of work that the gateway does by itself: looks for it after every block and every second, does many items at
 * once so that the group commit gathers them, and backs off from those that fail, each for itself.
 *
 * Doing an item twice changes nothing, so nothing is remembered across a restart.
 */
import type { Logger } from 'pino';
import type { CommandName } from '../../chaincode/api/commands';
import type { Submitted } from '../ledger/types';
import { hasCome } from './moments';

/** One kind of work, found by the store and done by one command an item. */
export interface Work<T> {
  readonly name: string;
  /** In the order in which it is to be done. `now` is ISO. */
  find(now: string, limit: number): Promise<readonly T[]>;
  /** Names the item among those of this work. */
  key(item: T): string;
  /** Undefined where something that it takes is not at hand yet. LEFT: it is for people to do. */
  perform(item: T): Promise<Submitted<CommandName> | 'LEFT' | undefined>;
  /**
   * How much is under way at a time, where items take long and differ; more is looked for meanwhile. Unless said it is 200 items,
   * and nothing is looked for before all of them are done, or two seconds have passed.
   */
  readonly share?: { readonly room: number; weigh(item: T): number };
}

export interface Agent {
  /** Looks for work now, or once more if it is at it. */
  wake(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

interface Attempt {
  readonly failures: number;
  readonly notBefore: number;
}

const batch = 200;
/** Items that wait are looked past, but not without end. */
const maxFound = 2_000;
const pollMs = 1_000;
/** Items that take longer than that hold up the next look no more. */
const holdMs = 2_000;
const firstRetryMs = 500;
const lastRetryMs = 60_000;
/** Until the block is folded in which an item was done. */
const foldingMs = 2_000;

export function newAgent<T>(
  work: Work<T>,
  { log, now = Date.now }: { readonly log: Logger; readonly now?: () => number },
): Agent {
  const { room, weigh } = work.share ?? { room: batch, weigh: () => 1 };
  const attempts = new Map<string, Attempt>();
  const underWay = new Map<string, Promise<void>>();
  /**
   * Items that the last look found and nobody began. A look replaces them: items that have come meanwhile may be due before them.
   */
  let due: T[] = [];
  let used = 0;
  let mayBeMore = false;
  let stopped = false;
  let again = false;
  let looking: Promise<void> | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  const perform = async (item: T): Promise<void> => {
    const key = work.key(item);
    const failures = attempts.get(key)?.failures ?? 0;
    const later = (retryMs: number) =>
      attempts.set(key, { failures: failures + 1, notBefore: now() + Math.min(retryMs, lastRetryMs) });
    try {
      const submitted = await work.perform(item);
      if (submitted === 'LEFT' || submitted?.outcome.status === 'ACCEPTED') {
        attempts.set(key, { failures, notBefore: now() + foldingMs });
        return;
      }
      log.info({ agent: work.name, code: submitted?.outcome.code ?? 'RECORD_UNAVAILABLE' }, 'an item was not done');
    } catch (error) {
      log.warn({ agent: work.name, err: error }, 'an item failed');
    }
    later(firstRetryMs * 2 ** failures);
  };

  const start = (item: T): void => {
    const key = work.key(item);
    const weight = weigh(item);
    used += weight;
    const done = perform(item).finally(() => {
      used -= weight;
      underWay.delete(key);
      begin();
    });
    underWay.set(key, done);
  };

  const isHeld = (): boolean => underWay.size > 0 && performance.now() < lookedAtMs + holdMs;
  const mayLook = (): boolean => work.share !== undefined || !isHeld();

  /** Begins what there is room for, then looks for more where that is due. */
  const begin = (): void => {
    for (let [next] = due; next !== undefined && !stopped; [next] = due) {
      if (used > 0 && used + weigh(next) > room) return;
      due.shift();
      start(next);
    }
    if (again || (used === 0 && mayBeMore)) wake();
  };

  const look = async (): Promise<void> => {
    mayBeMore = false;
    lookedAtMs = performance.now();
    const at = now();
    const limit = Math.min(batch + attempts.size + underWay.size, maxFound);
    const found = await work.find(new Date(at).toISOString(), limit);
    forgetAllBut(new Set(found.map(work.key)));
    const isDue = (key: string) => !underWay.has(key) && mayTry(attempts.get(key), at);
    due = found.filter((item) => isDue(work.key(item))).slice(0, batch);
    mayBeMore = due.length === batch;
    begin();
  };

  /** An item that is not found any more is done, by anybody. */
  const forgetAllBut = (keys: ReadonlySet<string>): void => {
    for (const [key, attempt] of attempts) if (!keys.has(key) && mayTry(attempt, now())) attempts.delete(key);
  };

  const run = async (): Promise<void> => {
    while (again && !stopped && mayLook()) {
      again = false;
      await look().catch((error: unknown) => log.warn({ agent: work.name, err: error }, 'looking for work failed'));
    }
  };

  const wake = (): void => {
    again = true;
    if (stopped || looking !== undefined || !mayLook()) return;
    looking = run().finally(() => {
      looking = undefined;
      if (again) wake();
    });
  };

  const timer = setInterval(wake, pollMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all(underWay.values());
    },
  };
}

/** Also where the clock has been put back since the last attempt. */
function mayTry(attempt: Attempt | undefined, nowMs: number): boolean {
  return attempt === undefined || hasCome(attempt.notBefore, nowMs, lastRetryMs);
}
