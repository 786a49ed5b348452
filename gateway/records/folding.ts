/** Follows the folding of a block for records and feedbacks whose sides signed at this gateway. */
import { type Transaction, sql as text } from 'kysely';
import { chunks } from '../store/chunks';
import type { Folded } from '../store/fold';
import type { Tables } from '../store/schema';
import type { RecordTables, RecordTransaction } from './tables';

/** The identifier of a feedback in the read model. */
const feedbackId = text<string>`credit_feedbacks.record_id || ':' || credit_feedbacks.number`;

/** Own records take effect, and own feedbacks count. */
export async function takeOver(sql: Transaction<Tables>, { records: folded }: Folded): Promise<void> {
  const own = sql.withTables<RecordTables>();
  const ids = (docType: string) => folded.filter(({ doc_type }) => doc_type === docType).map(({ id }) => id);
  await takeEffect(own, ids('creditRecord'));
  await countFeedbacks(
    own,
    ids('creditFeedback').map((id) => id.split(':')[0] ?? ''),
  );
}

/** Records that were handed over and are on the ledger take effect. */
export async function takeEffect(sql: RecordTransaction, recordIds: readonly string[]): Promise<void> {
  for (const some of chunks(recordIds)) {
    await sql
      .updateTable('credit_records')
      .set({ status: 'EFFECTIVE' })
      .where('record_id', 'in', some)
      .where('status', '=', 'HANDED_OVER')
      .where((row) =>
        row.exists(
          row
            .selectFrom('records')
            .select('records.id')
            .where('records.doc_type', '=', 'creditRecord')
            .whereRef('records.id', '=', 'credit_records.record_id'),
        ),
      )
      .execute();
  }
}

/** Feedbacks that were handed over and are on the ledger count. The maturity that the last one sets is awaited next. */
export async function countFeedbacks(sql: RecordTransaction, recordIds: readonly string[]): Promise<void> {
  for (const some of chunks(recordIds)) {
    const recorded = await sql
      .selectFrom('credit_feedbacks')
      .select(['record_id', 'number', 'next_due_mark', 'next_due_sealed'])
      .where('record_id', 'in', some)
      .where('status', '=', 'HANDED_OVER')
      .where((row) =>
        row.exists(
          row
            .selectFrom('records')
            .select('records.id')
            .where('records.doc_type', '=', 'creditFeedback')
            .where('records.id', '=', feedbackId),
        ),
      )
      .orderBy('record_id')
      .orderBy('number')
      .execute();
    for (const { record_id, number, next_due_mark, next_due_sealed } of recorded) {
      const feedback = sql.updateTable('credit_feedbacks').set({ status: 'RECORDED' });
      await feedback.where('record_id', '=', record_id).where('number', '=', number).execute();
      const next = { due_time: null, due_mark: next_due_mark, due_sealed: next_due_sealed };
      await sql.updateTable('credit_records').set(next).where('record_id', '=', record_id).execute();
    }
  }
}
