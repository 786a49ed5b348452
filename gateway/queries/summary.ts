/** Asks for the summary: the dates on which a subject borrowed. The query is on the ledger before the summary is made. */
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { querySummary } from '../api/credit-queries';
import type { Sent } from '../api/operation';
import { done } from '../http/commands';
import type { AnswerTo } from '../http/route';
import { requireSame } from './asking';
import { readReadableConsent } from './consent-checks';
import { type QueryTools, readTime } from './deps';
import { isDisclosed, isMarked, readRetention } from './retention';

type SummaryRequest = Sent<typeof querySummary>['params'] & Sent<typeof querySummary>['query'];

/** The read is noted for the user. Refusals: the ledger's; for a query that exists, those of reading under its consent. */
export async function askForSummary(
  tools: QueryTools,
  request: SummaryRequest,
  userName: string,
): Promise<AnswerTo<typeof querySummary>> {
  const { store, partyId, noteRead } = tools;
  const queryId = wholeId(ownId(request.queryId, partyId));
  const before = await store.queries.creditQuery(queryId);
  if (before !== undefined) {
    requireSame(before, request, before.answerIds.length === 0);
    await readReadableConsent(tools, before);
  }
  const submitted = before === undefined ? await submit(tools, { ...request, queryId }) : { repeated: true };
  await noteRead({ queryId, userName, time: readTime(tools) });
  return { ...submitted, status: 200, body: await readSummary(tools, request.subjectId, queryId) };
}

async function submit({ ledger }: QueryTools, { queryId, subjectId, purpose, consentId }: SummaryRequest) {
  const command = { queryId, subjectId, purpose, records: [] };
  return done(await ledger.submit('credit:query', consentId === undefined ? command : { ...command, consentId }));
}

async function readSummary(tools: QueryTools, subjectId: string, queryId: string) {
  const retention = await readRetention(tools);
  const histories = await tools.store.queries.historiesAbout(subjectId);
  const entries = histories
    .filter((history) => isDisclosed(history, retention))
    .map((history) => {
      const mark = isMarked(history) ? { disputed: true as const } : {};
      return { borrowedOn: history.record.borrowedOn, entry: '借入' as const, ...mark };
    })
    .sort((one, other) => one.borrowedOn.localeCompare(other.borrowedOn));
  return { subjectId, queryId, entries };
}
