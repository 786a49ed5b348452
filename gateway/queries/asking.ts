/** Puts a query onto the ledger: for the summary, or for details at their prices. */

import { type Command, maxAnswers } from '../../chaincode/api/commands';
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { CreditQueryRecord, QueryPurpose } from '../../chaincode/api/records';
import { Rejection, reject } from '../../chaincode/api/refusals';
import type { Retention } from '../../chaincode/api/retention';
import { Problem } from '../api/problem';
import type { SentCommand } from '../ledger/types';
import type { CreditHistory } from '../store/types';
import { numbersOf, offerOf } from './offers';
import { isMarked, isTold } from './retention';
import { readParts } from './sealed';
import { type QueryTools, readableConsent, requireUsable, standingOf, timeOf } from './tools';
import type { Asked, DetailsRequest, Done, QueryStatus, Summary, SummaryRequest } from './types';

type RecordToAsk = Command<'credit:query'>['records'][number];

/**
 * Refusals in order: QUERY_EXISTS_WITH_OTHER_CONTENT, those of requireUsable, so that nothing is told without a consent,
 * NOTHING_OFFERED, OFFERS_TOO_MANY, PRICE_ABOVE_MAX, RECORD_UNAVAILABLE, then the ledger's. A query that is there already is
 * answered as it stands, whatever it would cost now.
 */
export async function askForDetails(tools: QueryTools, request: DetailsRequest): Promise<Done<Asked>> {
  const { store, partyId, vault } = tools;
  const { subjectId, purpose, consentId, maxTotalFen } = request;
  const queryId = wholeId(ownId(request.queryId, partyId));
  // Before the query: the last use of a consent that is seen was that of a query that is seen, too.
  const given = await store.queries.consent(consentId);
  const before = await store.queries.creditQuery(queryId);
  if (before !== undefined) return { view: await askedBefore(tools, before, request), repeated: true };
  const isFor = (consented: QueryPurpose) => consented === purpose;
  requireUsable(tools, given, { consentId, subjectId, isFor });
  const standing = await standingOf(tools);
  const histories = await store.queries.historiesOf(subjectId);
  const records = recordsToAsk(request, histories, standing);
  const totalFen = records.reduce((sum, { priceFen }) => sum + priceFen, 0);
  if (totalFen > maxTotalFen) throw new Problem('PRICE_ABOVE_MAX', { totalFen, maxTotalFen });
  if (purpose !== 'OWN_REPORT') await requireTexts(tools, histories, records);
  const keyed = records.map((record) => {
    return { ...record, oneOffPublicKey: vault.credit.answerKey({ queryId, recordId: record.recordId }) };
  });
  // An own report is wrapped for the person's report key, which the ledger knows.
  const asked = purpose === 'OWN_REPORT' ? records : keyed;
  const command = { queryId, subjectId, purpose, consentId, records: asked };
  const { repeated, block } = await submit(tools, command);
  const answers = records.map(({ recordId, priceFen }) => {
    return { recordId, tokenFen: priceFen, status: 'HELD' } as const;
  });
  return { view: { queryId, status: statusOf(answers), answers }, repeated, block };
}

/** Noted for whom it is read. Refusals: those of the ledger, and where it was asked before, those of reading under its consent. */
export async function askForSummary(
  tools: QueryTools,
  request: SummaryRequest,
  userName: string,
): Promise<Done<Summary>> {
  const { store, partyId, audit } = tools;
  const { subjectId, purpose, consentId } = request;
  const queryId = wholeId(ownId(request.queryId, partyId));
  const before = await store.queries.creditQuery(queryId);
  if (before !== undefined) {
    requireSame(before, request, before.answerIds.length === 0);
    await readableConsent(tools, before);
    await audit.note({ queryId, userName, time: timeOf(tools) });
    return { view: await summaryOf(tools, subjectId, queryId), repeated: true };
  }
  const command = { queryId, subjectId, purpose, records: [] };
  const { repeated, block } = await submit(tools, consentId === undefined ? command : { ...command, consentId });
  await audit.note({ queryId, userName, time: timeOf(tools) });
  return { view: await summaryOf(tools, subjectId, queryId), repeated, block };
}

