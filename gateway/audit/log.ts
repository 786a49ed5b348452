/**
 * Writes the audit log: an entry is durable before its caller is answered. Entries that come while others are written share the next
 * commit, because the commit is the cost.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ProblemCode, statusOf } from '../api/problems';
import type { AuditLog } from '../http/audit';
import type { AuditStore, NewEntry } from './store';

export interface WritingLog extends AuditLog {
  /** Writes what is counted and not written yet. */
  flush(): Promise<void>;
}

interface Counted {
  readonly code: ProblemCode;
  /** ISO. */
  readonly since: string;
  /** Without the first one, which has an entry of its own. */
  readonly count: number;
}

export function newAuditLog(store: Pick<AuditStore, 'append'>, now: () => number): WritingLog {
  const append = newBatches(store);
  const counted = new Map<ProblemCode, Counted>();
  const iso = () => new Date(now()).toISOString();

  /** Takes the counts of all minutes, or of those that have ended. */
  const takeCounts = (minute?: string): readonly NewEntry[] => {
    const taken = [...counted.values()].filter(({ since }) => since !== minute);
    for (const { code } of taken) counted.delete(code);
    return taken.filter(({ count }) => count > 0).map((one) => refusedSignIns(iso(), one));
  };

  return {
    note: ({ operation, user: { userName, role }, about, status, code }) =>
      append([
        ...takeCounts(startOfMinute(now())),
        { time: iso(), operation, userName, role, about: [...about], status, ...(code === undefined ? {} : { code }) },
      ]),

    countRefusedSignIn(code) {
      const since = startOfMinute(now());
      const before = counted.get(code);
      if (before?.since === since) {
        counted.set(code, { ...before, count: before.count + 1 });
        return Promise.resolve();
      }
      const ended = takeCounts(since);
      counted.set(code, { code, since, count: 0 });
      return append([...ended, refusedSignIns(iso(), { code, since, count: 1 })]);
    },

    async flush() {
      const taken = takeCounts();
      if (taken.length > 0) await append(taken);
    },
  };
}

function refusedSignIns(time: string, { code, since, count }: Counted): NewEntry {
  return { time, operation: 'signIn', about: [], status: statusOf(code), code, count, since };
}

function startOfMinute(ms: number): string {
  return new Date(ms - (ms % 60_000)).toISOString();
}

/** One commit at a time, because others would wait for the head of the chain anyway, each on a connection of its own. */
function newBatches(store: Pick<AuditStore, 'append'>): (entries: readonly NewEntry[]) => Promise<void> {
  let waiting: { readonly entries: NewEntry[]; readonly written: Promise<void> } | undefined;
  let last: Promise<void> = Promise.resolve();
  return (entries) => {
    if (waiting === undefined) {
      const batch: NewEntry[] = [];
      const written = last.then(async () => {
        await nextTurn();
        waiting = undefined;
        await store.append(batch);
      });
      waiting = { entries: batch, written };
      last = written.catch(() => undefined);
    }
    waiting.entries.push(...entries);
    return waiting.written;
  };
}
