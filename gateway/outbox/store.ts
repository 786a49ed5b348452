/** Keeps items that wait for the registrar, and the packages that were handed over. The vault sealed all that is sealed. */
import type { ExpressionBuilder, Kysely, Selectable, Transaction } from 'kysely';
import { chunks, inTransaction } from '../store/chunks';
import type { Folded, FoldedRow } from '../store/fold';
import type { Database, Tables } from '../store/schema';
import type { OutboxTable, OutboxTables } from './tables';

export interface OutboxRow {
  /** `docType id`, and a third word where more than the record's existence is awaited: `revoked`, `level:2`, `delivered`, `answered`. */
  readonly key: string;
  /** ISO. */
  readonly created: string;
  readonly expires?: string | undefined;
  readonly sealed: string;
}

/** A row of the outbox as it lies there. */
export interface WaitingItem extends OutboxRow {
  /** How many packages that arrived held it. */
  readonly handOvers: number;
  /** True if it is handed over no more. */
  readonly givenUp: boolean;
}

export interface OutboxStore {
  /** An item that waits stays as it is, one that was given up is replaced and waits again, one that is done is not added. */
  add(rows: readonly OutboxRow[]): Promise<void>;
  read(key: string): Promise<WaitingItem | undefined>;
  /**
   * Oldest first: items that waited at that time, had not expired, were not handed over in that period or since, and not given
   * up. Items that blocks have done meanwhile go.
   */
  takeWaiting(since: number, at: string, limit: number): Promise<readonly WaitingItem[]>;
  /** Items that came after that time, or were handed over after that period, did so while the clock was ahead: they wait from then on. */
  putBack(latest: string, lastPeriod: number): Promise<void>;
  dropExpired(before: string): Promise<void>;
  /** They are handed over no more, but go as all others when blocks bring their effect. */
  giveUp(keys: readonly string[], time: string): Promise<void>;
  /** An item that was given up waits again as if it were new; nothing happens to any other. */
  handAgain(key: string): Promise<void>;

  /** As it was kept. */
  package(period: number): Promise<string | undefined>;
  /** False where there is one of that period; otherwise the items are marked as handed over in it. Forgets what is long past. */
  keepPackage(period: number, content: string, keys: readonly string[]): Promise<boolean>;
  /** The kept package of that period is where the registrar finds it: counts one hand-over of what it holds, once. */
  packageArrived(period: number): Promise<void>;
  /** Without a package: marks and counts. */
  markHanded(period: number, keys: readonly string[]): Promise<void>;
}

/** A package is asked for again in its own period and the next one only. */
const keptPeriods = 4;

type All = Tables & OutboxTables;

const oneMore = (row: ExpressionBuilder<All, 'outbox'>) => ({ hand_overs: row('hand_overs', '+', 1) });
const waitingAnew = { hand_overs: 0, given_up: null };

export function newOutboxStore(database: Database): OutboxStore {
  const db = database.withTables<OutboxTables>();
  return { ...newItemStore(db), ...newPackageStore(db) };
}

function newItemStore(db: Kysely<All>) {
  return {
    add: (rows) =>
      inTransaction(db, async (sql) => {
        for (const some of chunks(rows)) await addItems(sql, some);
      }),

    async read(key) {
      const row = await db.selectFrom('outbox').selectAll().where('item_key', '=', key).executeTakeFirst();
      return row && waitingItem(row);
    },

    takeWaiting: (since, at, limit) =>
      inTransaction(db, async (sql) => {
        const rows = await sql
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
        // Its effect may have been folded while it was added.
        const done = await readDone(
          sql,
          rows.map((row) => row.item_key),
        );
        await dropItems(sql, [...done]);
        return rows.filter((row) => !done.has(row.item_key)).map(waitingItem);
      }),

    putBack: (latest, lastPeriod) =>
      inTransaction(db, async (sql) => {
        await sql.updateTable('outbox').set({ created: latest }).where('created', '>', latest).execute();
        await sql.updateTable('outbox').set({ handed_period: null }).where('handed_period', '>', lastPeriod).execute();
        await sql.deleteFrom('credit_packages').where('period', '>', lastPeriod).execute();
      }),

    async dropExpired(before) {
      await db.deleteFrom('outbox').where('expires', '<', before).execute();
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
  } satisfies Partial<OutboxStore>;
}

function newPackageStore(db: Kysely<All>) {
  return {
    async package(period) {
      const kept = db.selectFrom('credit_packages').select('content').where('period', '=', period);
      return (await kept.executeTakeFirst())?.content;
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
        const past = sql.deleteFrom('credit_packages').where('period', '<', period - keptPeriods);
        await past.execute();
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
  } satisfies Partial<OutboxStore>;
}

/** For who writes them together with something else. Answers how many wait that did not wait before. */
export function addToOutbox(sql: Transaction<Tables>, rows: readonly OutboxRow[]): Promise<number> {
  return addItems(sql.withTables<OutboxTables>(), rows);
}

async function addItems(sql: Transaction<All>, rows: readonly OutboxRow[]): Promise<number> {
  const done = await readDone(
    sql,
    rows.map(({ key }) => key),
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

/** Follows the folding of a block: items whose effect it brings are done, and go. */
export async function dropDone(sql: Transaction<Tables>, { records }: Folded): Promise<void> {
  await dropItems(sql.withTables<OutboxTables>(), records.flatMap(keysDoneBy));
}

async function dropItems(sql: Transaction<All>, keys: readonly string[]): Promise<void> {
  for (const some of chunks(keys)) await sql.deleteFrom('outbox').where('item_key', 'in', some).execute();
}

/** Returns those of the keys whose effect blocks have brought. */
async function readDone(sql: Transaction<All>, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = new Map<string, string[]>();
  for (const key of keys) {
    const [docType = '', id = ''] = key.split(' ');
    wanted.set(docType, [...(wanted.get(docType) ?? []), id]);
  }
  const done = new Set<string>();
  for (const [docType, ids] of wanted) {
    for (const some of chunks(ids)) {
      const records = sql.selectFrom('records').select(['doc_type', 'id', 'json']).where('doc_type', '=', docType);
      for (const row of await records.where('id', 'in', some).execute())
        for (const key of keysDoneBy(row)) done.add(key);
    }
  }
  return new Set(keys.filter((key) => done.has(key)));
}

interface DoneRecord {
  readonly levelVersion?: number;
  readonly revokedTime?: string;
  readonly status?: string;
}

/** The items that are done once the ledger holds the record. A level is changed only where no change of it waits. */
function keysDoneBy({ doc_type, id, json }: Pick<FoldedRow, 'doc_type' | 'id' | 'json'>): readonly string[] {
  const key = `${doc_type} ${id}`;
  switch (doc_type) {
    case 'attachment':
    case 'creditFeedback':
      return [key];
    case 'subjectKey':
      return parse(json).revokedTime === undefined ? [key] : [key, `${key} revoked`];
    case 'creditRecord':
      return [key, `${key} level:${parse(json).levelVersion ?? 0}`];
    case 'creditAnswer':
      return parse(json).status === 'HELD' ? [] : [`${key} delivered`];
    case 'creditDispute':
      return parse(json).status === 'OPEN' ? [key] : [key, `${key} answered`];
    default:
      return [];
  }
}

function parse(json: string): DoneRecord {
  return JSON.parse(json) as DoneRecord;
}

function waitingItem(row: Selectable<OutboxTable>): WaitingItem {
  const { item_key: key, created, expires, hand_overs: handOvers, given_up, sealed } = row;
  return { key, created, ...(expires === null ? {} : { expires }), handOvers, givenUp: given_up !== null, sealed };
}
