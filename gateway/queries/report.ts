/**
 * The own report: all that the alliance holds about a subject, for the subject. Complete and free. The details are wrapped for the
 * subject's own key, so this institution passes on what it cannot read.
 */

import { dayCount } from '../../chaincode/api/ledger-day';
import type {
  AllianceRecord,
  ConfirmStatus,
  ConsentRecord,
  CreditAnswerRecord,
  CreditFeedbackRecord,
  CreditRecord,
  QueryPurpose,
  SubjectKeyRecord,
  Wrap,
} from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { TimeZone } from '../../chaincode/api/time-zones';
import { Problem } from '../api/problem';
import type { CreditHistory, Page, Paged } from '../store/types';
import { shownDispute } from './reading';
import { isMarked, isTold, toldFeedbacks } from './retention';
import { readPart } from './sealed';
import { ownQuery, type QueryTools, readableConsent, standingOf, timeOf } from './tools';
import type { ShownDispute } from './types';

/** The details of one record, for whoever has the report key. */
export interface SealedAnswer {
  readonly answerId: string;
  readonly status: ConfirmStatus;
  /** The order in which the wrap holds the data keys. */
  readonly numbers: readonly number[];
  readonly wrap?: Wrap;
  /** Of those numbers that are still told, 0 the terms; what they have to be is in the record and its feedbacks. */
  readonly texts: readonly { readonly number: number; readonly sealed: string }[];
}

export interface ReportedDispute extends ShownDispute {
  /** Follows from what the person signed. */
  readonly disputeId: string;
}

export interface ReportedRecord {
  /** As the ledger holds it, with all that its sides signed. */
  readonly record: CreditRecord;
  /** Those that are still told, as the ledger holds them. */
  readonly feedbacks: readonly CreditFeedbackRecord[];
  readonly disputed?: true;
  readonly disputes: readonly ReportedDispute[];
  readonly answer?: SealedAnswer;
}

export interface Report {
  readonly format: 'tallystick-report-4';
  readonly channel: string;
  readonly subjectId: string;
  readonly queryId: string;
  readonly madeTime: string;
  readonly ledgerDay: number;
  /** How the ledger's days are counted: from which time a key counts. */
  readonly daySeconds: number;
  readonly timeZone: TimeZone;
  /** For which the details are wrapped: P-256 point, base64url. */
  readonly reportKey: string;
  readonly records: readonly ReportedRecord[];
  /** Who asked, when and why; the latest first. */
  readonly queries: readonly {
    readonly queryId: string;
    readonly partyId: string;
    readonly partyName: string;
    readonly purpose: QueryPurpose;
    readonly askedTime: string;
    /** Of how many records the details were asked for. */
    readonly records: number;
  }[];
  readonly consents: readonly {
    readonly consentId: string;
    readonly partyId: string;
    readonly partyName: string;
    readonly purpose: QueryPurpose;
    readonly notAfter: string;
    readonly uses: number;
    readonly used: number;
    readonly grantedTime: string;
    readonly revokedTime?: string;
  }[];
  /** With which somebody signs as the subject, and from which of the ledger's days for what. */
  readonly keys: readonly {
    readonly keyId: string;
    /** P-256 point, base64url. */
    readonly publicKey: string;
    readonly addedTime: string;
    readonly countsFromDay: number;
    readonly reportsFromDay: number;
    readonly revokedTime?: string;
  }[];
}

