/** Forms of single members that more than one of the published forms uses. */
import { z } from 'zod';
import { identifierPattern, localIdPattern, partyIdPattern } from './identifiers';

/** What has no canonical form would fail the whole transaction, and not its command alone. */
export const wellFormed = z.string().refine((value) => value.isWellFormed(), 'holds a lone surrogate');
export const text = wellFormed.min(1).max(256);
export const identifier = z.string().regex(identifierPattern);
export const localIdentifier = z.string().regex(localIdPattern);
export const partyIdentifier = z.string().regex(partyIdPattern);
