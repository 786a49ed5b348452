/** Items of one step, each by itself: one that fails is left out, and holds up none of the others. */
import type { Logger } from 'pino';
import { LedgerUnavailable } from '../ledger/types';
import { StoreUnavailable } from '../store/types';

/**
 * Answers the work's results, in the order of the items. Throws where database or ledger cannot serve now, since that is no
 * item's fault. The log gets a number only: an item's name would tell whose gateway a record is from.
 */
export async function eachByItself<T, R>(
  items: readonly T[],
  work: (item: T) => R | Promise<R>,
  { log, what, onFailed = () => undefined }: Means<T>,
): Promise<readonly Awaited<R>[]> {
  const answers: Awaited<R>[] = [];
  let failures = 0;
  for (const item of items) {
    try {
      answers.push(await work(item));
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof LedgerUnavailable) throw error;
      if (failures++ === 0) log.error({ err: error }, `${what} failed and is left out`);
      await onFailed(item);
    }
  }
  if (failures > 1) log.error({ items: failures }, `${what} failed this many times`);
  return answers;
}

interface Means<T> {
  readonly log: Pick<Logger, 'error'>;
  /** Names the kind of item. */
  readonly what: string;
  readonly onFailed?: (item: T) => unknown;
}
