/** Asks until there is an answer. Every wait has a deadline, and says what was waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Wait {
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Undefined, false and failures are no answer; the last failure stands in the error. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { deadlineMs, everyMs = 50, signal }: Wait,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (let failure = ''; ; ) {
    signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      failure = `: ${(error as Error).message}`;
    }
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}${failure}`);
    await sleep(everyMs, undefined, signal && { signal });
  }
}
