/** Takes uploads in: each is looked through, sealed in the vault, and noted; its rows follow by themselves. */
import { randomBytes } from 'node:crypto';
import { Problem } from '../api/problem';
import { type Inspected, inspect } from '../spreadsheets/reader';
import type { SpreadsheetFile } from '../spreadsheets/types';
import type { ImportDeps } from './deps';
import { sealColumns, sealConditions, sealNotes } from './notes';
import { uploadName } from './run';
import type { ImportView } from './store';

const maxRunning = 20;
/** Files that are looked through at a time; each takes a process. */
const maxInspections = 2;

/** Durable when it answers. Throws FileRefused, and IMPORTS_BUSY. */
export type Accept = (file: SpreadsheetFile) => Promise<ImportView>;

export function newUploads(
  { store: { imports }, vault }: Pick<ImportDeps, 'store' | 'vault'>,
  wake: () => void,
): Accept {
  let inspections = 0;

  /** Counted before anything is awaited, so that uploads that come at once do not slip past the bound. */
  const inspectInTurn = async (file: SpreadsheetFile): Promise<Inspected> => {
    if (inspections >= maxInspections) throw new Problem('IMPORTS_BUSY');
    inspections += 1;
    try {
      if ((await imports.countRunning()) >= maxRunning) throw new Problem('IMPORTS_BUSY');
      return await inspect(file);
    } finally {
      inspections -= 1;
    }
  };

  return async (file) => {
    const { rows, notes: noted, columns } = await inspectInTurn(file);
    const importId = newImportId();
    await vault.files.keep(uploadName(importId), file.bytes);
    const sealed = sealConditions(vault, importId, file.conditions);
    const notes = noted.length === 0 ? {} : { notes: sealNotes(vault, importId, noted) };
    const sheet = { kind: file.kind, rows, columns: sealColumns(vault, importId, columns), ...notes };
    await imports.create({ importId, created: new Date().toISOString(), sealed, ...sheet });
    wake();
    return (await imports.read(importId)) ?? Promise.reject(new Error('an import is gone'));
  };
}

/** Letters only: no run of digits looks like a person's number. */
function newImportId(): string {
  const letter = (digit: string) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16));
  return randomBytes(16).toString('hex').replaceAll(/./g, letter);
}
