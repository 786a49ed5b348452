/** Answers that lenders owe, what they earned, and disputes. */
import { type ExpressionBuilder, sql } from 'kysely';
import { inTransaction } from './chunks';
import { dayText } from './columns';
import type { DisputeDraft, DisputeFilter, LendingStore } from './lending-types';
import { parseRecords, type RecordQuery, readRecord, readRecordPage, selectRecords } from './records';
import type { Database, Tables } from './schema';

export function lendingOf(db: Database): LendingStore {
  return { ...answersOf(db), ...payoutsOf(db), ...disputesOf(db) };
}

function answersOf(db: Database) {
  return {
    ledgerDay: async () => (await readRecord(db, 'ledgerDay', 'ledgerDay'))?.day,
    answer: (answerId) => readRecord(db, 'creditAnswer', answerId),

    answersToGive: async (now, limit) => {
      const waits = sql<string>`'creditAnswer ' || records.id || ' delivered'`;
      const query = selectRecords(db, 'creditAnswer')
        .where('status', '=', 'HELD')
        .where('act_by', '>=', now)
        .where(isLentHere('records.other'))
        .where(sql<boolean>`not exists (select item_key from outbox where item_key = ${waits})`)
        .where((answer) => answer.not(isRevoked(answer)));
      return parseRecords(await query.orderBy('position').limit(limit).execute());
    },

    sales: (page) => {
      const paid = selectRecords(db, 'creditAnswer').where('status', '=', 'PAID').where(isLentHere('records.other'));
      return readRecordPage(
        // Both databases look into JSON, but each in words of its own.
        paid.where('json', 'not like', '%"tokenFen":0,%').where('json', 'not like', '%"tokenFen":0}%'),
        page,
      );
    },
  } satisfies Partial<LendingStore>;
}

function payoutsOf(db: Database) {
  return {
    payouts: async (limit) =>
      parseRecords(await selectRecords(db, 'payout').orderBy('position', 'desc').limit(limit).execute()),
  } satisfies Partial<LendingStore>;
}

function disputesOf(db: Database) {
  return {
    dispute: (disputeId) => readRecord(db, 'creditDispute', disputeId),
    disputes: (filter, page) => readRecordPage(narrowed(db, filter), page),
    disputesOf: async (recordId) =>
      parseRecords(
        await selectRecords(db, 'creditDispute').where('about', '=', recordId).orderBy('position').execute(),
      ),

    keepDisputeDraft: (draft, since) =>
      inTransaction(db, async (within) => {
        const { disputeId, created, sealed } = draft;
        await within.deleteFrom('dispute_drafts').where('created', '<', since).execute();
        await within
          .insertInto('dispute_drafts')
          .values({ dispute_id: disputeId, created, sealed })
          .onConflict((conflict) => conflict.column('dispute_id').doNothing())
          .execute();
        return (await readDraft(within, disputeId, since)) ?? draft;
      }),
    disputeDraft: (disputeId, since) => readDraft(db, disputeId, since),
  } satisfies Partial<LendingStore>;
}

async function readDraft(db: Database, disputeId: string, since: string): Promise<DisputeDraft | undefined> {
  const row = await db
    .selectFrom('dispute_drafts')
    .selectAll()
    .where('dispute_id', '=', disputeId)
    .where('created', '>=', since)
    .executeTakeFirst();
  return row && { disputeId, created: row.created, sealed: row.sealed };
}

function narrowed(db: Database, { status, overdue, whose }: DisputeFilter): RecordQuery<'creditDispute'> {
  let query = selectRecords(db, 'creditDispute');
  if (status !== undefined) query = query.where('status', '=', status);
  if (overdue?.is === true) query = query.where('act_by', '<', dayText(overdue.day));
  if (overdue?.is === false) {
    const { day } = overdue;
    query = query.where((dispute) =>
      dispute.or([dispute('act_by', 'is', null), dispute('act_by', '>=', dayText(day))]),
    );
  }
  if (whose === 'ALL') return query;
  const lentHere = isLentHere('records.about');
  if (whose === 'LENT_HERE') return query.where(lentHere);
  return query.where((dispute) => dispute.or([lentHere(dispute), isKnownHere()]));
}

type OfRecord = ExpressionBuilder<Tables, 'records'>;

/** Whether the column names a record whose lender's key this gateway has. Looked up for each row: the list of all is long. */
function isLentHere(column: 'records.about' | 'records.other') {
  return (row: OfRecord) =>
    row.exists(
      row
        .selectFrom('credit_records')
        .select('record_id')
        .whereRef('record_id', '=', column)
        .where('credit_records.status', '=', 'EFFECTIVE'),
    );
}

/** Whether the consent under which the answer was asked for is revoked: the ledger takes the answer no more. */
function isRevoked(answer: OfRecord) {
  return answer.exists(
    answer
      .selectFrom('records as asked')
      .innerJoin('records as consented', 'consented.id', 'asked.other')
      .select('asked.id')
      .where('asked.doc_type', '=', 'creditQuery')
      .whereRef('asked.id', '=', 'records.about')
      .where('consented.doc_type', '=', 'consent')
      .where('consented.status', '=', 'REVOKED'),
  );
}

/** Whether the subject that is disputed about was verified here. */
function isKnownHere() {
  return sql<boolean>`exists (select subject_id from subjects where subject_id = records.other)`;
}
