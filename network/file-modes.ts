/** Keeps files from other users of this machine, and tells where their file system does not (mounts of other systems' disks, say). */
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const unsupported: readonly unknown[] = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EINVAL'];

/** False where others can still reach it. */
export async function closeToOthers(path: string, mode: 0o600 | 0o700): Promise<boolean> {
  await chmod(path, mode).catch((error: NodeJS.ErrnoException) => {
    if (!unsupported.includes(error.code)) throw error;
  });
  return ((await stat(path)).mode & 0o077) === 0;
}

/** Makes the folder where it is missing, whatever the umask, and closes it where it existed. False where others can still reach it. */
export async function makeClosedFolder(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return closeToOthers(folder, 0o700);
}

/** Closes the folder and all that is in it. Answers the paths that others can still reach, and those that cannot be closed. */
export async function closeTreeToOthers(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const inside = entries.map((entry) => {
    return closePath(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  });
  return (await Promise.all([closePath(folder, 0o700), ...inside])).filter((path) => path !== undefined);
}

/** Answers the path where it stays open. A file that its database removed meanwhile is closed. */
async function closePath(path: string, mode: 0o600 | 0o700): Promise<string | undefined> {
  try {
    return (await closeToOthers(path, mode)) ? undefined : path;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : path;
  }
}
