/** Entries of the audit log, and exports made of them. */
import type { AuditEntry } from '../../../gateway/api/audit';
import { endLine, exportLine, hashEntry, type Link, origin } from '../../../gateway/audit/chain';
import type { NewEntry } from '../../../gateway/audit/store';
import { noon } from '../http/fakes';

export function newEntry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    time: noon,
    operation: 'readBorrower',
    userName: 'anna',
    role: 'officer',
    about: ['A1'],
    status: 200,
    ...changes,
  };
}

export function exportOf(entries: readonly NewEntry[]): string {
  let last = origin;
  let text = '';
  for (const one of entries) {
    const entry: AuditEntry = { ...one, number: last.number + 1, previous: last.hash };
    last = { number: entry.number, hash: hashEntry(entry) };
    text += exportLine(entry, last.hash);
  }
  return text + endLine(last);
}

export function lines(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

/** What a reader of the export could have noted of an entry. */
export function noted(text: string, number: number): Link {
  const { hash } = JSON.parse(lines(text)[number - 1] ?? '') as Link;
  return { number, hash };
}
