/**
 * Keeps records whose sides sign at this gateway, from the draft on, and their feedbacks. A change names the version that it
 * follows.
 */
import type { Selectable } from 'kysely';
import type { CreditRecord } from '../../chaincode/api/records';
import { addToOutbox } from '../outbox/store';
import { chunks, inTransaction } from '../store/chunks';
import { type Page, type Paged, readPage } from '../store/pages';
import { readRecord } from '../store/records';
import type { Database } from '../store/schema';
import { countFeedbacks, takeEffect } from './folding';
import type { CreditChange, OwnFeedback, OwnRecord, OwnRecordFilter, WaitingDue } from './own-records';
import type { CreditFeedbacksTable, CreditRecordsTable, RecordTables, RecordTransaction } from './tables';

export interface DraftStore {
  /**
   * Writes all of it, or nothing and returns false where something was changed meanwhile. An item that waits stays as it is,
   * and one that was given up is replaced and waits again.
   */
  change(change: CreditChange): Promise<boolean>;
  /** Forgets feedbacks that were handed over, had expired by then, and are not recorded. */
  dropLost(expiredBefore: string): Promise<void>;

  ownRecord(recordId: string): Promise<OwnRecord | undefined>;
  ownRecords(filter: OwnRecordFilter, page: Page): Promise<Paged<OwnRecord>>;
  /** In the order of their numbers. */
  ownFeedbacks(recordId: string): Promise<readonly OwnFeedback[]>;
  /** As the ledger holds it. */
  creditRecord(recordId: string): Promise<CreditRecord | undefined>;

  /** Those with one of the marks. */
  waitingDues(marks: readonly string[]): Promise<readonly WaitingDue[]>;
  /** Writes that they have come. Nothing happens to a record whose maturity is another by now. */
  fallDue(dues: readonly (WaitingDue & { readonly time: string })[]): Promise<void>;
  /** When the oldest record was filed whose maturity may still come; ISO. */
  firstFiled(): Promise<string | undefined>;
}

class ChangedMeanwhile extends Error {}

export function newDraftStore(database: Database): DraftStore {
  const db = database.withTables<RecordTables>();
  return {
    async change({ records = [], feedbacks = [], outbox = [], outboxIsNew = false }) {
      try {
        await inTransaction(database, async (transaction) => {
          const sql = transaction.withTables<RecordTables>();
          for (const record of records) await writeRecord(sql, record);
          for (const feedback of feedbacks) await writeFeedback(sql, feedback);
          let added = 0;
          for (const some of chunks(outbox)) added += await addToOutbox(transaction, some);
          if (outboxIsNew && added < outbox.length) throw new ChangedMeanwhile();
          await takeEffect(sql, handedOver(records));
          await countFeedbacks(sql, handedOver(feedbacks));
        });
        return true;
      } catch (error) {
        if (error instanceof ChangedMeanwhile) return false;
        throw error;
      }
    },

    async dropLost(expiredBefore) {
      const lost = db.deleteFrom('credit_feedbacks').where('expires', '<', expiredBefore);
      await lost.where('status', '=', 'HANDED_OVER').execute();
    },

    async ownRecord(recordId) {
      const row = await db
        .selectFrom('credit_records')
        .selectAll()
        .where('record_id', '=', recordId)
        .executeTakeFirst();
      return row && parseRecord(row);
    },

    async ownRecords({ borrowerMark, lenderMark, due }, page) {
      let query = db.selectFrom('credit_records').selectAll();
      if (borrowerMark !== undefined) query = query.where('borrower_mark', '=', borrowerMark);
      if (lenderMark !== undefined) query = query.where('lender_mark', '=', lenderMark);
      if (due?.is === true) query = query.where('status', '=', 'EFFECTIVE').where('due_time', '<=', due.now);
      if (due?.is === false) {
        query = query.where((row) =>
          row.or([row('status', '!=', 'EFFECTIVE'), row('due_time', 'is', null), row('due_time', '>', due.now)]),
        );
      }
      return readPage(query, page, { form: listPosition, item: parseRecord });
    },

    async ownFeedbacks(recordId) {
      const ofRecord = db.selectFrom('credit_feedbacks').selectAll().where('record_id', '=', recordId);
      return (await ofRecord.orderBy('number').execute()).map(parseFeedback);
    },

    async waitingDues(marks) {
      const found: WaitingDue[] = [];
      for (const some of chunks(marks)) {
        const rows = db.selectFrom('credit_records').select(['record_id', 'due_mark', 'due_sealed']);
        const waiting = rows.where('due_time', 'is', null).where('due_mark', 'in', some);
        for (const { record_id, due_mark, due_sealed } of await waiting.execute()) {
          found.push({ recordId: record_id, due: { mark: due_mark, sealed: due_sealed } });
        }
      }
      return found;
    },

    async fallDue(dues) {
      if (dues.length === 0) return;
      await inTransaction(database, async (sql) => {
        for (const { recordId, due, time } of dues) {
          const record = sql
            .withTables<RecordTables>()
            .updateTable('credit_records')
            .set({ due_time: time })
            .where('record_id', '=', recordId);
          await record.where('due_sealed', '=', due.sealed).execute();
        }
      });
    },

    async firstFiled() {
      const waiting = db.selectFrom('credit_records').select('position').where('due_time', 'is', null);
      return (await waiting.orderBy('position').limit(1).executeTakeFirst())?.position.split(' ')[0];
    },

    creditRecord: (recordId) => readRecord(database, 'creditRecord', recordId),
  };
}