export function statusOf(answers: readonly { readonly status: string }[]): QueryStatus {
  return answers.some(({ status }) => status === 'HELD' || status === 'DELIVERED') ? 'PENDING' : 'COMPLETE';
}

async function summaryOf(tools: QueryTools, subjectId: string, queryId: string): Promise<Summary> {
  const standing = await standingOf(tools);
  const histories = await tools.store.queries.historiesOf(subjectId);
  const entries = histories
    .filter((history) => isTold(history, standing))
    .map((history) => {
      const mark = isMarked(history) ? { disputed: true as const } : {};
      return { borrowedOn: history.record.borrowedOn, entry: '借入' as const, ...mark };
    })
    .sort((one, other) => one.borrowedOn.localeCompare(other.borrowedOn));
  return { subjectId, queryId, entries };
}

async function askedBefore(tools: QueryTools, query: CreditQueryRecord, request: DetailsRequest): Promise<Asked> {
  const answers = await tools.store.queries.creditAnswers(query.queryId);
  const asked = answers.map(({ recordId, tokenFen }) => `${recordId} ${tokenFen}`).join();
  const named = request.records?.map(({ recordId, priceFen }) => `${recordId} ${priceFen}`).join();
  const hasSame = named === undefined ? answers.length > 0 || query.purpose === 'OWN_REPORT' : named === asked;
  requireSame(query, request, hasSame);
  return {
    queryId: query.queryId,
    status: statusOf(answers),
    answers: answers.map(({ recordId, tokenFen, status }) => ({ recordId, tokenFen, status })),
  };
}

function requireSame(query: CreditQueryRecord, request: SummaryRequest, hasSameRecords: boolean): void {
  const { queryId, subjectId, purpose, consentId } = query;
  const isSame = subjectId === request.subjectId && purpose === request.purpose && consentId === request.consentId;
  if (!isSame || !hasSameRecords) reject('QUERY_EXISTS_WITH_OTHER_CONTENT', { queryId });
}

/** For an own report all that is told, for nothing. What is named and not there is left to the ledger to refuse. */
function recordsToAsk(
  { records, purpose }: DetailsRequest,
  histories: readonly CreditHistory[],
  standing: Retention,
): RecordToAsk[] {
  const byId = new Map(histories.map((history) => [history.record.recordId, history]));
  const wanted = records ?? (purpose === 'OWN_REPORT' ? allTold(histories, standing) : allOffered(histories, standing));
  if (wanted.length === 0 && purpose !== 'OWN_REPORT') throw new Problem('NOTHING_OFFERED');
  if (wanted.length > maxAnswers) throw new Problem('OFFERS_TOO_MANY', { count: wanted.length, maxAnswers });
  return wanted.map(({ recordId, priceFen }) => {
    const history = byId.get(recordId);
    return { recordId, priceFen, numbers: history === undefined ? [0] : numbersOf(history, standing) };
  });
}

function allOffered(histories: readonly CreditHistory[], standing: Retention) {
  return histories.flatMap((history) => offerOf(history, standing) ?? []);
}

function allTold(histories: readonly CreditHistory[], standing: Retention) {
  const told = histories.filter((history) => isTold(history, standing));
  return told.map(({ record: { recordId } }) => ({ recordId, priceFen: 0 }));
}

/** Nobody pays for what could not be opened. What is not there at all the ledger refuses. */
async function requireTexts(
  tools: QueryTools,
  histories: readonly CreditHistory[],
  records: readonly RecordToAsk[],
): Promise<void> {
  const byId = new Map(histories.map((history) => [history.record.recordId, history]));
  for (const { recordId, numbers } of records) {
    const history = byId.get(recordId);
    if (history === undefined) continue;
    if ((await readParts(tools, history, numbers)) === undefined) throw new Problem('RECORD_UNAVAILABLE');
  }
}

async function submit({ ledger }: QueryTools, command: SentCommand<'credit:query'>) {
  const { outcome, block } = await ledger.submit('credit:query', command);
  if (outcome.status === 'REFUSED') throw new Rejection(outcome.code, outcome.detail);
  return { repeated: outcome.repeated, block };
}
