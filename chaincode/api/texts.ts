/**
 * This is the one rule of the ledger and of all gateways for texts that people write: names, references and statements.
 *
 * Everything in a text can be seen, and one text has one spelling (Unicode's NFC). The characters that cannot be seen are listed
 * here, because the tables of an endorser's Node would change with its version. NFC of a text does not: that is Unicode's promise.
 */
import { holdsPersonalNumber } from './personal-numbers';

/** Controls, separators of lines, what turns a text around, what has no width, what is private, and halves of characters. */
const unseen = new RegExp(
  `[${[
    '\\u{0}-\\u{1f}\\x7f-\\x9f\\xad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u115f\\u1160\\u17b4\\u17b5',
    '\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ud800-\\udfff\\ue000-\\uf8ff\\ufdd0-\\ufdef',
    '\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff\\u{110bd}\\u{110cd}\\u{13430}-\\u{13442}\\u{16fe4}\\u{1bca0}-\\u{1bca3}',
    '\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{10ffff}',
  ].join('')}]`,
  'u',
);

/** The spelling of a text as somebody typed it: NFC, without blanks around it. */
export function spellText(text: string): string {
  return text.normalize('NFC').trim();
}

/** A character that no text holds. */
export interface StrayCharacter {
  readonly kind: 'TABULATOR' | 'LINE_BREAK' | 'PRIVATE' | 'UNSEEN';
  /** As `U+200B`. */
  readonly code: string;
}

const strayTexts: Readonly<Record<StrayCharacter['kind'], string>> = {
  TABULATOR: 'a tabulator; remove it',
  LINE_BREAK: 'a line break; remove it',
  PRIVATE: 'a character of a private font; enter the one that Unicode has for it',
  UNSEEN: 'a character that nobody sees or can type; remove it',
};

/** The first of them in a text that is one line; a statement may have several. */
export function findStrayCharacter(text: string, isStatement = false): StrayCharacter | undefined {
  const [character] = unseen.exec(isStatement ? text.replaceAll('\n', ' ') : text) ?? [];
  return character === undefined ? undefined : { kind: strayKind(character), code: formatCode(character) };
}

/** As a predicate. */
export function sayStray({ kind, code }: StrayCharacter): string {
  return `holds ${code}, ${strayTexts[kind]}`;
}

/** The fault of a text that is to be one line, as a predicate; undefined where there is none. A statement may have several lines. */
export function findTextFault(text: string, isStatement = false): string | undefined {
  const stray = findStrayCharacter(text, isStatement);
  if (stray !== undefined) return sayStray(stray);
  if (text.trim() === '') return 'is blank';
  if (!isStatement && text.trim() !== text) return 'begins or ends with a blank';
  return text.normalize('NFC') === text ? undefined : "is not in Unicode's normal form NFC";
}

/** The same for what everybody may read. */
export function findPublicTextFault(text: string): string | undefined {
  const fault = findTextFault(text);
  if (fault !== undefined) return fault;
  return holdsPersonalNumber(text) ? 'holds a mobile or identity number, which must not reach the ledger' : undefined;
}

function strayKind(character: string): StrayCharacter['kind'] {
  if (character === '\t') return 'TABULATOR';
  if (/[\n\r]/.test(character)) return 'LINE_BREAK';
  return /[\ue000-\uf8ff]/.test(character) ? 'PRIVATE' : 'UNSEEN';
}

function formatCode(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
