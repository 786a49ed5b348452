/** Whom the files of a folder let in. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Runs the work with that umask and gives the earlier one back. */
export async function withUmask<T>(mask: number, work: () => Promise<T>): Promise<T> {
  const before = process.umask(mask);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
}

/** Paths of what others can reach: the folder itself is '', and what lies in a closed folder is closed by it. */
export function openToOthers(folder: string, root = folder): readonly string[] {
  if ((statSync(folder).mode & 0o077) === 0) return [];
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return openToOthers(path, root);
    return (statSync(path).mode & 0o077) === 0 ? [] : [relative(root, path)];
  });
  return [relative(root, folder), ...inside];
}
