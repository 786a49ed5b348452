/** The folders of alliances for which nobody named one: one for each ledger, so that neither is in the other's way. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findHolder } from './folder-lock';

export const defaultFolders = { embedded: '.tallystick', fabric: '.tallystick-fabric' } as const;

/** The folder that was named; else that of the alliance that runs, or that was left; else the usual one. */
export function folderFor(named: string | undefined, usual: keyof typeof defaultFolders): string {
  if (named !== undefined) return named;
  const folders = [defaultFolders[usual], ...Object.values(defaultFolders)];
  const holdsOne = (folder: string) => existsSync(join(folder, 'institutions'));
  return folders.find(isRunning) ?? folders.find(holdsOne) ?? defaultFolders[usual];
}

/** Natively, where a process holds the folder, or in containers. */
export function isRunning(folder: string): boolean {
  const isDescribed = existsSync(join(folder, 'dev.json'));
  return isDescribed && (findHolder(folder) !== undefined || existsSync(join(folder, 'compose.json')));
}

/** Finds the alliance that may have taken the default ports. */
export function runningByDefault(): string | undefined {
  const folder = Object.values(defaultFolders).find((each) => findHolder(each) !== undefined);
  return folder && `the alliance in ${folder} (process ${findHolder(folder)})`;
}
