/** Forms of single members that more than one of the published forms uses. */
import { z } from 'zod';
import { identifierPattern, localIdPattern, partyIdPattern } from './identifiers';

export const text = z.string().min(1).max(256);
export const identifier = z.string().regex(identifierPattern);
export const localIdentifier = z.string().regex(localIdPattern);
export const partyIdentifier = z.string().regex(partyIdPattern);
