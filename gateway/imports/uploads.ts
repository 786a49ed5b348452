/** Takes uploads in: each is looked through, sealed in the vault, and noted; its rows follow by themselves. */
import { randomBytes } from 'node:crypto';
import { Problem } from '../api/problem';
import { inspect } from '../spreadsheets/reader';
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

export interface Uploads {
  readonly accept: Accept;
  /** Reads a file, one of a few at a time. Throws IMPORTS_BUSY. */
  inTurn<T>(read: () => Promise<T>): Promise<T>;
}

export function newUploads(
  { store: { imports }, vault }: Pick<ImportDeps, 'store' | 'vault'>,
  wake: () => void,
): Uploads {
  let inspections = 0;

  /** Counted before anything is awaited, so that uploads that come at once do not slip past the bound. */
  const inTurn = async <T>(read: () => Promise<T>): Promise<T> => {
    if (inspections >= maxInspections) throw new Problem('IMPORTS_BUSY');
    inspections += 1;
    try {
      return await read();
    } finally {
      inspections -= 1;
    }
  };

  const inspectToImport = (file: SpreadsheetFile) =>
    inTurn(async () => {
      if ((await imports.countRunning()) >= maxRunning) throw new Problem('IMPORTS_BUSY');
      return inspect(file);
    });

  const accept: Accept = async (file) => {
    const { rows, notes: noted, columns } = await inspectToImport(file);
    const importId = newImportId();
    await vault.files.keep(uploadName(importId), file.bytes);
    const sealed = sealConditions(vault, importId, file.conditions);
    const notes = noted.length === 0 ? {} : { notes: sealNotes(vault, importId, noted) };
    const sheet = { kind: file.kind, rows, columns: sealColumns(vault, importId, columns), ...notes };
    await imports.create({ importId, created: new Date().toISOString(), sealed, ...sheet });
    wake();
    return (await imports.read(importId)) ?? Promise.reject(new Error('an import is gone'));
  };

  return { accept, inTurn };
}

/** Letters only: no run of digits looks like a person's number. */
function newImportId(): string {
  const letter = (digit: string) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16));
  return randomBytes(16).toString('hex').replaceAll(/./g, letter);
}
