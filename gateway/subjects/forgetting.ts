/**
 * Forgets questions to which nothing came within a day, so that no blind outlives its question for long. Blinds, vault and blocks
 * together would reveal who was asked about.
 */
import { type Job, underLease } from '../work/engine';
import { hasCome } from '../work/moments';
import { answerWithinMs } from './asking';
import type { SubjectDeps } from './deps';

const everyMs = 3_600_000;

type ForgettingDeps = {
  readonly store: { readonly subjects: Pick<SubjectDeps['store']['subjects'], 'forgetAskedBefore'> };
};

export function forgettingQuestions({ store }: ForgettingDeps, now: () => number = Date.now): Job {
  /** The database overwrites what deleted rows have left, so this is not done at every look. */
  let dueMs = 0;
  return underLease('forget-questions', async () => {
    if (hasCome(dueMs, now(), everyMs)) {
      await store.subjects.forgetAskedBefore(new Date(now() - answerWithinMs).toISOString());
      dueMs = now() + everyMs;
    }
    return dueMs - now();
  });
}
