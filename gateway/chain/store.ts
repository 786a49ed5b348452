/** Finds blocks, transactions, and the states that records have had, among what is folded. */
import { sql } from 'kysely';
import type { StreamEvent } from '../api/event-stream';
import { oneMoreThan, type Page, type Paged, paged, parseCursor, readPage } from '../store/pages';
import { blockOfPosition, formatEventId, ledgerPosition, positionText } from '../store/position';
import { inSnapshot } from '../store/records';
import type { Database, HistoryType, RecordOf } from '../store/schema';

export interface FoldedBlock {
  readonly number: number;
  readonly hash: string;
  readonly time?: string;
  readonly transactions: number;
  readonly passedOver: number;
}

export interface BlockWithTransactions extends FoldedBlock {
  readonly previousHash?: string;
  readonly folded: readonly { readonly transactionId: string; readonly index: number; readonly time: string }[];
}

export interface FoldedTransaction {
  readonly transactionId: string;
  readonly block: number;
  readonly index: number;
  readonly time: string;
  readonly writes: number;
  readonly events: readonly { readonly id: string; readonly event: StreamEvent }[];
}

/** A state, and the transaction that wrote it. */
export interface HistoryOf<T extends HistoryType> {
  readonly transactionId: string;
  readonly block: number;
  readonly time: string;
  readonly record: RecordOf<T>;
}

export interface ChainStore {
  /** Newest first. A cursor that is none throws CursorMalformed. */
  blocks(page: Page): Promise<Paged<FoldedBlock>>;
  block(number: number): Promise<BlockWithTransactions | undefined>;
  transaction(transactionId: string): Promise<FoldedTransaction | undefined>;
  /** From the first state on. A cursor that is none throws CursorMalformed. */
  history<T extends HistoryType>(docType: T, id: string, page: Page): Promise<Paged<HistoryOf<T>>>;
}

export function newChainStore(db: Database): ChainStore {
  return {
    blocks: (page) => inSnapshot(db, (snapshot) => readBlocks(snapshot, page)),
    block: (number) => inSnapshot(db, (snapshot) => readBlock(snapshot, number)),
    transaction: (transactionId) => inSnapshot(db, (snapshot) => readTransaction(snapshot, transactionId)),
    history: (docType, id, page) => readHistory(db, docType, id, page),
  };
}

async function readBlocks(db: Database, page: Page): Promise<Paged<FoldedBlock>> {
  const after = page.cursor === undefined ? undefined : Number(parseCursor(page.cursor, /^\d{1,15}$/));
  const rows = await db
    .selectFrom('blocks')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('number', '<', after ?? 0))
    .orderBy('number', 'desc')
    .limit(oneMoreThan(page))
    .execute();
  const { items, ...next } = paged(
    rows.map(({ number, hash }) => ({ number: Number(number), hash, position: String(number) })),
    page,
    ({ number, hash }) => ({ number, hash }),
  );
  return { items: await withCounts(db, items), ...next };
}

async function withCounts(
  db: Database,
  blocks: readonly { readonly number: number; readonly hash: string }[],
): Promise<readonly FoldedBlock[]> {
  const numbers = blocks.map(({ number }) => number);
  if (numbers.length === 0) return [];
  const transactions = await db
    .selectFrom('transactions')
    .select(['block', sql<string>`count(*)`.as('count'), sql<string>`max(time)`.as('time')])
    .where('block', 'in', numbers)
    .groupBy('block')
    .execute();
  const passedOver = await db
    .selectFrom('passed_over')
    .select(['block', sql<string>`count(*)`.as('count')])
    .where('block', 'in', numbers)
    .groupBy('block')
    .execute();
  return blocks.map(({ number, hash }) => {
    const folded = transactions.find(({ block }) => Number(block) === number);
    const passed = passedOver.find(({ block }) => Number(block) === number);
    const time = folded === undefined ? {} : { time: folded.time };
    return { number, hash, ...time, transactions: Number(folded?.count ?? 0), passedOver: Number(passed?.count ?? 0) };
  });
}

async function readBlock(db: Database, number: number): Promise<BlockWithTransactions | undefined> {
  const rows = await db
    .selectFrom('blocks')
    .selectAll()
    .where('number', 'in', [number, number - 1])
    .execute();
  const hashes = new Map(rows.map((row) => [Number(row.number), row.hash]));
  const hash = hashes.get(number);
  if (hash === undefined) return undefined;
  const [block] = await withCounts(db, [{ number, hash }]);
  const transactions = await db
    .selectFrom('transactions')
    .selectAll()
    .where('block', '=', number)
    .orderBy('tx')
    .execute();
  const previousHash = hashes.get(number - 1);
  return (
    block && {
      ...block,
      ...(previousHash === undefined ? {} : { previousHash }),
      folded: transactions.map(({ transaction_id: transactionId, tx, time }) => ({ transactionId, index: tx, time })),
    }
  );
}

async function readTransaction(db: Database, transactionId: string): Promise<FoldedTransaction | undefined> {
  const found = await db
    .selectFrom('transactions')
    .selectAll()
    .where('transaction_id', '=', transactionId)
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { tx, time, writes } = found;
  const block = Number(found.block);
  const events = await db
    .selectFrom('events')
    .selectAll()
    .where('position', '>=', positionText({ block, tx, index: 0 }))
    .where('position', '<', positionText({ block, tx: tx + 1, index: 0 }))
    .orderBy('position')
    .execute();
  const announced = events.map(({ position, json }) => ({
    id: formatEventId(position),
    event: JSON.parse(json) as StreamEvent,
  }));
  return { transactionId, block, index: tx, time, writes, events: announced };
}

function readHistory<T extends HistoryType>(
  db: Database,
  docType: T,
  id: string,
  page: Page,
): Promise<Paged<HistoryOf<T>>> {
  const states = db.selectFrom('record_states').selectAll().where('doc_type', '=', docType).where('id', '=', id);
  return readPage(states, page, {
    form: ledgerPosition,
    order: 'asc',
    item: ({ position, transaction_id: transactionId, time, json }) => ({
      transactionId,
      block: blockOfPosition(position),
      time,
      record: JSON.parse(json) as RecordOf<T>,
    }),
  });
}
