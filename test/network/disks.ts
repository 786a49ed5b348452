/** Suites that fill a disk: left out, and said, where this machine does not let us mount one. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountDisk, unmount } from '../campaign/disk';

export const mayMount = (() => {
  const folder = join(tmpdir(), `tallystick-mount-${process.pid}`);
  try {
    mountDisk(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

export function onDisk(title: string, suite: () => void): void {
  if (mayMount) describe(title, suite);
  else describe.skip(`${title} (this machine does not let us mount)`, suite);
}
