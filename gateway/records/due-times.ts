/**
 * When loans fall due, as it lies in SQL. A future day there would tell terms and extensions, and its absence an end, so SQL holds a mark of
 * the day and the sealed time, also where nothing falls due. Marks of days that have come find the rows, the vault opens their times,
 * and SQL is told which have come: what is past may stand there.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { eachByItself } from '../work/each-by-itself';
import { hasCome } from '../work/moments';
import type { OwnDue, WaitingDue } from './store';
import { timeOf } from './tools';

type Sealing = Pick<Vault, 'texts' | 'markOf'>;

interface DueTools {
  readonly vault: Sealing;
  readonly store: Pick<Store, 'records'>;
  readonly now: () => number;
}

const dayMs = 24 * 3_600_000;
/** A maturity that a feedback sets may have passed when the feedback is recorded, but hardly by more than that. */
const daysBack = 31;
/** All days since the oldest record is filed are looked through at the first time, and after so long again. */
const allDaysEveryMs = 3_600_000;

/** Without a time: a mark that no day has. */
export function sealDue(
  { vault, now }: Pick<DueTools, 'vault' | 'now'>,
  recordId: string,
  time: string | undefined,
): OwnDue {
  const mark = time === undefined ? randomBytes(32).toString('hex') : markOfDay(vault, time);
  const hasCome = time !== undefined && time <= timeOf({ now });
  return { mark, sealed: vault.texts.seal(contextOf(recordId), time ?? ''), ...(hasCome ? { time } : {}) };
}

/** Undefined where nothing falls due any more. */
export function openDue(
  { vault }: Pick<DueTools, 'vault'>,
  { recordId, due }: { readonly recordId: string; readonly due: OwnDue },
): string | undefined {
  return vault.texts.open(contextOf(recordId), due.sealed) || undefined;
}

/** Answers a step that tells SQL of the times that have come by now. */
export function newFallingDue({
  vault,
  store: { records },
  now,
  log,
}: DueTools & { readonly log: Pick<Logger, 'error'> }): () => Promise<void> {
  const marks = new Map<number, string>();
  const markOf = (day: number) => {
    const mark = marks.get(day) ?? markOfDay(vault, new Date(day * dayMs).toISOString());
    marks.set(day, mark);
    return mark;
  };
  /** As they are sealed: told of once. */
  const unreadable = new Set<string>();
  let allDaysAt = Number.NEGATIVE_INFINITY;
  /** Times that are still to come, by how they are sealed: those of the present day are met again and again. */
  let opened: ReadonlyMap<string, string> = new Map();

  const firstDay = async (today: number, isForAll: boolean): Promise<number> => {
    const filed = isForAll ? await records.firstFiled() : undefined;
    return filed === undefined ? today - daysBack : Math.min(today - daysBack, dayOf(Date.parse(filed)));
  };

  return async () => {
    const present = now();
    const time = new Date(present).toISOString();
    const isForAll = hasCome(allDaysAt + allDaysEveryMs, present, allDaysEveryMs);
    const today = dayOf(present);
    const first = await firstDay(today, isForAll);
    const days = Array.from({ length: today - first + 1 }, (_, index) => first + index);
    const found = await records.waitingDues(days.map(markOf));
    const waiting = found.filter(({ due }) => !unreadable.has(due.sealed));
    const timeOfRow = (row: WaitingDue) => ({
      ...row,
      time: opened.get(row.due.sealed) ?? openDue({ vault }, row) ?? '',
    });
    const times = await eachByItself(waiting, timeOfRow, {
      log,
      what: 'a time that falls due',
      onFailed: ({ due }) => unreadable.add(due.sealed),
    });
    await records.fallDue(times.filter((row) => row.time <= time));
    opened = new Map(times.filter((row) => row.time > time).map((row) => [row.due.sealed, row.time]));
    if (isForAll) allDaysAt = present;
  };
}

function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

function markOfDay(vault: Sealing, time: string): string {
  return vault.markOf('due', time.slice(0, 10));
}

function contextOf(recordId: string): string {
  return `due ${recordId}`;
}
