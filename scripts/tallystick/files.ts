/** Files of the user's: read with words for what is wrong with them, written whole or not at all. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { refuse } from './ended';

export function readBytes(file: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(file);
  } catch (error) {
    return refuse(`${file} cannot be read: ${readCode(error)}`);
  }
}

/** UTF-8, or UTF-16 with its mark, as Windows programs write either. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

/** The path, or where there is a file already one with a number: what somebody has worked on is not written over. */
export function freePath(path: string): string {
  const { dir, name, ext } = parse(path);
  let free = path;
  for (let number = 2; existsSync(free); number++) free = join(dir, `${name}-${number}${ext}`);
  return free;
}

/** For the owner's eyes only, since rows hold borrowers' data. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    refuse(`${file} cannot be written: ${readCode(error)}`);
  }
}

function readCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
