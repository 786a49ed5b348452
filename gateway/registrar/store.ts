/** Keeps what the registrar has posted, who brought answers, and what it passes on; finds what is to be purged. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type {
  CreditAnswerRecord,
  CreditFeedbackRecord,
  CreditRecord,
  PayoutRecord,
  Transfer,
} from '../../chaincode/api/records';
import { chunks, inTransaction } from '../store/chunks';
import { dayText } from '../store/columns';
import { parseRecords, readRecord, selectRecords } from '../store/records';
import type { Database, Tables } from '../store/schema';
import type { RegistrarTables } from './tables';

/** The lender that brought an answer, sealed by the vault. */
export interface AnswerLender {
  readonly answerId: string;
  readonly sealed: string;
}

/** An answer whose price the registrar was paid and has not passed on. */
export interface PaidAnswer extends AnswerLender {
  readonly tokenFen: number;
}

export interface KeptPayout {
  readonly period: number;
  readonly transfers: readonly Transfer[];
}

/** The payments that are passed on; a paid answer that is not named waits for the next period. */
export interface PayoutDecision {
  readonly transfers: readonly Transfer[];
  readonly passedOn: readonly string[];
}

/** Work lists are oldest first and hold at most `limit`. */
export interface RegistrarStore {
  answer(answerId: string): Promise<CreditAnswerRecord | undefined>;
  record(recordId: string): Promise<CreditRecord | undefined>;

  /** The last period whose packages are posted. */
  postedPeriod(): Promise<number | undefined>;
  /** Together with the last period of each lender whose packages were taken by then. */
  setPostedPeriod(period: number, taken?: ReadonlyMap<string, number>): Promise<void>;
  takenPeriods(): Promise<ReadonlyMap<string, number>>;

  /** Durable when it answers; who was noted first stays. */
  noteLenders(lenders: readonly AnswerLender[]): Promise<void>;
  payout(period: number): Promise<PayoutRecord | undefined>;
  /**
   * Decides once what is passed on for a period and keeps it, in one SQL transaction. False where that was done before: then
   * nothing was changed. Forgets who brought answers that were refunded, or passed on some payouts ago.
   */
  keepPayout(period: number, decide: (paid: readonly PaidAnswer[]) => PayoutDecision): Promise<boolean>;
  /** Kept, not empty, and not on the ledger. */
  payoutsToPost(limit: number): Promise<readonly KeptPayout[]>;

  /** Feedbacks, and records by their last feedback, of a day before the given one, and not purged. */
  feedbacksToPurge(before: number, limit: number): Promise<readonly CreditFeedbackRecord[]>;
  recordsToPurge(before: number, limit: number): Promise<readonly CreditRecord[]>;
}

const posted = 'posted';
const lender = 'lender ';
/** For how many payouts it is remembered whose answers were passed on. */
const rememberedPayouts = 4;
/** One payout is one transaction; what is left waits for the next period. */
const maxPaid = 10_000;

type All = Tables & RegistrarTables;

export function newRegistrarStore(database: Database): RegistrarStore {
  const db = database.withTables<RegistrarTables>();
  return { ...newPostingStore(db), ...newPayoutStore(db), ...newPurgeStore(database) };
}

function newPostingStore(db: Kysely<All>) {
  return {
    answer: (answerId) => readRecord(db, 'creditAnswer', answerId),
    record: (recordId) => readRecord(db, 'creditRecord', recordId),

    async postedPeriod() {
      const row = await db.selectFrom('credit_posting').select('period').where('name', '=', posted).executeTakeFirst();
      return row && Number(row.period);
    },

    setPostedPeriod: (period, taken = new Map()) =>
      inTransaction(db, async (within) => {
        const rows = [...taken].map(([partyId, last]) => ({ name: `${lender}${partyId}`, period: last }));
        for (const row of [{ name: posted, period }, ...rows]) {
          await within
            .insertInto('credit_posting')
            .values(row)
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ period: row.period }))
            .execute();
        }
      }),

    async takenPeriods() {
      const rows = await db.selectFrom('credit_posting').selectAll().where('name', 'like', `${lender}%`).execute();
      return new Map(rows.map(({ name, period }) => [name.slice(lender.length), Number(period)]));
    },
  } satisfies Partial<RegistrarStore>;
}

function newPayoutStore(db: Kysely<All>) {
  return {
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
  } satisfies Partial<RegistrarStore>;
}

async function paidAnswers(db: Transaction<All>): Promise<readonly PaidAnswer[]> {
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

async function forgetLenders(db: Transaction<All>): Promise<void> {
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

function newPurgeStore(db: Database) {
  const due = <T extends 'creditFeedback' | 'creditRecord'>(docType: T, before: number, limit: number) =>
    selectRecords(db, docType)
      .where('due_from', '<', dayText(before))
      .orderBy('due_from')
      .orderBy('position')
      .limit(limit);
  return {
    feedbacksToPurge: async (before, limit) => parseRecords(await due('creditFeedback', before, limit).execute()),
    recordsToPurge: async (before, limit) => parseRecords(await due('creditRecord', before, limit).execute()),
  } satisfies Partial<RegistrarStore>;
}
