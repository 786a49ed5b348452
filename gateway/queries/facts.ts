/**
 * Remembers what blocks say of this institution's queries until the next block is folded, and for a second at most, because
 * another instance may fold a block of which this one does not hear. It remembers no details.
 */
import type { ConsentRecord, CreditAnswerRecord, CreditQueryRecord } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import { Problem } from '../api/problem';
import { hasCome } from '../work/moments';
import { readConsentFor } from './consent-checks';
import type { QueryDeps } from './deps';
import { readRetention } from './retention';
import type { CreditHistory } from './store';

export interface QueryFacts {
  readonly query: CreditQueryRecord;
  readonly consent: ConsentRecord | undefined;
  readonly answers: readonly CreditAnswerRecord[];
  /** By recordId. */
  readonly histories: ReadonlyMap<string, CreditHistory>;
  readonly retention: Retention;
}

const maxAgeMs = 1_000;
const maxKnown = 1_000;

/** Throws CREDIT_QUERY_NOT_FOUND, also for a query of another institution. */
export async function readOwnQuery(
  { store, partyId }: Pick<QueryDeps, 'store' | 'partyId'>,
  queryId: string,
): Promise<CreditQueryRecord> {
  const query = await store.queries.creditQuery(queryId);
  if (query?.partyId !== partyId) throw new Problem('CREDIT_QUERY_NOT_FOUND');
  return query;
}

/** The function that it gives throws as readOwnQuery and readConsentFor do. */
export function rememberFacts(deps: QueryDeps): (queryId: string) => Promise<QueryFacts> {
  const { follower, now } = deps;
  const known = new Map<string, QueryFacts>();
  let knownAt = follower.height;
  let knownSince = now();

  const forget = (): void => {
    known.clear();
    knownAt = follower.height;
    knownSince = now();
  };

  return async (queryId) => {
    const before = follower.height;
    if (before !== knownAt || hasCome(knownSince + maxAgeMs, now(), maxAgeMs) || known.size >= maxKnown) forget();
    const found = known.get(queryId) ?? (await readFacts(deps, queryId));
    if (follower.height === before && knownAt === before) known.set(queryId, found);
    return found;
  };
}

async function readFacts(deps: QueryDeps, queryId: string): Promise<QueryFacts> {
  const { queries } = deps.store;
  const query = await readOwnQuery(deps, queryId);
  const consent = await readConsentFor(deps, query);
  const answers = await queries.creditAnswers(queryId);
  const histories = await queries.histories(answers.map(({ recordId }) => recordId));
  return { query, consent, answers, histories, retention: await readRetention(deps) };
}
