/**
 * Lets one process at a time change an alliance's folder; all others can name it. A process announces itself by an empty file
 * whose name says who it is, and only then looks for others; so of two that come at once, at least one sees the other. Files of
 * processes that ended count for nothing, and nobody has to wait for them or to take them over.
 */
import { closeSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../whole-file';
import { institutionLeftovers, leftovers } from './layout';
import { readCommand, readStart } from './process-start';

export interface FolderLock {
  /** How long ports may still be taken: where its holder was killed, what that had started needs a moment to end. */
  readonly portsWithinMs: number;
  release(): void;
}

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(
    directory: string,
    readonly pid: number,
  ) {
    const advice = 'end it first, or choose another folder with --directory';
    super(`process ${pid} (${readCommand(pid)}) is at work in ${directory}: ${advice}`);
  }
}

const form = /^held-by-(\d+)-(.+)$/;
/** Two that saw each other try again; whoever is still there then has it. */
const mostTries = 8;
/** Longer than a warden takes. */
const afterKillMs = 10_000;
const pauseMs = { least: 10, most: 60 } as const;

/** Makes the folder where there is none. Ends with the process, where it is not released before. Throws FolderInUse. */
export async function lockFolder(directory: string): Promise<FolderLock> {
  const folder = resolve(directory);
  if (directory === '' || parse(folder).root === folder)
    throw new Error(`${directory || "''"} is no folder for an alliance`);
  makeFolder(folder);
  if (!statSync(folder).isDirectory()) throw new Error(`${directory} is a file: choose a folder with --directory`);
  refuseForeign(folder);
  const own = `held-by-${process.pid}-${readStart(process.pid)}`;
  const release = () => {
    process.off('exit', release);
    rmSync(join(directory, own), { force: true });
  };
  for (let tries = 1; ; tries++) {
    announce(directory, own);
    const others = namesIn(directory).filter((name) => name !== own);
    const holder = others.find(lives);
    if (holder === undefined) {
      for (const dead of others) rmSync(join(directory, dead), { force: true });
      process.once('exit', release);
      return { portsWithinMs: others.length > 0 ? afterKillMs : 0, release };
    }
    release();
    if (tries === mostTries) throw new FolderInUse(directory, pidIn(holder));
    await sleep(pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least));
  }
}

/** An alliance's folder is closed to others and written into, so one that holds other things is none. */
function refuseForeign(folder: string): void {
  const names = readdirSync(folder);
  const isOurs = (name: string) =>
    [...leftovers, ...institutionLeftovers].includes(name) || form.test(name) || name === 'lost+found';
  if (names.length === 0 || names.some(isOurs)) return;
  throw new Error(`${folder} holds other things and no alliance: choose an empty folder with --directory`);
}

/** Undefined where nobody works in the folder, or there is none. */
export function findHolder(directory: string): number | undefined {
  const holder = namesIn(directory).find(lives);
  return holder === undefined ? undefined : pidIn(holder);
}

export async function whileLocked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockFolder(directory);
  return await work().finally(() => lock.release());
}

function announce(directory: string, own: string): void {
  try {
    closeSync(openSync(join(directory, own), 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new FolderInUse(directory, process.pid);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => form.test(name));
  } catch {
    return [];
  }
}

function lives(name: string): boolean {
  const [, pid = '', start] = form.exec(name) ?? [];
  return readStart(Number(pid)) === start;
}

function pidIn(name: string): number {
  return Number(form.exec(name)?.[1]);
}
