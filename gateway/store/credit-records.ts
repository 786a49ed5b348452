/** Records whose sides sign at this gateway: drafts, their feedbacks, and what of them blocks hold. Changes carry a version. */
import type { Selectable, Transaction } from 'kysely';
import type { CreditRecord } from '../../chaincode/api/records';
import { chunks, inTransaction } from './chunks';
import type { CreditStore, OutboxRow, OwnFeedback, OwnRecord, WaitingDue } from './credit-types';
import { doneOf, waitingAnew } from './outbox';
import { readPage } from './pages';
import { parseRecords, selectRecords } from './records';
import type { CreditFeedbacksTable, CreditRecordsTable, Database, Tables } from './schema';

type CreditRecordsStore = Pick<
  CreditStore,
  'change' | 'ownRecord' | 'ownRecords' | 'ownFeedbacks' | 'creditRecord' | 'waitingDues' | 'fallDue' | 'firstFiled'
>;

class ChangedMeanwhile extends Error {}

export function creditRecordsOf(db: Database): CreditRecordsStore {
  return {
    async change({ records = [], feedbacks = [], outbox = [], outboxIsNew = false }) {
      try {
        await inTransaction(db, async (sql) => {
          for (const record of records) await writeRecord(sql, record);
          for (const feedback of feedbacks) await writeFeedback(sql, feedback);
          let added = 0;
          for (const some of chunks(outbox)) added += await addToOutbox(sql, some);
          if (outboxIsNew && added < outbox.length) throw new ChangedMeanwhile();
        });
        return true;
      } catch (error) {
        if (error instanceof ChangedMeanwhile) return false;
        throw error;
      }
    },

    async ownRecord(recordId) {
      const row = await db
        .selectFrom('credit_records')
        .selectAll()
        .where('record_id', '=', recordId)
        .executeTakeFirst();
      return row && ownRecordOf(row);
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
      return readPage(query, page, { form: listPosition, item: ownRecordOf });
    },

    async ownFeedbacks(recordId) {
      const ofRecord = db.selectFrom('credit_feedbacks').selectAll().where('record_id', '=', recordId);
      return (await ofRecord.orderBy('number').execute()).map(ownFeedbackOf);
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
      await inTransaction(db, async (sql) => {
        for (const { recordId, due, time } of dues) {
          const record = sql.updateTable('credit_records').set({ due_time: time }).where('record_id', '=', recordId);
          await record.where('due_sealed', '=', due.sealed).execute();
        }
      });
    },

    async firstFiled() {
      const waiting = db.selectFrom('credit_records').select('position').where('due_time', 'is', null);
      return (await waiting.orderBy('position').limit(1).executeTakeFirst())?.position.split(' ')[0];
    },

    async creditRecord(recordId): Promise<CreditRecord | undefined> {
      return parseRecords(await selectRecords(db, 'creditRecord').where('id', '=', recordId).limit(1).execute())[0];
    },
  };
}

async function writeRecord(sql: Transaction<Tables>, record: OwnRecord): Promise<void> {
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
      .values({ record_id, position: positionOf(created, record_id), ...fixed, ...content })
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
async function writeFeedback(sql: Transaction<Tables>, feedback: OwnFeedback): Promise<void> {
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

/** Answers how many are new. */
async function addToOutbox(sql: Transaction<Tables>, rows: readonly OutboxRow[]): Promise<number> {
  const done = new Set(
    await doneOf(
      sql,
      rows.map(({ key }) => key),
    ),
  );
  const values = rows
    .filter(({ key }) => !done.has(key))
    .map(({ key, created, expires, sealed }) => ({ item_key: key, created, expires: expires ?? null, sealed }));
  if (values.length === 0) return 0;
  const { numInsertedOrUpdatedRows } = await sql
    .insertInto('outbox')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .column('item_key')
        .doUpdateSet((row) => ({
          ...waitingAnew,
          created: row.ref('excluded.created'),
          sealed: row.ref('excluded.sealed'),
        }))
        .where('outbox.given_up', 'is not', null),
    )
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

function ownRecordOf(row: Selectable<CreditRecordsTable>): OwnRecord {
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

function ownFeedbackOf(row: Selectable<CreditFeedbacksTable>): OwnFeedback {
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
export function positionOf(time: string, recordId: string): string {
  return `${time} ${recordId}`;
}

/** The form of what `positionOf` makes. */
export const listPosition = /^[0-9TZ:.-]{24} [0-9a-f]{32}$/;
