/**
 * Files that an operator gives to a process. An error names the file first, then the fault, then what to do. No error repeats the
 * content of a file, because settings may hold passwords and descriptions hold tokens.
 */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export interface SettingsForm<T> {
  readonly form: z.ZodType<T>;
  /** The file's name for people, such as "the topology". */
  readonly what: string;
  /** Advice for a damaged file. */
  readonly repair: string;
  /** Default: JSON. */
  readonly parse?: (text: string) => unknown;
}

export class SettingsWrong extends Error {
  override readonly name = 'SettingsWrong';

  constructor(file: string, fault: string, repair: string, options?: ErrorOptions) {
    super(`${file} ${fault}: ${repair}`, options);
  }
}

/** Throws SettingsWrong. */
export function readSettings<T>(file: string, { form, what, repair, parse = JSON.parse }: SettingsForm<T>): T {
  const text = readSettingsText(file, repair);
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new SettingsWrong(file, `is damaged (${placeIn(error)})`, repair, { cause: error });
  }
  const { data, error, success } = form.safeParse(value);
  if (success) return data;
  const faults = error.issues.map((issue) => `\n  ${describePath(issue)}: ${describeFault(issue, form)}`);
  throw new SettingsWrong(file, `is not what ${what} must be`, `${repair}${faults.join('')}`);
}

const restorePem = 'restore it from a copy, or issue it anew';

/** A certificate or a key. Throws SettingsWrong. */
export function readPem<T>(file: string, parse: (pem: string) => T): T {
  const pem = readSettingsText(file, restorePem);
  try {
    return parse(pem);
  } catch (cause) {
    throw new SettingsWrong(file, 'is damaged, or no such PEM', restorePem, { cause });
  }
}

/** The text of a file that is there, whole and legible as far as its bytes tell. Throws SettingsWrong. */
export function readSettingsText(file: string, repair: string): string {
  const bytes = readBytes(file, repair);
  if (bytes.length === 0) throw new SettingsWrong(file, 'is empty', repair);
  if (bytes.includes(0)) throw new SettingsWrong(file, 'is damaged (it holds NUL bytes)', repair);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SettingsWrong(file, 'is damaged (it is not UTF-8)', repair, { cause });
  }
}

function readBytes(file: string, repair: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SettingsWrong(file, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`, repair, { cause });
  }
}

/** Parsers repeat what they read, so only the place of the fault is taken from them. */
function placeIn(error: unknown): string {
  const { message = '', linePos } = error as { message?: string; linePos?: readonly { readonly line: number }[] };
  const line = linePos?.[0]?.line ?? /\(line (\d+) /.exec(message)?.[1];
  if (line !== undefined) return `line ${line} cannot be parsed`;
  return /Unexpected end/.test(message) ? 'it ends too early' : 'it cannot be parsed';
}

function describePath({ path }: z.core.$ZodIssue): string {
  return path.length === 0 ? 'the whole' : path.map(String).join('.');
}

function describeFault(issue: z.core.$ZodIssue, form: z.ZodType): string {
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined/.test(issue.message) ? 'is missing' : `must be of type ${issue.expected}`;
    case 'too_small':
      return `must be ${issue.minimum}${nameUnit(issue)} or more`;
    case 'too_big':
      return `must be ${issue.maximum}${nameUnit(issue)} or less`;
    case 'invalid_value':
      return `must be ${issue.values.join(' or ')}`;
    case 'invalid_format':
      return issue.message.includes('pattern') ? 'has not the documented form' : issue.message;
    case 'unrecognized_keys':
      return issue.keys.map((key) => `there is no setting ${key}${suggestionFor(key, namesIn(form))}`).join('; ');
    default:
      return issue.message;
  }
}

function nameUnit({ origin }: { readonly origin: string }): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function suggestionFor(key: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, distance: distanceBetween(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance, name }) => distance <= Math.max(1, name.length / 4))
    .sort((one, other) => one.distance - other.distance);
  return nearest === undefined ? '' : `: is ${nearest.name} meant?`;
}

/** Names of settings, in the form and in all forms inside it. */
function namesIn(form: unknown): readonly string[] {
  const { shape, element, def } = form as {
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly element?: unknown;
    readonly def?: { readonly innerType?: unknown };
  };
  if (shape !== undefined) return [...Object.keys(shape), ...Object.values(shape).flatMap(namesIn)];
  const inner = element ?? def?.innerType;
  return inner === undefined ? [] : namesIn(inner);
}

/** How many letters to add, to take away or to change. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (letter === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
