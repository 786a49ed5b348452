/** Asks for the summary: the dates on which a subject borrowed. The query is on the ledger before the summary is made. */
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { querySummary } from '../api/credit-queries';
import type { Sent } from '../api/operation';
import { done } from '../http/commands';
import type { AnswerTo } from '../http/route';
import { requireSame } from './asking';
import { readReadableConsent } from './consent-checks';
import type { AuditedDeps, QueryDeps } from './deps';
import { isDisclosed, isMarked, readRetention } from './retention';

type SummaryRequest = Sent<typeof querySummary>['params'] & Sent<typeof querySummary>['query'];

/** The read is noted for the user. Refusals: the ledger's; for a query that exists, those of reading under its consent. */
export async function askForSummary(
  deps: AuditedDeps,
  request: SummaryRequest,
  userName: string,
): Promise<AnswerTo<typeof querySummary>> {
  const { store, partyId, noteRead } = deps;
  const queryId = wholeId(ownId(request.queryId, partyId));
  const before = await store.queries.creditQuery(queryId);
  if (before !== undefined) {
    requireSame(before, request, before.answerIds.length === 0);
    await readReadableConsent(deps, before);
  }
  const submitted = before === undefined ? await submit(deps, { ...request, queryId }) : { repeated: true };
  await noteRead({ queryId, userName });
  return { ...submitted, status: 200, body: await readSummary(deps, request.subjectId, queryId) };
}

async function submit({ ledger }: QueryDeps, { queryId, subjectId, purpose, consentId }: SummaryRequest) {
  const command = { queryId, subjectId, purpose, records: [] };
  return done(await ledger.submit('credit:query', consentId === undefined ? command : { ...command, consentId }));
}

async function readSummary(deps: QueryDeps, subjectId: string, queryId: string) {
  const retention = await readRetention(deps);
  const histories = await deps.store.queries.historiesAbout(subjectId);
  const entries = histories
    .filter((history) => isDisclosed(history, retention))
    .map((history) => {
      const mark = isMarked(history) ? { disputed: true as const } : {};
      return { borrowedOn: history.record.borrowedOn, entry: '借入' as const, ...mark };
    })
    .sort((one, other) => one.borrowedOn.localeCompare(other.borrowedOn));
  return { subjectId, queryId, entries };
}
