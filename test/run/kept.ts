/** Files that cost much to make, such as keys, are made once in a run of jest: later suites begin with copies of them. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Kept {
  /** Names the files in the run. */
  readonly name: string;
  /** The folder that they belong to. */
  readonly folder: string;
  /** Their paths in the folder. */
  readonly parts: readonly string[];
}

/** Copies the kept files into their folder. Does nothing where nobody has kept them yet. */
export function takeKept({ name, folder, parts }: Kept): void {
  if (existsSync(placeFor(name))) copyParts(placeFor(name), folder, parts);
}

/** Keeps copies of the files. The first suite that does so wins. */
export function keep({ name, folder, parts }: Kept): void {
  if (existsSync(placeFor(name))) return;
  const unfinished = mkdtempSync(`${placeFor(name)}-`);
  copyParts(folder, unfinished, parts);
  try {
    renameSync(unfinished, placeFor(name));
  } catch {
    rmSync(unfinished, { recursive: true });
  }
}

function copyParts(from: string, to: string, parts: readonly string[]): void {
  for (const part of parts) {
    mkdirSync(dirname(join(to, part)), { recursive: true, mode: 0o700 });
    copyFileSync(join(from, part), join(to, part));
  }
}

/** The temporary folder is that of the run (begin.ts), which is removed when the run ends. */
function placeFor(name: string): string {
  return join(tmpdir(), `tallystick-kept-${name}`);
}
