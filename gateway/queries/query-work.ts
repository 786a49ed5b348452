/** The jobs of queries: judge what was delivered, expire what is overdue, and drop what may be kept no longer. */
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import type { Submitted } from '../ledger/types';
import type { Work } from '../work/agent';
import { timeNow } from '../work/moments';
import type { QueryDeps } from './deps';
import { openAnswer } from './details';
import { keepDetails } from './kept';
import { firstDisclosedDay, readRetention } from './retention';

const dropEveryMs = 10_000;

export function judging(deps: QueryDeps): Work<CreditAnswerRecord> {
  const { store, partyId, dayStart } = deps;
  return {
    name: 'judge-answers',
    find: async (_now, limit) => store.queries.answersToJudge(partyId, await dayStart(), limit),
    key: ({ answerId }) => answerId,
    perform: (answer) => judgeAnswer(deps, answer),
  };
}

/**
 * The asker's gateway expires its own answers, and the registrar's gateway all answers. The lender's gateway does not, because that
 * would show whose record it is.
 */
export function expiringAnswers(
  deps: Pick<QueryDeps, 'store' | 'ledger' | 'partyId' | 'alliance' | 'dayStart'>,
): Work<CreditAnswerRecord> {
  const { store, ledger, partyId, alliance, dayStart } = deps;
  return {
    name: 'expire-answers',
    find: async (now, limit) => {
      const asker = (await alliance())?.registrar === partyId ? undefined : partyId;
      return store.queries.answersToExpire(asker, { now, dayStart: await dayStart() }, limit);
    },
    key: ({ answerId }) => answerId,
    perform: ({ answerId }) => ledger.submit('credit:expire', { answerId }),
  };
}

/** One step of `query-details`. Answers after how many milliseconds the next one is due. */
export async function dropDetails(deps: QueryDeps): Promise<number> {
  const isFounded = (await deps.alliance()) !== undefined;
  if (isFounded) {
    const firstDay = firstDisclosedDay(await readRetention(deps));
    await deps.store.queries.dropOpened(timeNow(deps), firstDay);
  }
  return dropEveryMs;
}

/** Accepts what opens, and proves what does not. An own report is accepted unseen, because only the subject may open it. */
async function judgeAnswer(
  deps: QueryDeps,
  answer: CreditAnswerRecord,
): Promise<Submitted<'credit:accept' | 'credit:proveMisdelivery'> | undefined> {
  const { store, ledger } = deps;
  const { answerId, queryId, recordId } = answer;
  const query = await store.queries.creditQuery(queryId);
  if (query?.purpose === 'OWN_REPORT') return ledger.submit('credit:accept', { answerId });
  const history = (await store.queries.histories([recordId])).get(recordId);
  if (query === undefined || history === undefined) return undefined;
  const opened = await openAnswer(deps, history, answer);
  if (opened === undefined) return undefined;
  if ('unusable' in opened) return proveMisdelivery(deps, answer);
  await keepDetails(deps, { query, answer, history }, opened.details);
  return ledger.submit('credit:accept', { answerId });
}

/** All endorsers see the answer's one-off key, so it is revealed only if this institution's peer finds the misdelivery proven. */
async function proveMisdelivery({ ledger, vault }: QueryDeps, answer: CreditAnswerRecord) {
  const { answerId } = answer;
  const options = { private: vault.credit.revealAnswerKey(answer) };
  const tried = await ledger.tryOut('credit:proveMisdelivery', { answerId }, options);
  if (tried.status === 'REFUSED' || tried.repeated) return { outcome: tried };
  return ledger.submit('credit:proveMisdelivery', { answerId }, options);
}
