/**
 * What is signed, in words. Every member of a text and of what it commits to is said, or known to mean nothing to whoever signs; a
 * text with any other member gets no words, so that nothing can be hidden in it.
 */
import { type Opening, Said, type Words } from './said';
import { disputeWords } from './words-of-disputes';
import { peopleWords } from './words-of-people';
import { recordWords } from './words-of-records';

/** A text that somebody still has to sign. */
export interface ToSign<Role extends string = string> {
  readonly role: Role;
  /** Where a certain key has to sign. */
  readonly keyId?: string | undefined;
  /** What is signed, as UTF-8, by ECDSA on P-256 with SHA-256; r ‖ s, s in the lower half, base64url. */
  readonly message: string;
  readonly opening: Opening;
  readonly words: Words;
}

/** By purpose. Each takes what it says out of the opening, with `Said`. */
const table: Readonly<Record<string, (said: Said) => Words>> = { ...recordWords, ...disputeWords, ...peopleWords };

/** Throws on a purpose that it does not know, and on members that the words would not say. */
export function wordsFor(opening: Opening): Words {
  const said = new Said(opening);
  const purpose = said.word('purpose');
  const wordsOf = Object.hasOwn(table, purpose) ? table[purpose] : undefined;
  if (wordsOf === undefined) throw new Error('a text of an unknown purpose');
  said.word('channel');
  const words = wordsOf(said);
  said.requireNothingLeft();
  return words;
}
