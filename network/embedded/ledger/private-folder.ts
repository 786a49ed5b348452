/** Blocks and state are for their owner alone, whatever the umask, and also where the folders existed before with other modes. */
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the folder where it is missing. A disk that keeps no modes is no reason to fail; `closeToOthers` tells of it. */
export async function makePrivate(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700).catch(() => undefined);
}

/**
 * Closes a folder, and all that is in those of its folders, to everybody but the owner; what else lies in it is not ours. Answers the paths
 * that others can reach all the same.
 */
export async function closeToOthers(directory: string, folders: readonly string[]): Promise<string[]> {
  const inside = await Promise.all(folders.map((folder) => pathsUnder(join(directory, folder))));
  const open = await Promise.all([directory, ...inside.flat()].map((path) => close(path).catch(() => path)));
  return open.filter((path) => path !== undefined);
}

async function pathsUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))];
}

/** The path where its mode stays open. A file that LevelDB has removed meanwhile is closed. */
async function close(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) === 0) return undefined;
    await chmod(path, mode & 0o700);
    return ((await stat(path)).mode & 0o077) === 0 ? undefined : path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
