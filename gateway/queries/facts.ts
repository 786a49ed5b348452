/**
 * What blocks say of an own query, remembered until the next block is folded, and never for long: another instance may fold it
 * while this one is told of none. No detail is among it.
 */

import type { ConsentRecord, CreditAnswerRecord, CreditQueryRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Retention } from '../../chaincode/api/retention';
import type { CreditHistory } from '../store/types';
import { hasCome } from '../work/moments';
import { ownQuery, type QueryTools, standingOf } from './tools';

export interface QueryFacts {
  readonly query: CreditQueryRecord;
  readonly consent: ConsentRecord | undefined;
  readonly answers: readonly CreditAnswerRecord[];
  /** By record. */
  readonly histories: ReadonlyMap<string, CreditHistory>;
  readonly standing: Retention;
}

/** Throws CREDIT_QUERY_NOT_FOUND. */
export type FactsOf = (queryId: string) => Promise<QueryFacts>;

const maxAgeMs = 1_000;
const maxKnown = 1_000;

/** `height` is of the last block folded. */
export function rememberFacts(tools: QueryTools, height: () => number): FactsOf {
  const known = new Map<string, QueryFacts>();
  let knownAt = height();
  let knownSince = tools.now();

  const forget = (): void => {
    known.clear();
    knownAt = height();
    knownSince = tools.now();
  };

  return async (queryId) => {
    const before = height();
    if (before !== knownAt || hasCome(knownSince + maxAgeMs, tools.now(), maxAgeMs) || known.size >= maxKnown) forget();
    const found = known.get(queryId) ?? (await readFacts(tools, queryId));
    if (height() === before && knownAt === before) known.set(queryId, found);
    return found;
  };
}

async function readFacts(tools: QueryTools, queryId: string): Promise<QueryFacts> {
  const { queries } = tools.store;
  const query = await ownQuery(tools, queryId);
  const { consentId } = query;
  const consent = consentId === undefined ? undefined : await queries.consent(consentId);
  if (consentId !== undefined && consent === undefined) reject('CONSENT_NOT_FOUND', { consentId });
  const answers = await queries.creditAnswers(queryId);
  const histories = await queries.histories(answers.map(({ recordId }) => recordId));
  return { query, consent, answers, histories, standing: await standingOf(tools) };
}
