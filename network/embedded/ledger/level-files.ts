/**
 * Checks LevelDB's files as a whole before they are opened: what the manifest names must be there, of the right size, and
 * right in every checksum. About a gigabyte a second. Files that the manifest does not name are remains of a crash.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerDamaged } from './damage';
import { logRecords } from './level-log';
import { checkTable, Varints } from './level-table';

export async function checkLevelFiles(directory: string): Promise<void> {
  const manifest = (await readContent(directory, 'CURRENT')).toString().trimEnd();
  if (!/^MANIFEST-\d{6,}$/.test(manifest)) {
    throw new LedgerDamaged(`file ${join(directory, 'CURRENT')}`, 'it does not name a manifest');
  }
  const live = liveFiles(join(directory, manifest), await readContent(directory, manifest));
  for (const [number, size] of live.tables) {
    const name = `${String(number).padStart(6, '0')}.ldb`;
    const bytes = await readContent(directory, name);
    if (bytes.length !== size) {
      throw new LedgerDamaged(`file ${join(directory, name)}`, `it has ${bytes.length} bytes instead of ${size}`);
    }
    named(join(directory, name), () => checkTable(join(directory, name), bytes));
  }
  for (const log of await logsFrom(directory, live.log)) {
    logRecords(join(directory, log), await readContent(directory, log));
  }
}

/** The logs that LevelDB would replay: the one that the manifest names, and what was begun after it. */
async function logsFrom(directory: string, first: number): Promise<string[]> {
  const logs = (await readdir(directory)).filter(
    (name) => /^\d+\.log$/.test(name) && Number.parseInt(name, 10) >= first,
  );
  if (first > 0 && !logs.some((name) => Number.parseInt(name, 10) === first)) {
    throw new LedgerDamaged(`file ${join(directory, `${String(first).padStart(6, '0')}.log`)}`, 'it is missing');
  }
  return logs;
}

interface LiveFiles {
  readonly tables: Map<number, number>;
  log: number;
}

/** Replays the manifest's version edits: which tables are live, with their sizes, and the first log that is in no table yet. */
function liveFiles(file: string, bytes: Buffer): LiveFiles {
  const live: LiveFiles = { tables: new Map(), log: 0 };
  for (const record of logRecords(file, bytes)) {
    named(file, () => applyEdit(live, new Varints(record)));
  }
  return live;
}

function applyEdit(live: LiveFiles, edit: Varints): void {
  while (!edit.atEnd) {
    const tag = edit.next();
    switch (tag) {
      case 1: // comparator
        edit.skip(edit.next());
        break;
      case 2:
        live.log = edit.next();
        break;
      case 3: // next file number
      case 4: // last sequence
      case 9: // previous log, unused since 2011
        edit.next();
        break;
      case 5: // compaction pointer
        edit.next();
        edit.skip(edit.next());
        break;
      case 6:
        edit.next();
        live.tables.delete(edit.next());
        break;
      case 7:
        edit.next();
        live.tables.set(edit.next(), edit.next());
        edit.skip(edit.next());
        edit.skip(edit.next());
        break;
      default:
        throw new RangeError(`unknown tag ${tag}`);
    }
  }
}

async function readContent(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new LedgerDamaged(`file ${join(directory, name)}`, 'it cannot be read', { cause });
  }
}

/** Gives a reading beyond the end of a structure the file's name. */
function named(file: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw cause instanceof LedgerDamaged ? cause : new LedgerDamaged(`file ${file}`, 'it does not parse', { cause });
  }
}
