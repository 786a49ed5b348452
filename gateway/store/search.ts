/**
 * Searches plans and confirms by what they are looked up by: ranges, beginnings of identifiers, orders, counts. An index holds all
 * that is asked for, so that a rare match costs a walk through the index and not through the records.
 */
import { sql } from 'kysely';
import { oneMoreThan, type Page, type Paged, paged, parseCursor } from './pages';
import type { Database, DocType, RecordOf } from './schema';

export interface Sought {
  readonly status?: string | undefined;
  readonly owner?: string | undefined;
  readonly other?: string | undefined;
  readonly about?: string | undefined;
  readonly loan_kind?: string | undefined;
  readonly form?: string | undefined;
  readonly idPrefix?: string | undefined;
  /** ISO, from the first (inclusive) to the second (exclusive). */
  readonly time?: Range<string>;
  /** Both inclusive. */
  readonly amountRmb?: Range<number>;
  /** Among these only: a query of `about`, as of plans which somebody has confirmed. */
  readonly confirmedBy?: string | undefined;
}

interface Range<T> {
  readonly from?: T | undefined;
  readonly to?: T | undefined;
}

/** By the ledger's order of the first write, or by amount and then by that. */
export interface Order {
  readonly by: 'position' | 'amount';
  readonly direction: 'asc' | 'desc';
}

type Searched = Extract<DocType, 'plan' | 'confirm'>;

const columns = ['status', 'owner', 'other', 'about', 'loan_kind', 'form'] as const;
const amountDigits = 16;
const forms = { position: /^\d{21}$/, amount: /^\d{37}$/ };

/**
 * Two steps, because SQLite would rather walk through all records in order than join a page of identifiers. Throws CursorMalformed.
 */
export async function searchRecords<T extends Searched>(
  db: Database,
  docType: T,
  sought: Sought,
  { order, page }: { readonly order: Order; readonly page: Page },
): Promise<Paged<RecordOf<T>>> {
  const { by, direction } = order;
  const after = page.cursor === undefined ? undefined : parseCursor(page.cursor, forms[by]);
  const query = selectSought(db, docType, sought, by)
    .select(['id', 'position', 'amount_rmb'])
    .$if(by === 'amount', (all) => all.orderBy('amount_rmb', direction))
    .orderBy('position', direction)
    .$if(after !== undefined, (all) => all.where(isBeyond(order, after ?? '')));
  const found = (await query.limit(oneMoreThan(page)).execute()).map(({ id, position, amount_rmb }) => ({
    id,
    position: by === 'amount' ? amountText(Number(amount_rmb)) + position : position,
  }));
  const { items, ...next } = paged(found, page, ({ id }) => id);
  return { items: await readAll(db, docType, items), ...next };
}

/** In the order of the identifiers. */
async function readAll<T extends Searched>(
  db: Database,
  docType: T,
  ids: readonly string[],
): Promise<readonly RecordOf<T>[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('records')
    .select(['id', 'json'])
    .where('doc_type', '=', docType)
    .where('id', 'in', ids)
    .execute();
  const byId = new Map(rows.map(({ id, json }) => [id, json]));
  return ids.flatMap((id) => JSON.parse(byId.get(id) ?? '[]') as RecordOf<T>);
}

/** How many there are of each of the statuses. */
export async function countRecords<S extends string>(
  db: Database,
  docType: Searched,
  sought: Sought,
  statuses: readonly S[],
): Promise<Readonly<Record<S, number>>> {
  const row = await selectSought(db, docType, sought, 'amount')
    .select((count) => statuses.map((status) => count.fn.countAll().filterWhere('status', '=', status).as(status)))
    .executeTakeFirstOrThrow();
  return Object.fromEntries(Object.entries(row).map(([status, count]) => [status, Number(count)])) as Record<S, number>;
}

/** Status and owner have indexes of their own in the order of positions; whatever else is asked is read off an index that holds all of it. */
function selectSought(db: Database, docType: Searched, sought: Sought, by: Order['by']) {
  const { idPrefix, time, amountRmb, confirmedBy } = sought;
  const { status: _status, owner: _owner, time: _time, amountRmb: _amountRmb, ...others } = sought;
  const asked = [time?.from, time?.to, amountRmb?.from, amountRmb?.to, ...Object.values(others)];
  const isPlain = by === 'position' && asked.every((one) => one === undefined);
  const all = db
    .selectFrom('records')
    .where('doc_type', '=', docType)
    .$if(!isPlain, (query) => query.where('amount_rmb', 'is not', null));
  const given = columns.filter((column) => sought[column] !== undefined);
  return given
    .reduce((query, column) => query.where(column, '=', sought[column] ?? ''), all)
    .$if(idPrefix !== undefined, (query) => query.where(beginning(idPrefix ?? ''), '=', idPrefix ?? ''))
    .$if(time?.from !== undefined, (query) => query.where('time', '>=', time?.from ?? ''))
    .$if(time?.to !== undefined, (query) => query.where('time', '<', time?.to ?? ''))
    .$if(amountRmb?.from !== undefined, (query) => query.where('amount_rmb', '>=', amountRmb?.from ?? 0))
    .$if(amountRmb?.to !== undefined, (query) => query.where('amount_rmb', '<=', amountRmb?.to ?? 0))
    .$if(confirmedBy !== undefined, (query) => query.where('id', 'in', selectConfirmed(db, confirmedBy ?? '')));
}

/** No range, because databases sort letters by their own collations. */
function beginning(prefix: string) {
  return sql<string>`substr(id, 1, ${sql.lit(prefix.length)})`;
}

function selectConfirmed(db: Database, participator: string) {
  return db
    .selectFrom('records')
    .select('about')
    .where('owner', '=', participator)
    .where('about', 'is not', null)
    .$castTo<{ about: string }>();
}

/** After the last one shown, in the order. */
function isBeyond({ by, direction }: Order, text: string) {
  const operator = sql.raw(direction === 'asc' ? '>' : '<');
  if (by === 'position') return sql<boolean>`position ${operator} ${text}`;
  const [amount, position] = [Number(text.slice(0, amountDigits)), text.slice(amountDigits)];
  return sql<boolean>`(amount_rmb, position) ${operator} (${amount}, ${position})`;
}

function amountText(amount: number): string {
  return String(amount).padStart(amountDigits, '0');
}
