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
