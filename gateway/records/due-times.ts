/**
 * Maturities in SQL. A future day there would disclose terms and extensions, and its absence an end. So SQL holds a mark of the
 * day and the sealed time, also where nothing falls due. Marks of days that have come find the rows, the vault opens their
 * times, and those that have come are written in clear.
 */
import { randomBytes } from 'node:crypto';
import { eachByItself } from '../work/each-by-itself';
import { hasCome, timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import type { OwnDue, WaitingDue } from './own-records';

type Sealing = Pick<RecordDeps, 'vault'>;

const dayMs = 24 * 3_600_000;
/** A maturity that a feedback sets may have passed when the feedback is recorded, but hardly longer ago than this. */
const daysBack = 31;
/** The first step looks through all days since the oldest record was filed, and so does one step after so long. */
const allDaysEveryMs = 3_600_000;

/** Makes a mark that no day has where nothing falls due. */
export function sealDue(
  { vault, now }: Sealing & Pick<RecordDeps, 'now'>,
  recordId: string,
  time: string | undefined,
): OwnDue {
  const mark = time === undefined ? randomBytes(32).toString('hex') : dayMark({ vault }, time);
  const hasCome = time !== undefined && time <= timeNow({ now });
  return { mark, sealed: vault.texts.seal(dueContext(recordId), time ?? ''), ...(hasCome ? { time } : {}) };
}

/** Undefined where nothing falls due any more. */
export function openDue(
  { vault }: Sealing,
  { recordId, due }: { readonly recordId: string; readonly due: OwnDue },
): string | undefined {
  return vault.texts.open(dueContext(recordId), due.sealed) || undefined;
}

/** Returns a step that writes into SQL which times have come by now. */
export function newFallingDue({ vault, store: { records }, now, log }: RecordDeps): () => Promise<void> {
  const marks = new Map<number, string>();
  const readMark = (day: number) => {
    const mark = marks.get(day) ?? dayMark({ vault }, new Date(day * dayMs).toISOString());
    marks.set(day, mark);
    return mark;
  };
  /** Sealed times that do not open: logged once. */
  const unreadable = new Set<string>();
  let allDaysAt = Number.NEGATIVE_INFINITY;
  /** Times that are still to come, by their sealed text, because each step finds those of the present day again. */
  let opened: ReadonlyMap<string, string> = new Map();

  const firstDay = async (today: number, isForAll: boolean): Promise<number> => {
    const filed = isForAll ? await records.firstFiled() : undefined;
    return filed === undefined ? today - daysBack : Math.min(today - daysBack, dayAt(Date.parse(filed)));
  };

  return async () => {
    const present = now();
    const time = new Date(present).toISOString();
    const isForAll = hasCome(allDaysAt + allDaysEveryMs, present, allDaysEveryMs);
    const today = dayAt(present);
    const first = await firstDay(today, isForAll);
    const days = Array.from({ length: today - first + 1 }, (_, index) => first + index);
    const found = await records.waitingDues(days.map(readMark));
    const waiting = found.filter(({ due }) => !unreadable.has(due.sealed));
    const openRow = (row: WaitingDue) => ({
      ...row,
      time: opened.get(row.due.sealed) ?? openDue({ vault }, row) ?? '',
    });
    const times = await eachByItself(waiting, openRow, {
      log,
      what: 'a time that falls due',
      onFailed: ({ due }) => unreadable.add(due.sealed),
    });
    await records.fallDue(times.filter((row) => row.time <= time));
    opened = new Map(times.filter((row) => row.time > time).map((row) => [row.due.sealed, row.time]));
    if (isForAll) allDaysAt = present;
  };
}

function dayAt(ms: number): number {
  return Math.floor(ms / dayMs);
}

function dayMark({ vault }: Sealing, time: string): string {
  return vault.deriveMark('due', time.slice(0, 10));
}

function dueContext(recordId: string): string {
  return `due ${recordId}`;
}
