/** Every signed-in request may name a block that its answer must hold. */
import { z } from 'zod';

const digits = 15;

export const minBlockForm = z
  .string()
  .regex(new RegExp(`^\\d{1,${digits}}$`))
  .transform(Number)
  .optional()
  .meta({
    description: 'Wait until this block is folded',
    override: { type: 'integer', pattern: undefined, minimum: 0, maximum: 10 ** digits - 1 },
  });
