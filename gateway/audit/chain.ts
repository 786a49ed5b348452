/**
 * The chain of the audit log, and how anybody checks it. An entry's hash is the SHA-256 of its canonical JSON, which names the
 * hash of the entry before. So nobody changes, removes or inserts an entry without changing all hashes after it.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { AuditEntry } from '../api/audit';

/** The place of an entry in the chain. */
export interface Link {
  readonly number: number;
  readonly hash: string;
}

/** Before the first entry. */
export const origin: Link = { number: 0, hash: '0'.repeat(64) };

export class ChainBroken extends Error {
  override readonly name = 'ChainBroken';

  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

export function hashEntry(entry: AuditEntry): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}

export function exportLine(entry: AuditEntry, hash: string): string {
  return `${canonicalJson({ ...entry, hash })}\n`;
}

/** The last line of an export, so that a file that was cut short shows. */
export function endLine({ number, hash }: Link): string {
  return `${canonicalJson({ end: true, hash, number })}\n`;
}

/**
 * Reads an export and answers its last link. `known` are links that the reader has from elsewhere, and that the export must hold.
 * Throws ChainBroken.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  known: readonly Link[] = [],
): Promise<Link & { readonly first: Link }> {
  let first: Link | undefined;
  let last = origin;
  let line = 0;
  let hasEnded = false;
  const missing = new Map(known.map((link) => [link.number, link.hash]));
  for await (const text of lines) {
    line += 1;
    const broken = (reason: string) => new ChainBroken(line, reason);
    if (hasEnded) throw broken('stands behind the end');
    const { hash, ...entry } = parseLine(text, broken);
    if (entry.end === true) {
      // An export after the last entry holds nothing else.
      if (first === undefined) {
        last = { number: Number(entry.number), hash };
        check(missing, last, broken);
      }
      if (entry.number !== last.number || hash !== last.hash) throw broken('names another end than the entries have');
      hasEnded = true;
      continue;
    }
    if (first === undefined) {
      last = { number: Number(entry.number) - 1, hash: String(entry.previous) };
      if (last.number === 0 && last.hash !== origin.hash) throw broken('names an entry before the first one');
      first = last;
      check(missing, first, broken);
    }
    if (entry.number !== last.number + 1) throw broken(`has another number than ${last.number + 1}`);
    if (entry.previous !== last.hash) throw broken('does not name the hash of the entry before');
    if (createHash('sha256').update(canonicalJson(entry)).digest('hex') !== hash) {
      throw broken('has another hash than its content');
    }
    last = { number: last.number + 1, hash };
    check(missing, last, broken);
  }
  if (!hasEnded) throw new ChainBroken(line, 'the file ends without its last line');
  const [absent] = missing.keys();
  if (absent !== undefined) throw new ChainBroken(line, `the known entry ${absent} is not in the file`);
  return { ...last, first: first ?? last };
}

function check(missing: Map<number, string>, { number, hash }: Link, broken: (reason: string) => ChainBroken): void {
  const expected = missing.get(number);
  if (expected !== undefined && expected !== hash) throw broken(`entry ${number} has another hash than the known one`);
  missing.delete(number);
}

interface Line extends Readonly<Record<string, unknown>> {
  readonly hash: string;
}

function parseLine(text: string, broken: (reason: string) => ChainBroken): Line {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && canonicalJson(value) === text && 'hash' in value) {
      return value as Line;
    }
  } catch {
    // As any other line that is none.
  }
  throw broken('is no canonical JSON with a hash');
}
