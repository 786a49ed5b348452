/** Carries rows out until it is known what became of each: an outcome that is unknown is asked for again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RowWarning, SheetRow } from '../spreadsheets/types';
import { intervalMs } from '../work/moments';
import type { RowOutcome } from './types';

export type ItemRow<T> = Extract<SheetRow<T>, { readonly item: T }>;

const firstPauseMs = 250;
const lastPauseMs = 15_000;

/** `carryOut` answers in the order of the rows, undefined where the outcome is unknown. Throws when the signal is aborted. */
export async function carryOutUntilKnown<T>(
  rows: readonly SheetRow<T>[],
  signal: AbortSignal,
  carryOut: (rows: readonly ItemRow<T>[], attempt: number) => Promise<readonly (RowOutcome | undefined)[]>,
): Promise<readonly RowOutcome[]> {
  const outcomes = new Map<number, RowOutcome>();
  let waiting: ItemRow<T>[] = [];
  for (const row of rows) {
    if ('item' in row) waiting.push(row);
    else outcomes.set(row.row, row);
  }
  for (let attempt = 1; waiting.length > 0; attempt++) {
    if (attempt > 1) await delay(intervalMs(firstPauseMs * 2 ** (attempt - 2), lastPauseMs), undefined, { signal });
    const answers = await carryOut(waiting, attempt);
    signal.throwIfAborted();
    for (const [index, answer] of answers.entries()) {
      if (answer !== undefined) outcomes.set(answer.row, withWarnings(answer, waiting[index]?.warnings));
    }
    waiting = waiting.filter((_, index) => answers[index] === undefined);
  }
  return rows.flatMap(({ row }) => outcomes.get(row) ?? []);
}

function withWarnings(outcome: RowOutcome, read: readonly RowWarning[] = []): RowOutcome {
  if ('errors' in outcome || read.length === 0) return outcome;
  return { ...outcome, warnings: [...read, ...(outcome.warnings ?? [])] };
}
