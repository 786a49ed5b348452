/**
 * What the gateway does by itself: deliver, accept or dispute, expire, close, evaluate, judge answers, advance the day, purge,
 * cancel and object. Deadlines are judged by the gateway's clock, periods in which silence decides by the ledger's day.
 */
import type { ConfirmRecord, CreditAnswerRecord, EvaluationRecord, PlanRecord } from '../chaincode/api/records';
import { advancing, dayStart, purging } from './alliance/days';
import type { Gateway } from './gateway';
import { acceptOrDispute, deliver } from './plans/exchange';
import { answerWithinMs } from './subjects/identification';
import type { Work } from './work/agent';
import { eachItem, type Job } from './work/engine';

/** As many as four whole questions hold: a second or two of the thread, and enough to keep it busy while answers are committed. */
const numbersAtOnce = 400;

/** What is not in a capability of its own yet. */
export function remainingWork(
  gateway: Gateway,
  { delivery }: { readonly delivery: 'auto' | 'manual' },
): readonly Job[] {
  return [
    ...(delivery === 'auto' ? [eachItem(delivering(gateway))] : []),
    eachItem(settling(gateway)),
    eachItem(expiringConfirms(gateway)),
    eachItem(expiringAnswers(gateway)),
    eachItem(closing(gateway)),
    eachItem(evaluating(gateway)),
    eachItem(advancing(gateway)),
    eachItem(purging(gateway)),
    eachItem(judging(gateway)),
  ];
}

export function delivering(gateway: Gateway): Work<ConfirmRecord> {
  const { store, partyId } = gateway;
  return {
    name: 'deliver',
    find: (now, limit) => store.confirmsToDeliver(partyId, now, limit),
    key: ({ confirmId }) => confirmId,
    perform: async (confirm) => {
      const plan = await planOf(gateway, confirm);
      return plan && deliver(gateway, plan, confirm);
    },
  };
}

/** Looks past what waits for somebody here. */
export function settling(gateway: Gateway): Work<ConfirmRecord> {
  const { store, partyId, acceptance } = gateway;
  return {
    name: 'settle',
    find: async (_now, limit) => {
      const found = await store.confirmsToAccept(partyId, await dayStart(gateway), limit + acceptance.left);
      acceptance.keepOnly(found);
      return found.filter(({ confirmId }) => acceptance.leftFor(confirmId) === undefined);
    },
    key: ({ confirmId }) => confirmId,
    perform: async (confirm) => {
      const plan = await planOf(gateway, confirm);
      return plan && acceptOrDispute(gateway, plan, confirm);
    },
  };
}

/** Both sides see to it; whoever comes second repeats what is done. */
export function expiringConfirms(gateway: Gateway): Work<ConfirmRecord> {
  const { store, ledger, partyId } = gateway;
  return {
    name: 'expire-confirms',
    find: async (now, limit) => store.confirmsToExpire(partyId, { now, dayStart: await dayStart(gateway) }, limit),
    key: ({ confirmId }) => confirmId,
    perform: ({ assetId, confirmId }) => ledger.submit('plan:expire', { assetId, confirmId }),
  };
}

/** Who asked sees to its own, the registrar to all; a lender does not, for that would show whose record it is. */
export function expiringAnswers(gateway: Gateway): Work<CreditAnswerRecord> {
  const { store, ledger, partyId, alliance } = gateway;
  return {
    name: 'expire-answers',
    find: async (now, limit) => {
      const isRegistrar = (await alliance())?.registrar === partyId;
      const at = { now, dayStart: await dayStart(gateway) };
      return store.lending.answersToExpire(isRegistrar ? undefined : partyId, at, limit);
    },
    key: ({ answerId }) => answerId,
    perform: ({ answerId }) => ledger.submit('credit:expire', { answerId }),
  };
}

export function closing({ store, ledger, partyId }: Gateway): Work<PlanRecord> {
  return {
    name: 'close',
    find: (now, limit) => store.plansToClose(partyId, now, limit),
    key: ({ assetId }) => assetId,
    perform: ({ assetId }) => ledger.submit('plan:close', { assetId }),
  };
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

/** Answers to own queries. */
export function judging(gateway: Gateway): Work<CreditAnswerRecord> {
  const { store, queries, partyId } = gateway;
  return {
    name: 'judge-answers',
    find: async (_now, limit) => store.queries.answersToJudge(partyId, await dayStart(gateway), limit),
    key: ({ answerId }) => answerId,
    perform: (answer) => queries.judge(answer),
  };
}

async function planOf({ store }: Gateway, { assetId }: ConfirmRecord): Promise<PlanRecord | undefined> {
  return (await store.plan(assetId))?.plan;
}
