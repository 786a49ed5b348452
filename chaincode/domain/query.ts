/**
 * Queries: who may ask what of whose credit records, at which price; and whether an answer is usable. How an answer is
 * delivered and ends is in exchange.ts, as for a confirm. The order of refusals is that of the table in api/refusal-table.ts.
 */
import type {
  AllianceParameters,
  CreditAnswerRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
  Wrap,
} from '../api/records';
import { reject } from '../api/refusals';
import { isPastRetention, type Retention } from '../api/retention';
import { commitToKey, hashOfSealed, openCredit, unwrapDataKeys } from '../api/sealed';
import { checkedSum } from './amount';
import type { Question } from './consent';
import { periodsFrom } from './exchange';
import type { Moment } from './time';

/** One record that is asked for. */
export interface Asked {
  readonly recordId: string;
  readonly priceFen: number;
  readonly numbers: readonly number[];
  /** None for an own report. */
  readonly oneOffPublicKey?: string | undefined;
}

export interface Query extends Question {
  readonly queryId: string;
  readonly consentId?: string | undefined;
  readonly records: readonly Asked[];
}

export function totalFen(records: readonly Asked[]): number {
  return checkedSum(...records.map(({ priceFen }) => priceFen));
}

/** Details are never told without a consent, and a person's own report is nobody else's to ask for. */
export function needsConsent({ purpose, records }: Query, { summaryNeedsConsent }: AllianceParameters): boolean {
  return summaryNeedsConsent || records.length > 0 || purpose === 'OWN_REPORT';
}

/** Refuses details that the record does not disclose to this question. `feedbacks`: those asked for that exist. */
export function requireDisclosed(
  record: CreditRecord,
  feedbacks: readonly CreditFeedbackRecord[],
  asked: Asked,
  { subjectId, purpose }: Question,
  retention: Retention,
): void {
  const { recordId, feedbackCount, level } = record;
  const ownReport = purpose === 'OWN_REPORT';
  if (record.subjectId !== subjectId) reject('RECORD_NOT_OF_SUBJECT', { recordId });
  const missing = asked.numbers.find((number) => number > feedbackCount);
  if (missing !== undefined) reject('FEEDBACK_NOT_FOUND', { recordId, number: missing });
  // Before the first feedback there is no level.
  if (!ownReport && level !== 'PUBLIC' && level !== 'PAID') reject('DETAILS_NOT_RELEASED', { recordId });
  const goneTerms = asked.numbers.includes(0) && (record.purged || isPastRetention(record.lastFeedbackDay, retention));
  const gone = feedbacks.find(({ day, purged }) => purged || isPastRetention(day, retention));
  if (goneTerms || gone !== undefined)
    reject('DETAILS_EXPIRED', { recordId, number: goneTerms ? 0 : (gone?.number ?? 0) });
  const priceFen = ownReport ? 0 : (record.priceFen ?? 0);
  if (asked.priceFen !== priceFen) reject('PRICE_DIFFERS', { recordId, priceFen });
}

export function newQuery({ records, ...query }: Query, { time, day }: Moment): CreditQueryRecord {
  const { queryId, partyId, subjectId, purpose, consentId } = query;
  const answerIds = records.map((_, index) => `${queryId}.${index}`);
  return {
    docType: 'creditQuery',
    queryId,
    partyId,
    subjectId,
    purpose,
    consentId,
    answerIds,
    askedTime: time,
    day,
  };
}

export function newAnswer(
  exchange: { readonly answerId: string; readonly queryId: string; readonly partyId: string },
  { recordId, numbers, priceFen }: Asked,
  oneOffPublicKey: string,
  parameters: AllianceParameters,
  time: string,
): CreditAnswerRecord {
  return {
    ...exchange,
    docType: 'creditAnswer',
    recordId,
    numbers,
    oneOffPublicKey,
    tokenFen: priceFen,
    ...periodsFrom(time, parameters),
    status: 'HELD',
  };
}

/** The content by which two queries are the same, read from the records of the first one. */
export function queryContent(query: CreditQueryRecord, answers: readonly CreditAnswerRecord[]) {
  const { subjectId, purpose, consentId } = query;
  const records = answers.map(({ recordId, tokenFen, numbers, oneOffPublicKey }) => ({
    recordId,
    priceFen: tokenFen,
    numbers,
    // The key of an own report follows from the consent.
    ...(purpose !== 'OWN_REPORT' && { oneOffPublicKey }),
  }));
  return { subjectId, purpose, consentId, records };
}

/** One of the numbers that an answer is about: what the ledger says of it, and the sealed text unless that is purged. */
export interface AnsweredPart {
  readonly number: number;
  readonly keyCommitment: string;
  readonly commitment: string;
  readonly sealedHash: string;
  readonly sealed?: string | undefined;
}

/**
 * True where the revealed one-off key opens what was asked for: as many data keys as numbers, each the committed one, and each
 * text opening under its own to what the lender committed to. If a text has been purged since, only its key can be judged.
 */
export function isUsable(
  answer: CreditAnswerRecord,
  wrap: Wrap,
  parts: readonly AnsweredPart[],
  evidence: { readonly oneOffPrivateKey: Uint8Array; readonly channel: string },
): boolean {
  const { answerId, recordId } = answer;
  const { oneOffPrivateKey, channel } = evidence;
  for (const { sealed, sealedHash, number } of parts) {
    // The asker checked the texts against their hashes before it asked, and so does every endorser.
    const own = sealed === undefined || hashOfSealed(sealed) === sealedHash;
    if (!own) reject('SEALED_RECORD_UNAVAILABLE', { recordId, number });
  }
  const context = { channel, assetId: recordId, confirmId: answerId };
  const dataKeys = unwrapDataKeys(wrap, parts.length, oneOffPrivateKey, context);
  return parts.every((part, index) => {
    const dataKey = dataKeys?.[index];
    if (dataKey === undefined || commitToKey(dataKey) !== part.keyCommitment) return false;
    const context = { channel, recordId, number: part.number };
    return part.sealed === undefined || openCredit(part.sealed, dataKey, context, part.commitment) !== undefined;
  });
}
