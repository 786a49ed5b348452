/** What every list answers. */
import { z } from 'zod';

/** A page of a list that no block holds: `nextCursor` where there is more. */
export function pageOfOwn<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** A page of a list: `nextCursor` where there is more, and the block that it is as of. */
export function pageAnswer<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional(), asOfBlock: z.int() });
}

/** How many of each status, and altogether. */
export function countAnswer<const S extends string>(statuses: readonly S[]) {
  const counts = z.object(Object.fromEntries(statuses.map((status) => [status, z.int()])) as Record<S, z.ZodInt>);
  return z.object({ total: z.int(), byStatus: counts, asOfBlock: z.int() });
}

export const sortNote = 'Order in time is the order of the ledger; equal amounts come in that order, too.';
