/**
 * Files that institutions send one another: public material as canonical JSON, small enough for any mail. A file that holds a private
 * key is refused whatever else it says, on the way out and on the way in.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { z } from 'zod';
import { canonicalJson } from '../../chaincode/api/canonical';
import { readSettings, readSettingsText, SettingsWrong } from '../settings-file';
import { replaceWhole } from '../whole-file';

export interface PublicForm<T> {
  readonly form: z.ZodType<T>;
  /** The file's name for people, such as "a member file". */
  readonly what: string;
  readonly maxBytes: number;
}

const privateKey = /PRIVATE KEY/;

/** Throws SettingsWrong. */
export function readPublicFile<T>(file: string, { form, what, maxBytes }: PublicForm<T>): T {
  const again = 'ask its sender for the file as it was exported';
  refuseLarge(file, maxBytes, again);
  if (privateKey.test(readSettingsText(file, again)))
    throw new SettingsWrong(file, 'holds a private key', 'do not use it, tell its sender, and have that key replaced');
  return readSettings(file, { form, what, repair: again });
}

/** The `format` that a public file names; undefined where it names none. Throws SettingsWrong where it is no JSON. */
export function readFormat(file: string): string | undefined {
  const again = 'ask its sender for the file as it was exported';
  refuseLarge(file, largestFile, again);
  try {
    const { format } = JSON.parse(readSettingsText(file, again)) as { format?: unknown };
    return typeof format === 'string' ? format : undefined;
  } catch (error) {
    if (error instanceof SettingsWrong) throw error;
    throw new SettingsWrong(file, 'is no JSON', again, { cause: error });
  }
}

/** Throws where the value holds a private key. */
export function writePublicFile(file: string, value: unknown): void {
  const text = canonicalJson(value);
  if (privateKey.test(text)) throw new Error(`${file} would hold a private key`);
  replaceWhole(file, `${text}\n`);
}

/** A file's id, to be read out on the telephone. It changes with the content. */
export function readOutId(value: unknown): string {
  const digits = createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
  return (digits.match(/.{4}/g) ?? []).join('-');
}

const largestFile = 4 * 1024 * 1024;

function refuseLarge(file: string, maxBytes: number, repair: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxBytes) throw new SettingsWrong(file, `is larger than ${maxBytes} bytes`, repair);
}
