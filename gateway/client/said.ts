/** What the words for a text are made from: the members of its opening, each of which has to be taken. */

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

/** The members of an opening, each of which has to be taken. */
export class Said {
  readonly #left: Record<string, unknown>;

  constructor({ signed, commitments }: Opening) {
    const opened = Object.entries(commitments).map(([name, { content }]) => [name, content] as const);
    this.#left = { ...signed, ...Object.fromEntries(opened) };
  }

  /** Throws where the member is absent or of another kind. */
  text(name: string): string {
    const value = this.#take(name);
    if (typeof value !== 'string') throw new Error(`${name} is no text`);
    return value;
  }

  integer(name: string): number {
    const value = this.#take(name);
    if (!Number.isSafeInteger(value)) throw new Error(`${name} is no integer`);
    return value as number;
  }

  maybeText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  maybeInteger(name: string): number | undefined {
    return this.has(name) ? this.integer(name) : undefined;
  }

  /** What was committed to as an object. */
  inside(name: string): Said {
    const value = this.#take(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is no object`);
    return new Said({ signed: value as Readonly<Record<string, unknown>>, commitments: {} });
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#left, name) && this.#left[name] !== undefined;
  }

  /** Keys, hashes and salts: they bind the text to what the ledger holds, and say nothing by themselves. */
  leave(...names: readonly string[]): void {
    for (const name of names) {
      if (this.has(name) && !/^[A-Za-z0-9_-]{32,180}$/.test(this.text(name)))
        throw new Error(`${name} is no hash or key`);
    }
  }

  requireNothingLeft(): void {
    const left = Object.keys(this.#left).filter((name) => this.#left[name] !== undefined);
    if (left.length > 0) throw new Error(`the words would not say ${left.join(', ')}`);
  }

  #take(name: string): unknown {
    const value = Object.hasOwn(this.#left, name) ? this.#left[name] : undefined;
    delete this.#left[name];
    return value;
  }
}

/** To the second, in UTC, as in the text. */
export function sayTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(iso) ? `${iso.slice(0, 19).replace('T', ' ')} UTC` : iso;
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
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word === undefined) throw new Error(`no word for ${name}`);
  return word;
}

/** What a text says twice it has to say alike. */
export function requireSame(name: string, one: string | undefined, other: string | undefined): void {
  if (one !== other) throw new Error(`${name} says something else`);
}
