/** What the gateway does by itself and no capability has yet: evaluate. */
import type { EvaluationRecord } from '../chaincode/api/records';
import type { Gateway } from './gateway';
import { answerWithinMs } from './subjects/identification';
import type { Work } from './work/agent';
import { eachItem, type Job } from './work/engine';

/** As many as four whole questions hold: a second or two of the thread, and enough to keep it busy while answers are committed. */
const numbersAtOnce = 400;

/** What is not in a capability of its own yet. */
export function remainingWork(gateway: Gateway): readonly Job[] {
  return [eachItem(evaluating(gateway))];
}

/**
 * Only where the institution is an evaluator and has the key that it registered. Askers take turns, and a few questions at a time
 * are evaluated, so that nobody waits for all that somebody else has asked.
 */
export function evaluating({ store, ledger, partyId, vault, voprf }: Gateway): Work<EvaluationRecord> {
  const { evaluatorKey } = vault.subjects;
  /** What an asker sent that is no element, by when it was asked: it takes that asker's turns until it has lapsed. */
  const unanswerable = new Map<string, string>();
  let ownKey: string | undefined;

  const hasRegisteredKey = async (): Promise<boolean> => {
    const registered = await store.evaluator(partyId);
    if (registered === undefined) return false;
    ownKey ??= await voprf.publicKeyOf(evaluatorKey);
    return registered.publicKey === ownKey;
  };

  return {
    name: 'evaluate',
    find: async (now, limit) => {
      if (!(await hasRegisteredKey())) return [];
      const since = new Date(Date.parse(now) - answerWithinMs).toISOString();
      for (const [evaluationId, askedTime] of unanswerable) if (askedTime < since) unanswerable.delete(evaluationId);
      const found = await store.evaluationsToAnswer(partyId, since, limit);
      return found.filter(({ evaluationId }) => !unanswerable.has(evaluationId));
    },
    key: ({ evaluationId }) => evaluationId,
    share: { room: numbersAtOnce, weigh: ({ blinded }) => blinded.length },
    perform: async ({ evaluationId, blinded, askedTime }) => {
      const answer = await voprf.evaluate(evaluatorKey, blinded);
      if (answer !== undefined) {
        const { evaluated, proof } = answer;
        return ledger.submit('subject:evaluate', { evaluationId, evaluated: [...evaluated], proof });
      }
      unanswerable.set(evaluationId, askedTime);
      return undefined;
    },
  };
}
