/** Lists are read page by page, newest first: one row more than a page holds says whether there is a next one. */

import type { Page, Paged } from './page-types';
import { cursorOf } from './position';

/** Throws where the limit is not 1 to 500. */
export function oneMoreThan({ limit }: Page): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new RangeError('a page has 1 to 500 items');
  return limit + 1;
}

export function paged<R extends { readonly position: string }, T>(
  rows: readonly R[],
  { limit }: Page,
  item: (row: R) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(item);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last.position) } : { items };
}
