/** Answers that lenders owe, what the registrar passes on, disputes, and what is to be purged. */
import { type ExpressionBuilder, sql, type Transaction } from 'kysely';
import type { Transfer } from '../../chaincode/api/records';
import { chunks, inTransaction } from './chunks';
import { dayText } from './columns';
import type { DisputeDraft, DisputeFilter, LendingStore, PaidAnswer } from './lending-types';
import { parseRecords, type RecordQuery, readRecord, readRecordPage, selectOverdue, selectRecords } from './records';
import type { Database, Tables } from './schema';

/** For how many payouts it is remembered whose answers were passed on. */
const rememberedPayouts = 4;
/** One payout is one transaction; what is left waits for the next period. */
const maxPaid = 10_000;

export function lendingOf(db: Database): LendingStore {
  return { ...answersOf(db), ...payoutsOf(db), ...disputesOf(db), ...purgesOf(db) };
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
        .where((answer) =>
          answer.not(answer.exists(answer.selectFrom('outbox').select('item_key').where('item_key', '=', waits))),
        )
        .where((answer) => answer.not(isRevoked(answer)));
      return parseRecords(await query.orderBy('position').limit(limit).execute());
    },

    answersToExpire: async (asker, at, limit) => {
      const due = selectOverdue(db, 'creditAnswer', at, limit);
      return parseRecords(await (asker === undefined ? due : due.where('owner', '=', asker)).execute());
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
    payout: (period) => readRecord(db, 'payout', String(period)),

    async noteLenders(lenders) {
      for (const some of chunks(lenders)) {
        await db
          .insertInto('answer_lenders')
          .values(some.map(({ answerId, sealed }) => ({ answer_id: answerId, sealed })))
          .onConflict((conflict) => conflict.column('answer_id').doNothing())
          .execute();
      }
    },

    keepPayout: (period, decide) =>
      inTransaction(db, async (within) => {
        const kept = await within
          .insertInto('kept_payouts')
          .values({ period, transfers: '[]' })
          .onConflict((conflict) => conflict.column('period').doNothing())
          .executeTakeFirstOrThrow();
        if (kept.numInsertedOrUpdatedRows === 0n) return false;
        const { transfers, passedOn } = decide(await paidAnswers(within));
        const row = within.updateTable('kept_payouts').set({ transfers: JSON.stringify(transfers) });
        await row.where('period', '=', period).execute();
        for (const some of chunks(passedOn)) {
          await within.updateTable('answer_lenders').set({ period }).where('answer_id', 'in', some).execute();
        }
        await forgetLenders(within);
        return true;
      }),

    async payoutsToPost(limit) {
      const rows = await db
        .selectFrom('kept_payouts')
        .selectAll()
        .where('transfers', '!=', '[]')
        .where((kept) =>
          kept.not(
            kept.exists(
              kept
                .selectFrom('records')
                .select('records.id')
                .where('records.doc_type', '=', 'payout')
                .where('records.id', '=', sql<string>`cast(kept_payouts.period as text)`),
            ),
          ),
        )
        .orderBy('period')
        .limit(limit)
        .execute();
      return rows.map(({ period, transfers }) => ({
        period: Number(period),
        transfers: JSON.parse(transfers) as readonly Transfer[],
      }));
    },
  } satisfies Partial<LendingStore>;
}

async function paidAnswers(db: Transaction<Tables>): Promise<readonly PaidAnswer[]> {
  const rows = await db
    .selectFrom('answer_lenders')
    .innerJoin('records', 'records.id', 'answer_lenders.answer_id')
    .where('records.doc_type', '=', 'creditAnswer')
    .where('records.status', '=', 'PAID')
    .where('answer_lenders.period', 'is', null)
    .select(['answer_id', 'sealed', 'json'])
    .orderBy('position')
    .limit(maxPaid)
    .execute();
  return rows.map(({ answer_id: answerId, sealed, json }) => {
    const { tokenFen } = JSON.parse(json) as { readonly tokenFen: number };
    return { answerId, sealed, tokenFen };
  });
}

async function forgetLenders(db: Transaction<Tables>): Promise<void> {
  const kept = db.selectFrom('kept_payouts').select('period').orderBy('period', 'desc');
  const remembered = await kept.limit(rememberedPayouts + 1).execute();
  const oldest = remembered.at(-1);
  if (oldest !== undefined) await db.deleteFrom('answer_lenders').where('period', '<', Number(oldest.period)).execute();
  await db
    .deleteFrom('answer_lenders')
    .where('answer_id', 'in', (refunded) =>
      refunded
        .selectFrom('records')
        .select('id')
        .where('doc_type', '=', 'creditAnswer')
        .where('status', '=', 'REFUNDED'),
    )
    .execute();
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

function purgesOf(db: Database) {
  const due = <T extends 'creditFeedback' | 'creditRecord'>(docType: T, before: number, limit: number) =>
    selectRecords(db, docType)
      .where('due_from', '<', dayText(before))
      .orderBy('due_from')
      .orderBy('position')
      .limit(limit);
  return {
    feedbacksToPurge: async (before, limit) => parseRecords(await due('creditFeedback', before, limit).execute()),
    recordsToPurge: async (before, limit) => parseRecords(await due('creditRecord', before, limit).execute()),
  } satisfies Partial<LendingStore>;
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
