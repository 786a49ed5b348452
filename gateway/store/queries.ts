/** Credit queries: what blocks hold of consents, queries, answers and records, and what was opened and read here. */
import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { CreditDisputeRecord, CreditFeedbackRecord, CreditRecord } from '../../chaincode/api/records';
import { chunks } from './chunks';
import { consentsOf } from './consents';
import { readPage } from './pages';
import type { CreditHistory, QueryFilter, QueryStore } from './query-types';
import { parseRecords, type RecordQuery, readRecord, readRecordPage, selectRecords } from './records';
import type { CreditReadsTable, Database, DocType, RecordOf } from './schema';

type Folded = Pick<
  QueryStore,
  'creditQuery' | 'creditQueries' | 'creditAnswers' | 'answersToJudge' | 'historiesOf' | 'histories'
>;

export function queriesOf(db: Database): QueryStore {
  return { ...consentsOf(db), ...foldedOf(db), ...openedOf(db), ...readsOf(db) };
}

function foldedOf(db: Database): Folded {
  return {
    creditQuery: (queryId) => readRecord(db, 'creditQuery', queryId),
    creditQueries: (filter, page) => readRecordPage(narrow(selectRecords(db, 'creditQuery'), filter), page),

    async creditAnswers(queryId) {
      const rows = await selectRecords(db, 'creditAnswer').where('about', '=', queryId).execute();
      return [...parseRecords(rows)].sort((one, other) => placeOf(one.answerId) - placeOf(other.answerId));
    },

    answersToJudge: async (partyId, dayStart, limit) =>
      parseRecords(
        await selectRecords(db, 'creditAnswer')
          .where('owner', '=', partyId)
          .where('status', '=', 'DELIVERED')
          .where('act_by', '>', dayStart)
          .orderBy('position')
          .limit(limit)
          .execute(),
      ),

    async historiesOf(subjectId) {
      const ofSubject = selectRecords(db, 'creditRecord').where('about', '=', subjectId).orderBy('position');
      return withWhatCame(db, parseRecords(await ofSubject.execute()));
    },

    async histories(recordIds) {
      const records = await about(db, 'creditRecord', 'id', recordIds);
      return new Map((await withWhatCame(db, records)).map((history) => [history.record.recordId, history]));
    },
  };
}

function narrow(query: RecordQuery<'creditQuery'>, { subjectId, partyId }: QueryFilter): RecordQuery<'creditQuery'> {
  const ofSubject = subjectId === undefined ? query : query.where('about', '=', subjectId);
  return partyId === undefined ? ofSubject : ofSubject.where('owner', '=', partyId);
}

/** `queryId.n`. */
function placeOf(answerId: string): number {
  return Number(answerId.slice(answerId.lastIndexOf('.') + 1));
}

async function about<T extends DocType>(
  db: Database,
  docType: T,
  column: 'id' | 'about',
  values: readonly string[],
): Promise<readonly RecordOf<T>[]> {
  const found: RecordOf<T>[] = [];
  for (const some of chunks(values)) {
    const rows = await selectRecords(db, docType).where(column, 'in', some).orderBy('position').execute();
    found.push(...parseRecords(rows));
  }
  return found;
}

async function withWhatCame(db: Database, records: readonly CreditRecord[]): Promise<readonly CreditHistory[]> {
  const given = records.filter(({ feedbackCount }) => feedbackCount > 0).map(({ recordId }) => recordId);
  const disputed = records.filter(({ disputeIds }) => disputeIds.length > 0).map(({ recordId }) => recordId);
  const feedbacks = byRecord<CreditFeedbackRecord>(await about(db, 'creditFeedback', 'about', given));
  const disputes = byRecord<CreditDisputeRecord>(await about(db, 'creditDispute', 'about', disputed));
  return records.map((record) => ({
    record,
    feedbacks: [...(feedbacks.get(record.recordId) ?? [])].sort((one, other) => one.number - other.number),
    disputes: disputes.get(record.recordId) ?? [],
  }));
}

function byRecord<R extends { readonly recordId: string }>(records: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const byId = new Map<string, R[]>();
  for (const record of records) if (!byId.get(record.recordId)?.push(record)) byId.set(record.recordId, [record]);
  return byId;
}

function openedOf(db: Database): Pick<QueryStore, 'opened' | 'keepOpened' | 'dropOpened'> {
  return {
    async opened(answerIds) {
      if (answerIds.length === 0) return [];
      return db
        .selectFrom('credit_opened')
        .select(['answer_id as answerId', 'part', 'sealed'])
        .where('answer_id', 'in', answerIds)
        .execute();
    },

    async keepOpened(parts, { consentId: consent_id, notAfter: not_after }) {
      const rows = parts.map(({ answerId: answer_id, part, sealed, day }) => ({
        answer_id,
        part,
        sealed,
        consent_id,
        not_after,
        day,
      }));
      for (const some of chunks(rows)) {
        await db
          .insertInto('credit_opened')
          .values(some)
          .onConflict((conflict) =>
            conflict
              .columns(['answer_id', 'part'])
              .doUpdateSet((row) => ({ sealed: row.ref('excluded.sealed'), day: row.ref('excluded.day') })),
          )
          .execute();
      }
    },

    async dropOpened(now, firstDay) {
      // One statement for each index; the revoked consents that would have held until now are few, and so are revoked keys.
      const opened = db.deleteFrom('credit_opened');
      await opened.where('not_after', '<', now).execute();
      await opened.where('day', '<', firstDay).execute();
      const consents = db.selectFrom('records').select('id').where('doc_type', '=', 'consent');
      await opened.where('consent_id', 'in', consents.where('due_from', '>=', now)).execute();
      const keys = db.selectFrom('records').select('id').where('doc_type', '=', 'subjectKey');
      const revoked = keys.where('status', '=', 'REVOKED');
      await opened.where('consent_id', 'in', consents.where('other', 'in', revoked)).execute();
    },
  };
}

function readsOf(db: Database): Pick<QueryStore, 'noteReads' | 'reads'> {
  return {
    async noteReads(reads) {
      const rows = reads.map(({ queryId: query_id, userName: user_name, time }) => {
        return { query_id, user_name, time, position: `${time} ${randomBytes(6).toString('hex')}` };
      });
      for (const some of chunks(rows)) await db.insertInto('credit_reads').values(some).execute();
    },

    reads(queryId, page) {
      const ofQuery = db.selectFrom('credit_reads').selectAll().where('query_id', '=', queryId);
      return readPage(ofQuery, page, { form: readPosition, item: readOf });
    },
  };
}

/** The time, and something random. */
const readPosition = /^[0-9TZ:.-]{24} [0-9a-f]{12}$/;

function readOf({ query_id: queryId, user_name: userName, time }: Selectable<CreditReadsTable>) {
  return { queryId, userName, time };
}
