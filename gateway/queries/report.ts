/**
 * Makes a subject's own report: all that the alliance holds about the subject, for the subject. It is complete and free. The
 * details are wrapped for the subject's own key, so this institution passes on what it cannot read.
 */
import { dayCount } from '../../chaincode/api/ledger-day';
import type {
  AllianceRecord,
  ConsentRecord,
  CreditAnswerRecord,
  CreditFeedbackRecord,
  CreditRecord,
} from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Retention } from '../../chaincode/api/retention';
import { Problem } from '../api/problem';
import { reportAnswer } from '../api/reports';
import { type ShownAs, showMembers } from '../api/shown-members';
import type { Page, Paged } from '../store/types';
import { timeNow } from '../work/moments';
import { readReadableConsent } from './consent-checks';
import type { AuditedDeps, QueryDeps } from './deps';
import { readOwnQuery } from './facts';
import { disclosedFeedbacks, isDisclosed, isMarked, readRetention } from './retention';
import { readPart } from './sealed';
import type { CreditHistory } from './store';
import { disputeView } from './views';

const { consents: reportedConsents, keys: reportedKeys } = reportAnswer.shape;

type Shown = ShownAs<typeof reportAnswer>;

/** Record and feedbacks are as the ledger holds them, with all that their sides signed. */
export interface ReportedRecord extends Omit<Shown['records'][number], 'record' | 'feedbacks'> {
  readonly record: CreditRecord;
  readonly feedbacks: readonly CreditFeedbackRecord[];
}

export interface Report extends Omit<Shown, 'records'> {
  readonly records: readonly ReportedRecord[];
}

interface ReportWanted {
  readonly subjectId: string;
  readonly queryId: string;
  readonly userName: string;
}

/**
 * Refusals: CREDIT_QUERY_NOT_FOUND, also where the query is for no own report of that subject; then CONSENT_REVOKED,
 * CONSENT_EXPIRED.
 */
export async function readReport(deps: AuditedDeps, { subjectId, queryId, userName }: ReportWanted): Promise<Report> {
  const { store, channel } = deps;
  const query = await readOwnQuery(deps, queryId);
  if (query.purpose !== 'OWN_REPORT' || query.subjectId !== subjectId) throw new Problem('CREDIT_QUERY_NOT_FOUND');
  const consent = await readReadableConsent(deps, query);
  const alliance = (await deps.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  const retention = await readRetention(deps);
  const records = await readRecords(deps, { subjectId, queryId }, retention);
  const asked = await readAsked(deps, { subjectId, alliance });
  await deps.noteRead({ queryId, userName });
  return {
    format: 'tallystick-report-4',
    channel,
    subjectId,
    queryId,
    madeTime: timeNow(deps),
    ledgerDay: retention.day,
    ...dayCount(alliance),
    reportKey: (await readReportKey(deps, consent)) ?? '',
    records,
    ...asked,
    keys: (await store.subjectKeys(subjectId)).map((key) => showMembers(reportedKeys.element, key)),
  };
}

/** All records that are still disclosed, with the answers to the query. */
async function readRecords(
  deps: QueryDeps,
  { subjectId, queryId }: Pick<ReportWanted, 'subjectId' | 'queryId'>,
  retention: Retention,
): Promise<readonly ReportedRecord[]> {
  const { queries } = deps.store;
  const answers = new Map((await queries.creditAnswers(queryId)).map((answer) => [answer.recordId, answer]));
  const records: ReportedRecord[] = [];
  for (const history of await queries.historiesAbout(subjectId)) {
    if (!isDisclosed(history, retention)) continue;
    const feedbacks = disclosedFeedbacks(history, retention);
    const answer = answers.get(history.record.recordId);
    records.push({
      record: history.record,
      feedbacks,
      disputed: isMarked(history) || undefined,
      disputes: await readDisputes(deps, history),
      answer: answer && (await readAnswer(deps, { history, answer, feedbacks })),
    });
  }
  return records;
}

/** All queries about the subject and all its consents, the latest first. */
async function readAsked(
  { store }: QueryDeps,
  { subjectId, alliance }: { readonly subjectId: string; readonly alliance: AllianceRecord },
) {
  const names = new Map(alliance.members.map(({ partyId, partyName }) => [partyId, partyName]));
  const findName = (partyId: string) => names.get(partyId) ?? partyId;
  const queries = await readAll((page) => store.queries.creditQueries({ subjectId }, page));
  const consents = await readAll((page) => store.queries.consents({ subjectId }, page));
  return {
    queries: queries.map(({ queryId, partyId, purpose, askedTime, answerIds }) => {
      return { queryId, partyId, partyName: findName(partyId), purpose, askedTime, records: answerIds.length };
    }),
    consents: consents.map((consent) =>
      showMembers(reportedConsents.element, { ...consent, partyName: findName(consent.partyId) }),
    ),
  };
}

/** The report key of the key that signed the consent. */
async function readReportKey({ store }: QueryDeps, consent: ConsentRecord | undefined): Promise<string | undefined> {
  const key = consent && (await store.subjectKey(consent.subjectId, consent.keyId));
  return key?.report?.publicKey;
}

async function readDisputes(deps: QueryDeps, { disputes }: CreditHistory): Promise<ReportedRecord['disputes']> {
  const shown = [];
  for (const dispute of disputes) {
    const { disputeId } = dispute;
    shown.push({ disputeId, ...disputeView(dispute, await deps.readDisputeTexts(dispute)) });
  }
  return shown;
}

interface Wrapped {
  readonly history: CreditHistory;
  readonly answer: CreditAnswerRecord;
  /** Those that are still disclosed. */
  readonly feedbacks: readonly CreditFeedbackRecord[];
}

/** The wrap holds the data keys in the order of `numbers`. Texts that are disclosed no longer are absent. */
async function readAnswer(deps: QueryDeps, { history, answer, feedbacks }: Wrapped): Promise<ReportedRecord['answer']> {
  const { answerId, status, numbers, wrap } = answer;
  const disclosed = new Set([0, ...feedbacks.map(({ number }) => number)]);
  const shown = numbers.filter((number) => disclosed.has(number));
  const parts = await Promise.all(shown.map((number) => readPart(deps, history, number)));
  const texts = parts.flatMap((part) =>
    part?.sealed === undefined ? [] : [{ number: part.number, sealed: part.sealed }],
  );
  return { answerId, status, numbers, wrap, texts };
}

async function readAll<T>(read: (page: Page) => Promise<Paged<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ cursor, limit: 500 });
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
}
