/**
 * Chooses where the files of a run lie: in memory where there is room, because every store and ledger of the tests waits for the
 * disk at each commit, and all of them wait for each other. What a test kills finds its files again there, too.
 */
import { readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const memoryFolder = '/dev/shm';
/** A run takes a tenth of it. */
const neededBytes = 2 * 1024 ** 3;

export interface Place {
  /** The text of `/proc/mounts`. */
  readonly mounts: string;
  readonly freeBytes: number;
  /** TMPDIR, whose setter wants the files there. */
  readonly asked: string | undefined;
}

export function chooseParent({ mounts, freeBytes, asked }: Place = readPlace()): string {
  return asked === undefined && mayExecute(mounts) && freeBytes >= neededBytes ? memoryFolder : tmpdir();
}

/** Some tests write programs and start them. */
function mayExecute(mounts: string): boolean {
  const [, , kind, options = ''] =
    mounts
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, place]) => place === memoryFolder) ?? [];
  return kind === 'tmpfs' && !options.split(',').some((option) => option === 'noexec' || option === 'ro');
}

function readPlace(): Place {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return { mounts: readFileSync('/proc/mounts', 'utf8'), freeBytes: bavail * bsize, asked: process.env.TMPDIR };
  } catch {
    return { mounts: '', freeBytes: 0, asked: undefined };
  }
}
