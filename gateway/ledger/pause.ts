/** Waiting, with a bound: every wait of the ledger client goes through here, so that tests can do without clocks. */
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after the time, or early and without error when the signal is aborted. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const pause: Pause = async (ms, signal) => {
  await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/** Resolves as the promise does, or to undefined when that takes longer than `ms`. */
export async function within<T>(ms: number, promise: Promise<T>, sleep: Pause = pause): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, sleep(ms, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