async function writeRecord(sql: RecordTransaction, record: OwnRecord): Promise<void> {
  const { recordId: record_id, created, version, status, signBy, due, borrowerMark, lenderMark, sealed } = record;
  const content = { status, version, sign_by: signBy, sealed };
  const fixed = {
    due_time: due.time ?? null,
    due_mark: due.mark,
    due_sealed: due.sealed,
    borrower_mark: borrowerMark,
    lender_mark: lenderMark,
  };
  if (version === 1) {
    const { numInsertedOrUpdatedRows } = await sql
      .insertInto('credit_records')
      .values({ record_id, position: listPositionText(created, record_id), ...fixed, ...content })
      .onConflict((conflict) => conflict.column('record_id').doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) throw new ChangedMeanwhile();
    return;
  }
  const { numUpdatedRows } = await sql
    .updateTable('credit_records')
    .set(content)
    .where('record_id', '=', record_id)
    .where('version', '=', version - 1)
    .where('status', '=', 'AWAITING_SIGNATURES')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new ChangedMeanwhile();
}

/** One that awaits a signature may be replaced; one that was handed over stays. */
async function writeFeedback(sql: RecordTransaction, feedback: OwnFeedback): Promise<void> {
  const { recordId: record_id, number, version, status, nextDue, expires, sealed } = feedback;
  const next = { next_due_mark: nextDue.mark, next_due_sealed: nextDue.sealed };
  const content = { status, version, ...next, expires: expires ?? null, sealed };
  const written = await sql
    .insertInto('credit_feedbacks')
    .values({ record_id, number, ...content })
    .onConflict((conflict) =>
      conflict
        .columns(['record_id', 'number'])
        .doUpdateSet(content)
        .where('credit_feedbacks.version', '=', version - 1)
        .where('credit_feedbacks.status', '=', 'AWAITING_SIGNATURES'),
    )
    .executeTakeFirstOrThrow();
  if (written.numInsertedOrUpdatedRows !== 1n) throw new ChangedMeanwhile();
}

function handedOver(written: readonly { readonly recordId: string; readonly status: string }[]): readonly string[] {
  return written.filter(({ status }) => status === 'HANDED_OVER').map(({ recordId }) => recordId);
}

function parseRecord(row: Selectable<CreditRecordsTable>): OwnRecord {
  const { record_id, position, status, version, sign_by, due_mark, due_sealed, borrower_mark, lender_mark, sealed } =
    row;
  return {
    recordId: record_id,
    created: position.slice(0, -record_id.length - 1),
    status,
    version,
    signBy: sign_by,
    due: { mark: due_mark, sealed: due_sealed },
    borrowerMark: borrower_mark,
    lenderMark: lender_mark,
    sealed,
  };
}

function parseFeedback(row: Selectable<CreditFeedbacksTable>): OwnFeedback {
  const { record_id, number, status, version, next_due_mark, next_due_sealed, expires, sealed } = row;
  return {
    recordId: record_id,
    number,
    status,
    version,
    nextDue: { mark: next_due_mark, sealed: next_due_sealed },
    ...(expires === null ? {} : { expires }),
    sealed,
  };
}

/** Times of one form sort as text; identifiers tell those of one moment apart. */
export function listPositionText(time: string, recordId: string): string {
  return `${time} ${recordId}`;
}

/** The form of what `listPositionText` makes. */
export const listPosition = /^[0-9TZ:.-]{24} [0-9a-f]{32}$/;
