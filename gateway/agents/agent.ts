/**
 * Runs one kind of work that the gateway does by itself: looks for it after every block and every second, does many items at
 * once so that the group commit gathers them, and backs off from those that fail, each for itself.
 *
 * Doing an item twice changes nothing, so nothing is remembered across a restart.
 */
import type { Logger } from 'pino';
import type { CommandName } from '../../chaincode/api/commands';
import type { Submitted } from '../ledger/types';

/** One kind of work, found by the store and done by one command an item. */
export interface Work<T> {
  readonly name: string;
  /** Oldest first. `now` is ISO. */
  find(now: string, limit: number): Promise<readonly T[]>;
  /** Names the item among those of this work. */
  key(item: T): string;
  /** Undefined where something that it takes is not at hand yet. */
  perform(item: T): Promise<Submitted<CommandName> | undefined>;
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
const firstRetryMs = 500;
const lastRetryMs = 60_000;
/** Until the block is folded in which an item was done. */
const foldingMs = 2_000;

export function newAgent<T>(
  work: Work<T>,
  { log, now = Date.now }: { readonly log: Logger; readonly now?: () => number },
): Agent {
  const attempts = new Map<string, Attempt>();
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  const perform = async (item: T): Promise<void> => {
    const key = work.key(item);
    const failures = attempts.get(key)?.failures ?? 0;
    const later = (retryMs: number) =>
      attempts.set(key, { failures: failures + 1, notBefore: now() + Math.min(retryMs, lastRetryMs) });
    try {
      const submitted = await work.perform(item);
      if (submitted?.outcome.status === 'ACCEPTED') {
        attempts.set(key, { failures, notBefore: now() + foldingMs });
        return;
      }
      log.info({ agent: work.name, code: submitted?.outcome.code ?? 'RECORD_UNAVAILABLE' }, 'not done');
    } catch (error) {
      log.warn({ agent: work.name, err: error }, 'failed');
    }
    later(firstRetryMs * 2 ** failures);
  };

  /** Answers whether there may be more. */
  const round = async (): Promise<boolean> => {
    const at = now();
    const limit = Math.min(batch + attempts.size, maxFound);
    const found = await work.find(new Date(at).toISOString(), limit);
    forgetAllBut(new Set(found.map(work.key)));
    const due = found.filter((item) => (attempts.get(work.key(item))?.notBefore ?? 0) <= at).slice(0, batch);
    await Promise.all(due.map(perform));
    return due.length === batch;
  };

  /** What is not found any more is done, by whomever. */
  const forgetAllBut = (keys: ReadonlySet<string>): void => {
    for (const [key, { notBefore }] of attempts) if (!keys.has(key) && notBefore <= now()) attempts.delete(key);
  };

  const run = async (): Promise<void> => {
    for (let more = true; more && !stopped; ) {
      again = false;
      more = await round().catch((error: unknown) => {
        log.warn({ agent: work.name, err: error }, 'looking for work failed');
        return false;
      });
      more ||= again;
    }
  };

  const wake = (): void => {
    again = true;
    if (stopped || running !== undefined) return;
    running = run().finally(() => {
      running = undefined;
    });
  };

  const timer = setInterval(wake, pollMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
