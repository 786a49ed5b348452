/** What somebody is asked to sign: the text, from what it follows, and the same in words. The client recomputes all of it (client/verifier.ts). */
import type { Opening } from './said';
import { type ToSign, wordsFor } from './words';

/** `commitments` open the text's members of those names. */
export function newToSign<Role extends string>(
  role: Role,
  message: string,
  commitments: Opening['commitments'] = {},
  keyId?: string,
): ToSign<Role> {
  const members = Object.entries(JSON.parse(message) as Record<string, unknown>);
  const signed = Object.fromEntries(members.filter(([name]) => !Object.hasOwn(commitments, name)));
  const opening = { signed, commitments };
  return { role, ...(keyId === undefined ? {} : { keyId }), message, opening, words: wordsFor(opening) };
}
