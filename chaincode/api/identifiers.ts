/**
 * Identifiers that clients choose. Under their owner they are `partyId:localId`, so that nobody can take another's; a
 * client may send its own ones without the owner. No identifier or reference may carry a person's number onto the ledger.
 */
import { holdsPersonalNumber } from './personal-numbers';
import { reject } from './refusals';

/** No part is `.` or `..`, because clients take these out of an address before they send it. */
export const localIdPattern = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;
/** An MSP id. */
export const partyIdPattern = /^(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/;
/** A whole identifier, or the local part of one's own. */
export const identifierPattern = /^(?:(?!\.{1,2}:)[A-Za-z0-9.-]{1,64}:)?(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/** The two parts of a whole identifier. */
export interface OwnedId {
  readonly owner: string;
  readonly local: string;
}

/** Reads `partyId:localId`, or a local part as the caller's own. Expects `identifierPattern` to hold. */
export function parseOwnedId(identifier: string, caller: string): OwnedId {
  const colon = identifier.indexOf(':');
  return colon < 0
    ? { owner: caller, local: identifier }
    : { owner: identifier.slice(0, colon), local: identifier.slice(colon + 1) };
}

export function wholeId({ owner, local }: OwnedId): string {
  return `${owner}:${local}`;
}

/** The identifier as one of the caller's own. Refusals in order: IDENTIFIER_PERSONAL, IDENTIFIER_NOT_OWN. */
export function ownId(identifier: string, caller: string): OwnedId {
  refusePersonal(identifier);
  const id = parseOwnedId(identifier, caller);
  if (id.owner !== caller) reject('IDENTIFIER_NOT_OWN', { owner: id.owner });
  return id;
}

/** Throws IDENTIFIER_PERSONAL without repeating the text. */
export function refusePersonal(reference: string): void {
  if (holdsPersonalNumber(reference)) reject('IDENTIFIER_PERSONAL');
}
