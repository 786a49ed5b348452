/** Repeats a request while the gateway is not reached or asks to come back later. Only for requests that may be repeated. */
import { Refused } from '../../gateway/client/client';
import { Ended, exitCodes, interruption } from './ended';
import type { Surroundings } from './surroundings';

export interface Patience {
  readonly deadlineMs: number;
  readonly maxAttempts?: number;
  /** Told why there is a wait. */
  waiting(reason: string): void;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** Too many requests, and what stands for a gateway that is away, is not ready, or does not reach its ledger. */
const passingStatuses: readonly number[] = [429, 502, 503, 504];

/** Throws Refused for what repeating does not change; Ended where patience or the user ends it. */
export async function patiently<T>(
  request: () => Promise<T>,
  { deadlineMs, maxAttempts = Number.POSITIVE_INFINITY, waiting }: Patience,
  { interrupted, nowMs, pause }: Surroundings,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (interrupted.aborted) throw interruption();
      const asked = passing(error);
      const backoffMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 10));
      const pauseMs = asked.retryAfterMs ?? backoffMs * (0.5 + Math.random() / 2);
      if (attempt >= maxAttempts || nowMs() + pauseMs > deadlineMs) throw new Ended(exitCodes.notDone, asked.reason);
      waiting(asked.reason);
      await pause(pauseMs).catch(() => {
        throw interruption();
      });
    }
  }
}

function passing(error: unknown): { readonly reason: string; readonly retryAfterMs?: number | undefined } {
  if (error instanceof Refused) {
    const { status } = error.problem;
    if (!passingStatuses.includes(status)) throw error;
    const retryAfterMs = error.retryAfterMs && Math.min(error.retryAfterMs, longestPauseMs);
    return { reason: `The gateway answers ${error.message}.`, retryAfterMs };
  }
  if (!isConnectionLost(error)) throw error;
  return { reason: `The gateway is not reached (${wordsFor(error)}).` };
}

/** True for errors of fetch: its own timeout, or a TypeError with what happened to the connection as its cause. */
function isConnectionLost(error: unknown): error is Error {
  const { name, cause } = error as Partial<Error>;
  return name === 'TimeoutError' || (name === 'TypeError' && cause !== undefined);
}

function wordsFor(error: Error): string {
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? (error.name === 'TimeoutError' ? 'no answer in time' : error.message);
}
