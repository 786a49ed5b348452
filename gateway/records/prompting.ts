/** The job of prompts: finds the maturities that have come, and prompts once for each of them. */
import { type LeasedJob, underLease } from '../work/engine';
import { hasCome, timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { newFallingDue } from './due-times';

const pollMs = 1_000;
const promptsAtOnce = 500;

export interface Prompting {
  readonly job: LeasedJob;
  /** Calls the listener after prompts were made. Returns how to stop that. */
  onPrompt(listener: () => void): () => void;
}

export function newPrompting(deps: RecordDeps): Prompting {
  const fallDue = newFallingDue(deps);
  const listeners = new Set<() => void>();
  /** Blocks wake the job more often than that. */
  let fellDueAt = Number.NEGATIVE_INFINITY;

  const job = underLease(
    'credit-prompts',
    async () => {
      const nowMs = deps.now();
      if (hasCome(fellDueAt + pollMs, nowMs, pollMs)) {
        fellDueAt = nowMs;
        await fallDue();
      }
      const prompted = await deps.store.records.prompt(timeNow(deps), promptsAtOnce);
      if (prompted > 0) for (const listener of listeners) listener();
      return prompted < promptsAtOnce ? pollMs : 0;
    },
    { followsBlocks: true },
  );

  return {
    job,
    onPrompt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
