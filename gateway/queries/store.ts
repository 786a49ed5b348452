/** Finds queries, answers and credit records among what is folded from blocks. The other parts of the store are in files of their own. */
import type {
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
} from '../../chaincode/api/records';
import { chunks } from '../store/chunks';
import { narrow, parseRecords, readRecord, readRecordPage, selectOverdue, selectRecords } from '../store/records';
import type { Database, DocType, RecordOf } from '../store/schema';
import type { ClockAndDay, Page, Paged } from '../store/types';
import { type ConsentStore, newConsentStore, type QueryFilter } from './consent-store';
import { newOpenedStore, type OpenedStore } from './opened-store';
import type { QueryTables } from './tables';

/** A credit record with all that followed it. */
export interface CreditHistory {
  readonly record: CreditRecord;
  /** In the order of their numbers. */
  readonly feedbacks: readonly CreditFeedbackRecord[];
  /** In the order of the ledger. */
  readonly disputes: readonly CreditDisputeRecord[];
}

/** Lists are newest first. A cursor that is none throws CursorMalformed. */
export interface QueryStore extends ConsentStore, OpenedStore {
  creditQuery(queryId: string): Promise<CreditQueryRecord | undefined>;
  creditQueries(filter: QueryFilter, page: Page): Promise<Paged<CreditQueryRecord>>;
  /** In the order in which they were asked for. */
  creditAnswers(queryId: string): Promise<readonly CreditAnswerRecord[]>;
  /** DELIVERED to the party, and the ledger's day has not reached disputeBy; oldest first. */
  answersToJudge(partyId: string, dayStart: string, limit: number): Promise<readonly CreditAnswerRecord[]>;
  /** Answers whose deadline has passed, in the order of the deadlines; those that the party asked for, or all. */
  answersToExpire(asker: string | undefined, at: ClockAndDay, limit: number): Promise<readonly CreditAnswerRecord[]>;
  /** All records of a borrower, in the order of the ledger. */
  historiesAbout(subjectId: string): Promise<readonly CreditHistory[]>;
  /** By recordId. */
  histories(recordIds: readonly string[]): Promise<ReadonlyMap<string, CreditHistory>>;
}

export function newQueryStore(database: Database): QueryStore {
  const db = database.withTables<QueryTables>();
  return { ...newConsentStore(database), ...newOpenedStore(db), ...queriesIn(database) };
}

function queriesIn(db: Database): Omit<QueryStore, keyof (ConsentStore & OpenedStore)> {
  return {
    creditQuery: (queryId) => readRecord(db, 'creditQuery', queryId),
    creditQueries: ({ subjectId: about, partyId: owner }, page) =>
      readRecordPage(narrow(selectRecords(db, 'creditQuery'), { about, owner }), page),

    async creditAnswers(queryId) {
      const rows = await selectRecords(db, 'creditAnswer').where('about', '=', queryId).execute();
      return parseRecords(rows).toSorted((one, other) => parsePlace(one.answerId) - parsePlace(other.answerId));
    },

    answersToJudge: async (partyId, dayStart, limit) => {
      const delivered = selectRecords(db, 'creditAnswer')
        .where('owner', '=', partyId)
        .where('status', '=', 'DELIVERED');
      const query = delivered.where('act_by', '>', dayStart).orderBy('position').limit(limit);
      return parseRecords(await query.execute());
    },

    answersToExpire: async (owner, at, limit) =>
      parseRecords(await narrow(selectOverdue(db, 'creditAnswer', at, limit), { owner }).execute()),

    async historiesAbout(subjectId) {
      const records = selectRecords(db, 'creditRecord').where('about', '=', subjectId).orderBy('position');
      return readHistories(db, parseRecords(await records.execute()));
    },

    async histories(recordIds) {
      const histories = await readHistories(db, await readAll(db, 'creditRecord', { id: recordIds }));
      return new Map(histories.map((history) => [history.record.recordId, history]));
    },
  };
}

/** An answerId is `queryId.n`. */
function parsePlace(answerId: string): number {
  return Number(answerId.slice(answerId.lastIndexOf('.') + 1));
}

/** The records that have one of these ids, or that are about one of these. */
async function readAll<T extends DocType>(
  db: Database,
  docType: T,
  by: { readonly id: readonly string[] } | { readonly about: readonly string[] },
): Promise<readonly RecordOf<T>[]> {
  const found: RecordOf<T>[] = [];
  const [column, values] = 'id' in by ? (['id', by.id] as const) : (['about', by.about] as const);
  for (const some of chunks(values)) {
    const rows = await selectRecords(db, docType).where(column, 'in', some).orderBy('position').execute();
    found.push(...parseRecords(rows));
  }
  return found;
}

async function readHistories(db: Database, records: readonly CreditRecord[]): Promise<readonly CreditHistory[]> {
  const given = records.filter(({ feedbackCount }) => feedbackCount > 0).map(({ recordId }) => recordId);
  const disputed = records.filter(({ disputeIds }) => disputeIds.length > 0).map(({ recordId }) => recordId);
  const feedbacks = byRecord(await readAll(db, 'creditFeedback', { about: given }));
  const disputes = byRecord(await readAll(db, 'creditDispute', { about: disputed }));
  return records.map((record) => ({
    record,
    feedbacks: (feedbacks.get(record.recordId) ?? []).toSorted((one, other) => one.number - other.number),
    disputes: disputes.get(record.recordId) ?? [],
  }));
}

function byRecord<R extends { readonly recordId: string }>(records: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const byId = new Map<string, R[]>();
  for (const record of records) if (!byId.get(record.recordId)?.push(record)) byId.set(record.recordId, [record]);
  return byId;
}
