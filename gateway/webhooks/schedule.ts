/** When a delivery that failed is tried again, and how long an endpoint that is in trouble is left alone. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The waits after the first, second, … failure: those of Standard Webhooks 1.0, 75 hours altogether. */
const waitsMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const jitter = 0.2;

/** The longest that anything waits; what waits longer was noted while a clock was ahead. */
export const longestWaitMs = Math.ceil(24 * hour * (1 + jitter));

/** An endpoint whose attempts have all failed for so long is disabled. */
export const failingMs = 5 * 24 * hour;

const firstPauseMs = 5 * second;
const lastPauseMs = 5 * minute;

/** Undefined after the last attempt: the delivery is dead. `random` is from 0 to 1 and spreads the wait by a fifth. */
export function retryWaitMs(failures: number, random: number): number | undefined {
  const waitMs = waitsMs[failures - 1];
  return waitMs === undefined ? undefined : spread(waitMs, random);
}

/** How long no delivery at all is tried: the endpoint is down or overloaded, so the fault is not the event's. */
export function endpointPauseMs(slowdowns: number, random: number): number {
  return spread(Math.min(firstPauseMs * 2 ** (slowdowns - 1), lastPauseMs), random);
}

/** Milliseconds from now; undefined where the header is missing or says nothing. At most a day. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * second : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), 24 * hour);
}

function spread(waitMs: number, random: number): number {
  return Math.round(waitMs * (1 - jitter + 2 * jitter * random));
}
