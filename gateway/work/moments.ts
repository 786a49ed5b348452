/** Moments and intervals that decide how long something waits, also where a clock was wrong or a parameter is missing. */

/** The longest that a timer of Node's takes; a longer one would fire at once. */
const mostMs = 2 ** 31 - 1;

/** Milliseconds for a timer, from 0 to the longest. Throws where they are no number: a timer of NaN would fire without end. */
export function intervalMs(ms: number, longestMs = mostMs): number {
  if (Number.isNaN(ms)) throw new RangeError('an interval is no number: a period that it follows from is missing');
  return Math.max(0, Math.min(ms, longestMs));
}

/**
 * True if a noted moment has come. Nothing waits longer than `longestMs`, so a moment that is further ahead was noted while a
 * clock was ahead, and has come, too.
 */
export function hasCome(momentMs: number, nowMs: number, longestMs: number): boolean {
  return momentMs <= nowMs || momentMs > nowMs + longestMs;
}

/** The present time by that clock, ISO. */
export function timeNow({ now }: { readonly now: () => number }): string {
  return new Date(now()).toISOString();
}
