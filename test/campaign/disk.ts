/** A folder on a disk of its own that can be made full: a tmpfs whose limit is drawn down to what it holds. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

export interface Disk {
  /** But for so many kilobytes. Default: few enough that a disk fills up in the middle of a write. */
  fill(slackKb?: number): void;
  free(): void;
}

const limitMb = 2_048;
const defaultSlackKb = 16;
const mostTries = 10;

/** Throws where the machine does not let us mount. */
export function mountDisk(folder: string): Disk {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mount('-t', 'tmpfs', '-o', `size=${limitMb}m,mode=0700`, 'tmpfs', folder);
  return {
    fill(slackKb = defaultSlackKb) {
      // Somebody may have written meanwhile, and no disk gets smaller than what it holds.
      for (let tries = 1; ; tries++) {
        try {
          return drawDown(folder, slackKb);
        } catch (error) {
          if (tries === mostTries) throw error;
        }
      }
    },
    free: () => mount('-o', `remount,size=${limitMb}m`, folder),
  };
}

function drawDown(folder: string, slackKb: number): void {
  const { blocks, bfree, bsize } = statfsSync(folder);
  mount('-o', `remount,size=${Math.ceil(((blocks - bfree) * bsize) / 1_024) + slackKb}k`, folder);
}

export function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}
