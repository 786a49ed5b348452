/** The one pager. One row more than a page holds says whether there is a next page, whose cursor is the position of the last row shown. */

export interface Page {
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** A cursor or an event id that no store gave out: the caller's mistake, not ours. */
export class CursorMalformed extends Error {
  override readonly name = 'CursorMalformed';

  constructor() {
    super('the cursor or event id has not the form in which it was given out');
  }
}

/** A query of kysely whose rows have a position in text that sorts. */
interface PositionedQuery<R> {
  where(column: 'position', operator: '<' | '>', position: string): PositionedQuery<R>;
  orderBy(column: 'position', order: 'asc' | 'desc'): PositionedQuery<R>;
  limit(rows: number): PositionedQuery<R>;
  execute(): Promise<R[]>;
}

interface PageMeans<R, T> {
  /** The form of the positions, so that a cursor of another list is refused. */
  readonly form: RegExp;
  item(row: R): T;
  /** Newest first unless said. */
  readonly order?: 'asc' | 'desc';
}

/** Throws CursorMalformed, and RangeError where the limit is not 1 to 500. */
export async function readPage<R extends { readonly position: string }, T>(
  query: PositionedQuery<R>,
  page: Page,
  { form, item, order = 'desc' }: PageMeans<R, T>,
): Promise<Paged<T>> {
  const sorted = query.orderBy('position', order).limit(oneMoreThan(page));
  const { cursor } = page;
  const rest =
    cursor === undefined ? sorted : sorted.where('position', order === 'desc' ? '<' : '>', parseCursor(cursor, form));
  return paged(await rest.execute(), page, item);
}

/** A page of a list that is read whole, in the order of names by code units. The cursor is the last name shown. */
export function pageByName<T>(
  list: readonly T[],
  { cursor = '', limit }: Page,
  readName: (item: T) => string,
): Paged<T> {
  const rest = list.filter((item) => readName(item) > cursor);
  const sorted = rest.sort((one, other) => (readName(one) < readName(other) ? -1 : 1));
  const items = sorted.slice(0, limit);
  const last = items.at(-1);
  return sorted.length > limit && last !== undefined ? { items, nextCursor: readName(last) } : { items };
}

/** Throws where the limit is not 1 to 500. */
export function oneMoreThan({ limit }: Page): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new RangeError('a page has 1 to 500 items');
  return limit + 1;
}

/** The page of these rows, of which there may be one more than it holds. */
export function paged<R extends { readonly position: string }, T>(
  rows: readonly R[],
  { limit }: Page,
  item: (row: R) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(item);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encode(last.position) } : { items };
}

function encode(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The text that the cursor stands for. Throws CursorMalformed. */
export function parseCursor(cursor: string, form: RegExp): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!form.test(position) || encode(position) !== cursor) throw new CursorMalformed();
  return position;
}
