/** How a record becomes an answer: the form of the answer names what is shown. */
import type { z } from 'zod';
import type { Shown } from './operation';

export type ShownAs<F extends z.ZodType> = Shown<z.input<F>>;

/** The members that the form documents, and no others. What they hold is shown whole. */
export function showMembers<F extends z.ZodObject>(form: F, record: ShownAs<F>): ShownAs<F> {
  const members = Object.entries(record).filter(([name, value]) => name in form.shape && value !== undefined);
  return Object.fromEntries(members) as ShownAs<F>;
}
