/**
 * Keeps prompts for the outcome of loans that have matured, and writes their events.
 *
 * An event of the gateway's own stands in the stream after everything that the last folded block brought. It is written only
 * while that block is the last: the next block's row is taken meanwhile, so that nobody folds it, and given back. So whoever
 * reads the stream in its order misses none.
 */
import type { MaturityPromptEvent } from '../api/event-stream';
import { inTransaction } from '../store/chunks';
import { type Page, type Paged, readPage } from '../store/pages';
import { positionText } from '../store/position';
import type { Database } from '../store/schema';
import { listPosition, listPositionText } from './draft-store';
import type { RecordTables, RecordTransaction } from './tables';

export interface Prompt {
  readonly recordId: string;
  readonly maturityTime: string;
  readonly promptedTime: string;
}

export interface PromptStore {
  /** Prompts once for each maturity that has come, and writes the events into the stream. Returns how many. */
  prompt(now: string, limit: number): Promise<number>;
  /** Those whose maturity still awaits a feedback, newest first. */
  prompts(page: Page): Promise<Paged<Prompt>>;
}

/** No block has so many transactions. */
const ownTx = 99_999;

export function newPromptStore(db: Database): PromptStore {
  return {
    prompt: (now, limit) =>
      inTransaction(db, async (transaction) => {
        const sql = transaction.withTables<RecordTables>();
        const matured = await readMatured(sql, now, limit);
        if (matured.length === 0) return 0;
        const block = await holdHeight(sql);
        let index = await countOwnEvents(sql, block);
        let prompted = 0;
        for (const { record_id, due_time: maturity_time } of matured) {
          if (maturity_time === null) continue;
          const row = { record_id, position: listPositionText(now, record_id), maturity_time, prompted_time: now };
          const isNew = await sql
            .insertInto('credit_prompts')
            .values(row)
            .onConflict((conflict) => conflict.columns(['record_id', 'maturity_time']).doNothing())
            .executeTakeFirstOrThrow();
          if (isNew.numInsertedOrUpdatedRows !== 1n) continue;
          const event: MaturityPromptEvent = {
            name: 'MaturityPromptEvent',
            recordId: record_id,
            maturityTime: maturity_time,
          };
          const position = positionText({ block, tx: ownTx, index: index++ });
          const values = { position, name: event.name, time: now, json: JSON.stringify(event) };
          await sql.insertInto('events').values(values).execute();
          prompted += 1;
        }
        await sql
          .deleteFrom('blocks')
          .where('number', '=', block + 1)
          .execute();
        return prompted;
      }),

    prompts(page) {
      const query = db
        .withTables<RecordTables>()
        .selectFrom('credit_prompts')
        .selectAll()
        .where((prompt) =>
          prompt.exists(
            prompt
              .selectFrom('credit_records')
              .select('credit_records.record_id')
              .whereRef('credit_records.record_id', '=', 'credit_prompts.record_id')
              .whereRef('credit_records.due_time', '=', 'credit_prompts.maturity_time'),
          ),
        );
      return readPage(query, page, {
        form: listPosition,
        item: ({ record_id, maturity_time, prompted_time }) => ({
          recordId: record_id,
          maturityTime: maturity_time,
          promptedTime: prompted_time,
        }),
      });
    },
  };
}

async function readMatured(sql: RecordTransaction, now: string, limit: number) {
  return sql
    .selectFrom('credit_records')
    .select(['record_id', 'due_time'])
    .where('status', '=', 'EFFECTIVE')
    .where('due_time', '<=', now)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('credit_prompts')
            .select('credit_prompts.record_id')
            .whereRef('credit_prompts.record_id', '=', 'credit_records.record_id')
            .whereRef('credit_prompts.maturity_time', '=', 'credit_records.due_time'),
        ),
      ),
    )
    .orderBy('due_time')
    .orderBy('record_id')
    .limit(limit)
    .execute();
}

/** Takes the next block's row: whoever folds that block waits until this transaction has ended. */
async function holdHeight(sql: RecordTransaction): Promise<number> {
  for (;;) {
    const last = await sql.selectFrom('blocks').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst();
    const block = Number(last?.number ?? -1);
    const held = await sql
      .insertInto('blocks')
      .values({ number: block + 1, hash: '' })
      .onConflict((conflict) => conflict.column('number').doNothing())
      .executeTakeFirstOrThrow();
    if (held.numInsertedOrUpdatedRows === 1n) return block;
  }
}

async function countOwnEvents(sql: RecordTransaction, block: number): Promise<number> {
  const { count } = await sql
    .selectFrom('events')
    .where('position', '>=', positionText({ block, tx: ownTx, index: 0 }))
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
