/** What waits for the registrar, the packages that were handed over, and up to where the registrar has posted. */
import type { ExpressionBuilder, Selectable, Transaction } from 'kysely';
import { chunks, inTransaction } from './chunks';
import type { CreditStore, WaitingItem } from './credit-types';
import type { Database, OutboxTable, Tables } from './schema';

type OutboxStore = Pick<
  CreditStore,
  | 'outboxToHand'
  | 'putBackOutbox'
  | 'outboxItem'
  | 'giveUp'
  | 'handAgain'
  | 'package'
  | 'keepPackage'
  | 'packageArrived'
  | 'markHanded'
  | 'settle'
  | 'postedPeriod'
  | 'setPostedPeriod'
  | 'takenPeriods'
>;

/** A package is asked for again in its own period and the next one only. */
const keptPeriods = 4;
const posted = 'posted';
const lender = 'lender ';

const oneMore = (row: ExpressionBuilder<Tables, 'outbox'>) => ({ hand_overs: row('hand_overs', '+', 1) });

/** How what was given up comes back. */
export const waitingAnew = { hand_overs: 0, given_up: null };

export function outboxOf(db: Database): OutboxStore {
  return {
    async outboxToHand(since, at, limit) {
      const rows = await db
        .selectFrom('outbox')
        .selectAll()
        .where((row) => row.or([row('handed_period', 'is', null), row('handed_period', '<', since)]))
        .where('created', '<=', at)
        .where((row) => row.or([row('expires', 'is', null), row('expires', '>=', at)]))
        .where('given_up', 'is', null)
        .orderBy('created')
        .orderBy('item_key')
        .limit(limit)
        .execute();
      return rows.map(waitingItemOf);
    },

    putBackOutbox: (latest, lastPeriod) =>
      inTransaction(db, async (sql) => {
        await sql.updateTable('outbox').set({ created: latest }).where('created', '>', latest).execute();
        await sql.updateTable('outbox').set({ handed_period: null }).where('handed_period', '>', lastPeriod).execute();
        await sql.deleteFrom('credit_packages').where('period', '>', lastPeriod).execute();
      }),

    async outboxItem(key) {
      const row = await db.selectFrom('outbox').selectAll().where('item_key', '=', key).executeTakeFirst();
      return row && waitingItemOf(row);
    },

    async giveUp(keys, time) {
      for (const some of chunks(keys)) {
        await db.updateTable('outbox').set({ given_up: time }).where('item_key', 'in', some).execute();
      }
    },

    async handAgain(key) {
      const item = db.updateTable('outbox').set(waitingAnew).where('item_key', '=', key);
      await item.where('given_up', 'is not', null).execute();
    },

    async package(period) {
      const row = await db
        .selectFrom('credit_packages')
        .select('content')
        .where('period', '=', period)
        .executeTakeFirst();
      return row?.content;
    },

    keepPackage: (period, content, keys) =>
      inTransaction(db, async (sql) => {
        const kept = await sql
          .insertInto('credit_packages')
          .values({ period, content })
          .onConflict((conflict) => conflict.column('period').doNothing())
          .executeTakeFirstOrThrow();
        if (kept.numInsertedOrUpdatedRows === 0n) return false;
        for (const some of chunks(keys)) {
          await sql.updateTable('outbox').set({ handed_period: period }).where('item_key', 'in', some).execute();
        }
        await sql
          .deleteFrom('credit_packages')
          .where('period', '<', period - keptPeriods)
          .execute();
        return true;
      }),

    packageArrived: (period) =>
      inTransaction(db, async (sql) => {
        const kept = sql.updateTable('credit_packages').set({ arrived: 1 }).where('period', '=', period);
        const { numUpdatedRows } = await kept.where('arrived', '=', 0).executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return;
        const held = sql.updateTable('outbox').set(oneMore).where('handed_period', '=', period);
        await held.execute();
      }),

    async markHanded(period, keys) {
      for (const some of chunks(keys)) {
        const items = db.updateTable('outbox').set((row) => ({ handed_period: period, ...oneMore(row) }));
        await items.where('item_key', 'in', some).execute();
      }
    },

    settle: (expiredBefore) =>
      inTransaction(db, async (sql) => {
        await dropDone(sql);
        await takeEffect(sql);
        await countFeedbacks(sql);
        await sql.deleteFrom('outbox').where('expires', '<', expiredBefore).execute();
        const lost = sql.deleteFrom('credit_feedbacks').where('expires', '<', expiredBefore);
        await lost.where('status', '=', 'HANDED_OVER').execute();
      }),

    async postedPeriod() {
      const row = await db.selectFrom('credit_posting').select('period').where('name', '=', posted).executeTakeFirst();
      return row && Number(row.period);
    },

    setPostedPeriod: (period, taken = new Map()) =>
      inTransaction(db, async (sql) => {
        const rows = [...taken].map(([partyId, last]) => ({ name: `${lender}${partyId}`, period: last }));
        for (const row of [{ name: posted, period }, ...rows]) {
          await sql
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
  };
}

/** Only what was handed over can have been done. */
async function dropDone(sql: Transaction<Tables>): Promise<void> {
  const rows = await sql.selectFrom('outbox').select('item_key').where('handed_period', 'is not', null).execute();
  const done: string[] = [];
  for (const some of chunks(rows.map(({ item_key }) => item_key))) done.push(...(await doneOf(sql, some)));
  for (const some of chunks(done)) await sql.deleteFrom('outbox').where('item_key', 'in', some).execute();
}

/** Of these keys, those whose effect blocks have brought. */
export async function doneOf(sql: Transaction<Tables>, keys: readonly string[]): Promise<readonly string[]> {
  const items = keys.map(partsOf);
  const found = new Map<string, string>();
  for (const docType of new Set(items.map((item) => item.docType))) {
    const ids = items.filter((item) => item.docType === docType).map(({ id }) => id);
    const records = sql.selectFrom('records').select(['id', 'json']).where('doc_type', '=', docType);
    for (const { id, json } of await records.where('id', 'in', ids).execute()) found.set(`${docType} ${id}`, json);
  }
  return items.filter((item) => isDone(item, found.get(`${item.docType} ${item.id}`))).map(({ key }) => key);
}

interface ItemParts {
  readonly key: string;
  readonly docType: string;
  readonly id: string;
  readonly what: string | undefined;
}

function partsOf(key: string): ItemParts {
  const [docType = '', id = '', what] = key.split(' ');
  return { key, docType, id, what };
}

interface DoneRecord {
  readonly levelVersion?: number;
  readonly revokedTime?: string;
  readonly status?: string;
}

function isDone({ what }: ItemParts, json: string | undefined): boolean {
  if (json === undefined || what === undefined) return json !== undefined;
  const record = JSON.parse(json) as DoneRecord;
  const [name, version] = what.split(':');
  if (name === 'level') return (record.levelVersion ?? 0) >= Number(version);
  if (name === 'delivered') return record.status !== 'HELD';
  if (name === 'answered') return record.status !== 'OPEN';
  return name === 'revoked' && record.revokedTime !== undefined;
}

async function takeEffect(sql: Transaction<Tables>): Promise<void> {
  await sql
    .updateTable('credit_records')
    .set({ status: 'EFFECTIVE' })
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

async function countFeedbacks(sql: Transaction<Tables>): Promise<void> {
  const handed = await sql
    .selectFrom('credit_feedbacks')
    .select(['record_id', 'number', 'next_due_mark', 'next_due_sealed'])
    .where('status', '=', 'HANDED_OVER')
    .orderBy('record_id')
    .orderBy('number')
    .execute();
  const keys = handed.map(({ record_id, number }) => `creditFeedback ${record_id}:${number}`);
  const done = new Set<string>();
  for (const some of chunks(keys)) for (const key of await doneOf(sql, some)) done.add(key);
  for (const { record_id, number, next_due_mark, next_due_sealed } of handed) {
    if (!done.has(`creditFeedback ${record_id}:${number}`)) continue;
    const feedback = sql.updateTable('credit_feedbacks').set({ status: 'RECORDED' });
    await feedback.where('record_id', '=', record_id).where('number', '=', number).execute();
    const next = { due_time: null, due_mark: next_due_mark, due_sealed: next_due_sealed };
    await sql.updateTable('credit_records').set(next).where('record_id', '=', record_id).execute();
  }
}

function waitingItemOf(row: Selectable<OutboxTable>): WaitingItem {
  const { item_key: key, created, expires, hand_overs: handOvers, given_up, sealed } = row;
  return { key, created, ...(expires === null ? {} : { expires }), handOvers, givenUp: given_up !== null, sealed };
}
