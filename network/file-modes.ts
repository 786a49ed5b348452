/** Keeps files from other users of this machine, and tells where their file system does not (mounts of other systems' disks, say). */
import { chmod, stat } from 'node:fs/promises';

const unsupported: readonly unknown[] = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EINVAL'];

/** False where others can still reach it. */
export async function closeToOthers(path: string, mode: 0o600 | 0o700): Promise<boolean> {
  await chmod(path, mode).catch((error: NodeJS.ErrnoException) => {
    if (!unsupported.includes(error.code)) throw error;
  });
  return ((await stat(path)).mode & 0o077) === 0;
}
