/** What the gateway does by itself and no capability has yet: expire and judge answers. */
import type { CreditAnswerRecord } from '../chaincode/api/records';
import type { Gateway } from './gateway';
import type { Work } from './work/agent';
import { eachItem, type Job } from './work/engine';

/** What is not in a capability of its own yet. */
export function remainingWork(gateway: Gateway): readonly Job[] {
  return [eachItem(expiringAnswers(gateway)), eachItem(judging(gateway))];
}

/** Who asked sees to its own, the registrar to all; a lender does not, for that would show whose record it is. */
export function expiringAnswers(gateway: Gateway): Work<CreditAnswerRecord> {
  const { store, ledger, partyId, alliance } = gateway;
  return {
    name: 'expire-answers',
    find: async (now, limit) => {
      const isRegistrar = (await alliance())?.registrar === partyId;
      const at = { now, dayStart: await gateway.dayStart() };
      return store.lending.answersToExpire(isRegistrar ? undefined : partyId, at, limit);
    },
    key: ({ answerId }) => answerId,
    perform: ({ answerId }) => ledger.submit('credit:expire', { answerId }),
  };
}

/** Answers to own queries. */
export function judging(gateway: Gateway): Work<CreditAnswerRecord> {
  const { store, queries, partyId } = gateway;
  return {
    name: 'judge-answers',
    find: async (_now, limit) => store.queries.answersToJudge(partyId, await gateway.dayStart(), limit),
    key: ({ answerId }) => answerId,
    perform: (answer) => queries.judge(answer),
  };
}
