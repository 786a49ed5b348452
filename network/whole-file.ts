/**
 * Files that are whole or absent, whatever happens meanwhile: a full disk, a crash, a second writer. They are written beside their
 * place, made durable, and only then given their name. Readable for their owner only.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** For what is written once. False where the file exists already; it stays as it is. */
export async function createWhole(file: string, content: string | Uint8Array): Promise<boolean> {
  const unfinished = besides(file);
  try {
    await writeFile(unfinished, content, { mode: 0o600, flag: 'wx', flush: true });
    if (!(await isGivenName(unfinished, file))) return false;
  } catch (error) {
    throw cannotWrite(file, error);
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}

/** For what follows from something else and may be written again. Readers meet the old content or the new. */
export function replaceWhole(file: string, content: string | Uint8Array): void {
  const unfinished = besides(file);
  try {
    writeFileSync(unfinished, content, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(unfinished, file);
  } catch (error) {
    throw cannotWrite(file, error);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * A folder for its owner only, and those above it. One by one, because Node's recursive way never ends where the system denies that
 * there is such a place.
 */
export function makeFolder(directory: string): void {
  const folder = resolve(directory);
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (readCode(error) !== 'EEXIST') throw cannotWrite(folder, error);
  }
}

/** The system's words name no file where a disk is full. */
export function cannotWrite(file: string, cause: unknown): Error {
  const reason = readCode(cause) === 'ENOSPC' ? 'the disk is full: make room' : (cause as Error).message;
  return Object.assign(new Error(`${file} cannot be written: ${reason}`, { cause }), { code: readCode(cause) });
}

/** So that a name outlives a power failure. Some file systems know no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle
    .sync()
    .catch((error) => {
      if (!['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM'].includes(readCode(error))) throw error;
    })
    .finally(() => handle.close());
}

/** Two names for one file are made only once; file systems without links tell a second writer only where it is later. */
async function isGivenName(unfinished: string, file: string): Promise<boolean> {
  try {
    await link(unfinished, file);
  } catch (error) {
    if (readCode(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(readCode(error))) throw error;
    if (existsSync(file)) return false;
    await rename(unfinished, file);
  }
  return true;
}

function besides(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`;
}

function readCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
