/** Files of the user's: read with words for what is wrong with them, written whole or not at all. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { refuse } from './ended';

export function readBytes(file: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(file);
  } catch (error) {
    return refuse(`${file} cannot be read: ${codeOf(error)}`);
  }
}

export function readText(file: string): string {
  return readBytes(file).toString('utf8');
}

/** For the owner's eyes only, since rows hold borrowers' data. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    refuse(`${file} cannot be written: ${codeOf(error)}`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