/** Refusals: CREDIT_QUERY_NOT_FOUND, also where the query is for no own report of that subject; CONSENT_REVOKED, CONSENT_EXPIRED. */
export async function makeReport(
  tools: QueryTools,
  { subjectId, queryId, userName }: { readonly subjectId: string; readonly queryId: string; readonly userName: string },
): Promise<Report> {
  const { store, channel, audit } = tools;
  const query = await ownQuery(tools, queryId);
  if (query.purpose !== 'OWN_REPORT' || query.subjectId !== subjectId) throw new Problem('CREDIT_QUERY_NOT_FOUND');
  const consent = await readableConsent(tools, query);
  const standing = await standingOf(tools);
  const answers = new Map((await store.queries.creditAnswers(queryId)).map((answer) => [answer.recordId, answer]));
  const histories = (await store.queries.historiesOf(subjectId)).filter((history) => isTold(history, standing));
  const alliance = (await tools.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  const nameOf = namesIn(alliance);
  const queries = await all((page) => store.queries.creditQueries({ subjectId }, page));
  const consents = await all((page) => store.queries.consents({ subjectId }, page));
  const records: ReportedRecord[] = [];
  for (const history of histories) {
    const told = toldFeedbacks(history, standing).map(({ number }) => number);
    records.push(await reportedRecord(tools, history, answers.get(history.record.recordId), told));
  }
  await audit.note({ queryId, userName, time: timeOf(tools) });
  return {
    format: 'tallystick-report-4',
    channel,
    subjectId,
    queryId,
    madeTime: timeOf(tools),
    ledgerDay: standing.day,
    ...dayCount(alliance),
    reportKey: (await reportKeyOf(tools, consent)) ?? '',
    records,
    queries: queries.map(({ queryId: id, partyId, purpose, askedTime, answerIds }) => {
      return { queryId: id, partyId, partyName: nameOf(partyId), purpose, askedTime, records: answerIds.length };
    }),
    consents: consents.map(({ docType: _d, signature: _s, keyId: _k, subjectId: _i, signedTime: _t, ...rest }) => {
      return { ...rest, partyName: nameOf(rest.partyId) };
    }),
    keys: (await store.subjectKeys(subjectId)).map(reportedKey),
  };
}

/** Of the key that consented. */
async function reportKeyOf({ store }: QueryTools, consent: ConsentRecord | undefined): Promise<string | undefined> {
  const key = consent && (await store.subjectKey(consent.subjectId, consent.keyId));
  return key?.report?.publicKey;
}

function reportedKey({ keyId, publicKey, addedTime, countsFromDay, reportsFromDay, revokedTime }: SubjectKeyRecord) {
  const revoked = revokedTime === undefined ? {} : { revokedTime };
  return { keyId, publicKey, addedTime, countsFromDay, reportsFromDay, ...revoked };
}

async function reportedRecord(
  tools: QueryTools,
  history: CreditHistory,
  answer: CreditAnswerRecord | undefined,
  told: readonly number[],
): Promise<ReportedRecord> {
  const disputes: ReportedDispute[] = [];
  for (const dispute of history.disputes) {
    const { disputeId } = dispute;
    disputes.push({ disputeId, ...shownDispute(dispute, await tools.openDispute(dispute)) });
  }
  return {
    record: history.record,
    feedbacks: history.feedbacks.filter(({ number }) => told.includes(number)),
    ...(isMarked(history) ? { disputed: true } : {}),
    disputes,
    ...(answer === undefined ? {} : { answer: await sealedAnswer(tools, history, answer, told) }),
  };
}

async function sealedAnswer(
  tools: QueryTools,
  history: CreditHistory,
  { answerId, status, numbers, wrap }: CreditAnswerRecord,
  told: readonly number[],
): Promise<SealedAnswer> {
  const shown = numbers.filter((number) => number === 0 || told.includes(number));
  const parts = await Promise.all(shown.map((number) => readPart(tools, history, number)));
  return {
    answerId,
    status,
    numbers,
    ...(wrap === undefined ? {} : { wrap }),
    texts: parts.flatMap((part) => (part?.sealed === undefined ? [] : [{ number: part.number, sealed: part.sealed }])),
  };
}

function namesIn({ members }: AllianceRecord): (partyId: string) => string {
  const names = new Map(members.map(({ partyId, partyName }) => [partyId, partyName]));
  return (partyId) => names.get(partyId) ?? partyId;
}

async function all<T>(read: (page: Page) => Promise<Paged<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ cursor, limit: 500 });
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
}
