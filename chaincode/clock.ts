/** The guard against client-chosen time (DESIGN §3.5): stubbed where the same transaction is run twice for comparison. */
import { reject } from './api/refusals';
import type { ProcessTerms } from './contract/transaction';

/** Throws CLOCK_OUT_OF_WINDOW where the timestamp is further from `now` than the window, to either side, and says how far. */
export function newTimeGuard(now: () => number): ProcessTerms['guardTime'] {
  return (timestampMs, windowSeconds) => {
    const aheadMs = timestampMs - now();
    if (Math.abs(aheadMs) <= windowSeconds * 1000) return;
    reject('CLOCK_OUT_OF_WINDOW', { windowSeconds, aheadSeconds: Math.round(aheadMs / 1000) });
  };
}
