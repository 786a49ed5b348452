/** Forms of single members that more than one of the published forms uses. */
import { z } from 'zod';
import { identifierPattern, localIdPattern, partyIdPattern } from './identifiers';
import { findPublicTextFault } from './texts';

/** A text without a canonical form would fail the whole transaction, and not its command alone. */
export const wellFormed = z.string().refine((value) => value.isWellFormed(), 'holds a lone surrogate');

/** A form of texts in which `findFault` finds nothing. The issue names the fault that it finds. */
export function faultless(form: z.ZodString, findFault: (text: string) => string | undefined): z.ZodString {
  return form.check(({ value, issues }) => {
    const expected = findFault(value);
    if (expected !== undefined) issues.push({ code: 'custom', input: value, message: expected, params: { expected } });
  });
}

/** A name of an institution, or of the alliance: everybody may read it. */
export const publicText = faultless(z.string().min(1).max(256), findPublicTextFault);
/** A grade of a risk control, and no words. */
export const score = faultless(z.string().min(1).max(16), (value) => {
  if (!/^[A-Za-z0-9+.-]*$/.test(value)) return 'is no score of letters, digits, +, - and . alone';
  return findPublicTextFault(value);
});
export const identifier = z.string().regex(identifierPattern);
export const localIdentifier = z.string().regex(localIdPattern);
export const partyIdentifier = z.string().regex(partyIdPattern);
