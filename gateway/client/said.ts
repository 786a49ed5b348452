/**
 * What the words for a text are made from: the members of its opening, each of which has to be taken, in the one form that it has.
 * What is committed to is taken from the commitments and everything else from the text, so no text has two readings.
 */
import { isSalt, isSha256, isSignature } from '../../chaincode/api/credit-fields';
import type { Check } from '../../chaincode/api/sealed-forms';
import { findTextFault } from '../../chaincode/api/texts';
import { isTime } from '../../chaincode/api/times';

export interface Opening {
  /** The text's members that stand in it in clear. */
  readonly signed: Readonly<Record<string, unknown>>;
  /** By the member's name; salts are 32 bytes, base64url. */
  readonly commitments: Readonly<Record<string, { readonly salt: string; readonly content: unknown }>>;
}

export interface Words {
  readonly zh: string;
  readonly en: string;
}

const isText =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);
const isWord = isText(/^[A-Za-z0-9._-]{1,249}$/);
/** 65 bytes that begin with 4, base64url. */
const isPoint = isText(/^B[A-P][A-Za-z0-9_-]{85}$/);

/** The members of an object, or of a text with its commitments. */
export class Said {
  readonly #left: Map<string, unknown>;
  readonly #opened: Map<string, Opening['commitments'][string]>;

  constructor({ signed, commitments }: Opening) {
    this.#left = new Map(Object.entries(signed).filter(([, value]) => value !== undefined));
    this.#opened = new Map(Object.entries(commitments));
  }

  /** A name, a number in hex, or one of some words. Throws, as all below, where the member is absent or has another form. */
  word(name: string): string {
    return this.#text(name, isWord);
  }

  maybeWord(name: string): string | undefined {
    return this.has(name) ? this.word(name) : undefined;
  }

  time(name: string): string {
    return this.#text(name, isTime);
  }

  maybeTime(name: string): string | undefined {
    return this.has(name) ? this.time(name) : undefined;
  }

  sha256(name: string): string {
    return this.#text(name, isSha256);
  }

  point(name: string): string {
    return this.#text(name, isPoint);
  }

  signature(name: string): string {
    return this.#text(name, isSignature);
  }

  integer(name: string): number {
    const value = this.#take(name);
    if (!Number.isSafeInteger(value)) throw new Error(`${name} is no integer`);
    return value as number;
  }

  maybeInteger(name: string): number | undefined {
    return this.has(name) ? this.integer(name) : undefined;
  }

  object(name: string): Said {
    return insideOf(name, this.#take(name));
  }

  /** The salt of a commitment, which its content may say again. */
  salt(name: string, expected: string): void {
    if (this.#take(name) !== expected) throw new Error(`${name} is another salt`);
  }

  /** A salt whose commitment is not shown. */
  sealedSalt(name: string): string {
    return this.#text(name, isSalt);
  }

  opened(name: string): { readonly salt: string; readonly content: unknown } {
    const opened = this.#opened.get(name);
    this.#opened.delete(name);
    if (opened === undefined) throw new Error(`${name} is not opened`);
    return opened;
  }

  openedObject(name: string): Said {
    return insideOf(name, this.opened(name).content);
  }

  /** What somebody says in its own words. */
  openedPlain(name: string): string {
    const { content } = this.opened(name);
    if (typeof content !== 'string' || findTextFault(content, true) !== undefined)
      throw new Error(`${name} holds what cannot be shown`);
    return content;
  }

  has(name: string): boolean {
    return this.#left.has(name);
  }

  hasOpened(name: string): boolean {
    return this.#opened.has(name);
  }

  requireNothingLeft(): void {
    const left = [...this.#left.keys(), ...this.#opened.keys()];
    if (left.length > 0) throw new Error(`the words would not say ${left.join(', ')}`);
  }

  #text(name: string, hasForm: Check): string {
    const value = this.#take(name);
    if (typeof value !== 'string' || !hasForm(value)) throw new Error(`${name} has not its form`);
    return value;
  }

  #take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }
}

function insideOf(name: string, value: unknown): Said {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is no object`);
  return new Said({ signed: value as Readonly<Record<string, unknown>>, commitments: {} });
}

/** To the second, in UTC; with what it has beyond. */
export function sayTime(iso: string): string {
  const beyond = iso.slice(19, 23);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${beyond === '.000' ? '' : beyond} UTC`;
}

/** With commas between thousands. */
export function sayAmount(amount: number): string {
  return String(amount).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Basis points as percent. */
export function sayRate(bps: number): string {
  return `${bps / 100} %`;
}

export function wordFor(words: Readonly<Record<string, Words>>, name: string): Words {
  const found = Object.hasOwn(words, name) ? words[name] : undefined;
  if (found === undefined) throw new Error(`no word for ${name}`);
  return found;
}

/** What a text says twice it has to say alike. */
export function requireSame(name: string, one: unknown, other: unknown): void {
  if (one !== other) throw new Error(`${name} says something else`);
}
