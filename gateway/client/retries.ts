/** Which failures pass by themselves, and how long to wait before a request is repeated. */
import { Refused } from './refused';

/** Too many requests, and what stands for a gateway that is away, is not ready, or does not reach its ledger. */
const passingStatuses: readonly number[] = [429, 502, 503, 504];
const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** The caller decides about a longer wait. */
const longestRetryAfterMs = 60_000;

/** True for an attempt without an answer: it ran out of time, or its connection broke. */
export function isConnectionLost(error: unknown): error is Error {
  const { name, cause } = (error ?? {}) as Partial<Error>;
  return name === 'TimeoutError' || (name === 'TypeError' && cause !== undefined);
}

export function mayPass(error: unknown): boolean {
  return error instanceof Refused ? passingStatuses.includes(error.status) : isConnectionLost(error);
}

/** Undefined where a repeated request would fail the same way. `attempt` counts from 1. */
export function pauseBefore(error: unknown, attempt: number): number | undefined {
  if (!mayPass(error)) return undefined;
  const asked = error instanceof Refused ? error.retryAfterMs : undefined;
  if (asked !== undefined) return asked <= longestRetryAfterMs ? asked : undefined;
  return jittered(Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)));
}

/** Between half of it and all of it, so that callers that failed together do not return together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

export interface Wait {
  /** The failure after which the request is repeated; absent where an import is read again. */
  readonly why?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with the signal's reason when it is aborted. */
export function pause(ms: number, { signal }: Wait): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
