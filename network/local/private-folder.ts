/** Folders of an alliance on this machine: nobody but their owner may enter, whatever the umask, also where they existed before. */
import { chmod, mkdir } from 'node:fs/promises';

export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}
