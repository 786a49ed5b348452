/**
 * Folds blocks into the read model. Rows, events and the block's own row, which is the checkpoint, are written in one SQL
 * transaction, so that a crash leaves a whole number of blocks. Two instances may fold the same blocks: the block's row is
 * written first, and whoever comes second waits there and passes the block over.
 *
 * A transaction that the database refuses must not hold its block up for ever. The block is then folded transaction by
 * transaction, and those that are refused are left out.
 */
import { type Transaction, sql as text } from 'kysely';
import type { LedgerBlock, PassedOver } from '../ledger/types';
import { chunks, inTransaction } from './chunks';
import { type FoldedRow, type LedgerRows, ledgerRows } from './ledger-rows';
import { isRefusedByDatabase } from './refused';
import type { Database, Tables } from './schema';
import { type LedgerStore, StoreBelongsElsewhere } from './types';

export type { FoldedRow } from './ledger-rows';

/** The changes of a block to the read model. A record that was deleted and written again is in both lists. */
export interface Folded {
  readonly deleted: readonly Pick<FoldedRow, 'doc_type' | 'id'>[];
  readonly records: readonly FoldedRow[];
  readonly movements: LedgerRows['movements'];
}

/** Does what a block's records mean beside the read model, in the SQL transaction that writes them. */
export type BlockFollower = (sql: Transaction<Tables>, folded: Folded) => Promise<void>;

/** Followers run one after another, in their order. */
export function newFolding(
  db: Database,
  followers: readonly BlockFollower[],
): Pick<LedgerStore, 'checkpoint' | 'applyBlock' | 'passedOver'> {
  const write = async (sql: Transaction<Tables>, rows: LedgerRows): Promise<void> => {
    const deleted = await deleteRows(sql, rows.deleted);
    await writeRows(sql, rows);
    for (const follow of followers) await follow(sql, { ...rows, deleted });
  };

  return {
    async checkpoint() {
      const last = await db.selectFrom('blocks').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
      return last && { number: Number(last.number), hash: last.hash };
    },

    async applyBlock(block) {
      try {
        await inTransaction(db, (sql) => foldTogether(sql, block, write));
        return [];
      } catch (error) {
        if (!isRefusedByDatabase(error)) throw error;
        return inTransaction(db, (sql) => foldOneByOne(sql, block, write));
      }
    },

    async passedOver() {
      const counted = db.selectFrom('passed_over').select((row) => row.fn.countAll().as('count'));
      const { count } = await counted.executeTakeFirstOrThrow();
      const newest = db.selectFrom('passed_over').select(['block', 'tx', 'code']).orderBy('block', 'desc');
      const last = await newest.orderBy('tx', 'desc').limit(1).executeTakeFirst();
      return { count: Number(count), ...(last && { last: { ...last, block: Number(last.block) } }) };
    },
  };
}

type WriteRows = (sql: Transaction<Tables>, rows: LedgerRows) => Promise<void>;

async function foldTogether(sql: Transaction<Tables>, block: LedgerBlock, write: WriteRows): Promise<void> {
  if (!(await beginBlock(sql, block))) return;
  await write(sql, ledgerRows(block.number, block.transactions));
  await notePassedOver(sql, block.number, block.passedOver);
}

async function foldOneByOne(
  sql: Transaction<Tables>,
  block: LedgerBlock,
  write: WriteRows,
): Promise<readonly PassedOver[]> {
  if (!(await beginBlock(sql, block))) return [];
  const refused: PassedOver[] = [];
  for (const transaction of block.transactions) {
    await text`savepoint before_transaction`.execute(sql);
    try {
      await write(sql, ledgerRows(block.number, [transaction]));
      await text`release savepoint before_transaction`.execute(sql);
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error;
      await text`rollback to savepoint before_transaction`.execute(sql);
      const { index, transactionId } = transaction;
      refused.push({ index, transactionId, code: 'STORE_REFUSED' });
    }
  }
  await notePassedOver(sql, block.number, [...block.passedOver, ...refused]);
  return refused;
}

/** True if the block is still to be folded. */
async function beginBlock(sql: Transaction<Tables>, block: LedgerBlock): Promise<boolean> {
  const { number, hash, previousHash } = block;
  const begun = await sql
    .insertInto('blocks')
    .values({ number, hash })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .executeTakeFirstOrThrow();
  if (begun.numInsertedOrUpdatedRows === 0n) {
    if ((await readHash(sql, number)) !== hash) throw new StoreBelongsElsewhere(number);
    return false;
  }
  if (number === 0) return true;
  const expected = await readHash(sql, number - 1);
  if (expected === undefined) throw new Error(`block ${number} came before the one that precedes it`);
  if (expected !== previousHash) throw new StoreBelongsElsewhere(number);
  return true;
}

async function readHash(sql: Transaction<Tables>, number: number): Promise<string | undefined> {
  const row = await sql.selectFrom('blocks').select('hash').where('number', '=', number).executeTakeFirst();
  return row?.hash;
}

async function deleteRows(sql: Transaction<Tables>, keys: LedgerRows['deleted']): Promise<Folded['deleted']> {
  const deleted: Folded['deleted'][number][] = [];
  for (const some of chunks(keys)) {
    const rows = sql.deleteFrom('records').where('key', 'in', some).returning(['doc_type', 'id']);
    deleted.push(...(await rows.execute()));
  }
  return deleted;
}

async function writeRows(
  sql: Transaction<Tables>,
  { records, events, movements, transactions, states }: LedgerRows,
): Promise<void> {
  for (const values of chunks(records)) {
    await sql
      .insertInto('records')
      .values(values)
      .onConflict((conflict) =>
        // All but the position, which stays that of the first write.
        conflict.column('key').doUpdateSet((row) => ({
          doc_type: row.ref('excluded.doc_type'),
          id: row.ref('excluded.id'),
          block: row.ref('excluded.block'),
          tx: row.ref('excluded.tx'),
          transaction_id: row.ref('excluded.transaction_id'),
          status: row.ref('excluded.status'),
          owner: row.ref('excluded.owner'),
          other: row.ref('excluded.other'),
          about: row.ref('excluded.about'),
          loan_kind: row.ref('excluded.loan_kind'),
          form: row.ref('excluded.form'),
          time: row.ref('excluded.time'),
          amount_rmb: row.ref('excluded.amount_rmb'),
          act_by: row.ref('excluded.act_by'),
          due_from: row.ref('excluded.due_from'),
          counted_fen: row.ref('excluded.counted_fen'),
          json: row.ref('excluded.json'),
        })),
      )
      .execute();
  }
  for (const values of chunks(events)) await sql.insertInto('events').values(values).execute();
  for (const values of chunks(movements)) await sql.insertInto('movements').values(values).execute();
  for (const values of chunks(transactions)) await sql.insertInto('transactions').values(values).execute();
  for (const values of chunks(states)) await sql.insertInto('record_states').values(values).execute();
}

async function notePassedOver(sql: Transaction<Tables>, block: number, all: readonly PassedOver[]): Promise<void> {
  const rows = all.map(({ index, transactionId, code }) => ({ block, tx: index, transaction_id: transactionId, code }));
  for (const values of chunks(rows)) await sql.insertInto('passed_over').values(values).execute();
}
