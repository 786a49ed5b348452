/** The evaluator's part: this institution answers what members ask about blinded numbers, if it has the key that it registered. */
import type { EvaluationRecord } from '../../chaincode/api/records';
import type { Work } from '../work/agent';
import { answerWithinMs } from './asking';
import type { SubjectDeps } from './deps';
import type { SubjectRecords } from './store';

/** The key with which this institution evaluates. */
export interface EvaluatorKey {
  /** The public key that follows from the vault. */
  own(): Promise<string>;
  /** The public key that the ledger holds; undefined where none is registered. */
  registered(): Promise<string | undefined>;
}

type KeyDeps = Pick<SubjectDeps, 'partyId'> & {
  readonly store: Pick<SubjectRecords, 'evaluator'>;
  readonly vault: { readonly subjects: Pick<SubjectDeps['vault']['subjects'], 'evaluatorKey'> };
  readonly voprf: Pick<SubjectDeps['voprf'], 'derivePublicKey'>;
};

export type EvaluatingDeps = KeyDeps &
  Pick<SubjectDeps, 'ledger'> & {
    readonly store: Pick<SubjectRecords, 'evaluationsToAnswer'>;
    readonly voprf: Pick<SubjectDeps['voprf'], 'evaluate'>;
  };

/** As many as four whole questions hold: a second or two of the thread, and enough to keep it busy while answers are committed. */
const numbersAtOnce = 400;

export function newEvaluatorKey({ partyId, store, vault, voprf }: KeyDeps): EvaluatorKey {
  return {
    own: () => voprf.derivePublicKey(vault.subjects.evaluatorKey),
    registered: async () => (await store.evaluator(partyId))?.publicKey,
  };
}

/** Askers take turns, and a few questions at a time are evaluated, so that nobody waits for all that somebody else has asked. */
export function evaluating(deps: EvaluatingDeps): Work<EvaluationRecord> {
  const { store, ledger, partyId, vault, voprf } = deps;
  const key = newEvaluatorKey(deps);
  /** Questions with something that is no element, by when they were asked: they take their asker's turns until they have lapsed. */
  const unanswerable = new Map<string, string>();
  let ownKey: string | undefined;

  const hasRegisteredKey = async (): Promise<boolean> => {
    const registered = await key.registered();
    if (registered === undefined) return false;
    ownKey ??= await key.own();
    return registered === ownKey;
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
      const answer = await voprf.evaluate(vault.subjects.evaluatorKey, blinded);
      if (answer !== undefined) {
        const { evaluated, proof } = answer;
        return ledger.submit('subject:evaluate', { evaluationId, evaluated: [...evaluated], proof });
      }
      unanswerable.set(evaluationId, askedTime);
      return undefined;
    },
  };
}
