/** Asks for details: puts a query onto the ledger that holds the price of each answer. */
import { type Command, maxAnswers } from '../../chaincode/api/commands';
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { CreditQueryRecord, QueryPurpose } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Retention } from '../../chaincode/api/retention';
import type { queryDetails } from '../api/credit-queries';
import type { Sent } from '../api/operation';
import { Problem } from '../api/problem';
import { done } from '../http/commands';
import type { AnswerTo } from '../http/route';
import { requireUsable } from './consent-checks';
import type { QueryDeps } from './deps';
import { findOffer, numbersToAsk } from './offers';
import { isDisclosed, readRetention } from './retention';
import { readParts } from './sealed';
import type { CreditHistory } from './store';
import { askedView } from './views';

type DetailsRequest = Sent<typeof queryDetails>['body'];
type RecordToAsk = Command<'credit:query'>['records'][number];

/**
 * Refusals in order: QUERY_EXISTS_WITH_OTHER_CONTENT, those of requireUsable, so that nothing is disclosed without a consent,
 * NOTHING_OFFERED, OFFERS_TOO_MANY, PRICE_ABOVE_MAX, RECORD_UNAVAILABLE, then the ledger's. A query that exists is answered as the
 * ledger holds it, whatever it would cost now.
 */
export async function askForDetails(deps: QueryDeps, request: DetailsRequest): Promise<AnswerTo<typeof queryDetails>> {
  const { store, partyId, ledger } = deps;
  const { subjectId, purpose, consentId, maxTotalFen } = request;
  const queryId = wholeId(ownId(request.queryId, partyId));
  // The consent is read first: if the store holds the query of its last use, it holds that query when the query is read.
  const consent = await store.queries.consent(consentId);
  const before = await store.queries.creditQuery(queryId);
  if (before !== undefined) return { status: 201, body: await repeatAnswer(deps, before, request), repeated: true };
  const isFor = (consented: QueryPurpose) => consented === purpose;
  requireUsable(deps, consent, { consentId, subjectId, isFor });
  const retention = await readRetention(deps);
  const histories = await store.queries.historiesAbout(subjectId);
  const records = recordsToAsk(request, histories, retention);
  const totalFen = records.reduce((sum, { priceFen }) => sum + priceFen, 0);
  if (totalFen > maxTotalFen) throw new Problem('PRICE_ABOVE_MAX', { totalFen, maxTotalFen });
  if (purpose !== 'OWN_REPORT') await requireTexts(deps, histories, records);
  const command = { queryId, subjectId, purpose, consentId, records: withKeys(deps, { queryId, purpose, records }) };
  const submitted = done(await ledger.submit('credit:query', command));
  const answers = records.map(({ recordId, priceFen }) => {
    return { recordId, tokenFen: priceFen, status: 'HELD' } as const;
  });
  return { ...submitted, body: askedView(queryId, answers) };
}

/** Throws QUERY_EXISTS_WITH_OTHER_CONTENT. `hasSameRecords` says if the query asked for the same records, too. */
export function requireSame(
  { queryId, subjectId, purpose, consentId }: CreditQueryRecord,
  request: Pick<CreditQueryRecord, 'subjectId' | 'purpose' | 'consentId'>,
  hasSameRecords: boolean,
): void {
  const isSame = subjectId === request.subjectId && purpose === request.purpose && consentId === request.consentId;
  if (!isSame || !hasSameRecords) reject('QUERY_EXISTS_WITH_OTHER_CONTENT', { queryId });
}

async function repeatAnswer({ store }: QueryDeps, query: CreditQueryRecord, request: DetailsRequest) {
  const answers = await store.queries.creditAnswers(query.queryId);
  const asked = answers.map(({ recordId, tokenFen }) => `${recordId} ${tokenFen}`).join();
  const named = request.records?.map(({ recordId, priceFen }) => `${recordId} ${priceFen}`).join();
  const hasSame = named === undefined ? answers.length > 0 || query.purpose === 'OWN_REPORT' : named === asked;
  requireSame(query, request, hasSame);
  return askedView(query.queryId, answers);
}

/** An own report asks for all that is disclosed, for nothing. The ledger refuses named records that do not exist. */
function recordsToAsk(
  { records, purpose }: DetailsRequest,
  histories: readonly CreditHistory[],
  retention: Retention,
): RecordToAsk[] {
  const byId = new Map(histories.map((history) => [history.record.recordId, history]));
  const all = purpose === 'OWN_REPORT' ? allDisclosed : allOffered;
  const wanted = records ?? all(histories, retention);
  if (wanted.length === 0 && purpose !== 'OWN_REPORT') throw new Problem('NOTHING_OFFERED');
  if (wanted.length > maxAnswers) throw new Problem('OFFERS_TOO_MANY', { count: wanted.length, maxAnswers });
  return wanted.map(({ recordId, priceFen }) => {
    const history = byId.get(recordId);
    return { recordId, priceFen, numbers: history === undefined ? [0] : numbersToAsk(history, retention) };
  });
}

function allOffered(histories: readonly CreditHistory[], retention: Retention) {
  return histories.flatMap((history) => findOffer(history, retention) ?? []);
}

function allDisclosed(histories: readonly CreditHistory[], retention: Retention) {
  const disclosed = histories.filter((history) => isDisclosed(history, retention));
  return disclosed.map(({ record: { recordId } }) => ({ recordId, priceFen: 0 }));
}

/** Nobody pays for what cannot be opened. The ledger refuses records that do not exist. */
async function requireTexts(
  deps: QueryDeps,
  histories: readonly CreditHistory[],
  records: readonly RecordToAsk[],
): Promise<void> {
  const byId = new Map(histories.map((history) => [history.record.recordId, history]));
  for (const { recordId, numbers } of records) {
    const history = byId.get(recordId);
    if (history === undefined) continue;
    if ((await readParts(deps, history, numbers)) === undefined) throw new Problem('RECORD_UNAVAILABLE');
  }
}

interface Asking {
  readonly queryId: string;
  readonly purpose: QueryPurpose;
  readonly records: RecordToAsk[];
}

/** An own report is wrapped for the person's report key, which the ledger knows. */
function withKeys({ vault }: QueryDeps, { queryId, purpose, records }: Asking): RecordToAsk[] {
  if (purpose === 'OWN_REPORT') return records;
  return records.map((record) => {
    return { ...record, oneOffPublicKey: vault.credit.answerKey({ queryId, recordId: record.recordId }) };
  });
}
