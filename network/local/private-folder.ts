/** Folders of an alliance on this machine: nobody but their owner may enter, whatever the umask, also where they existed before. */
import { join } from 'node:path';
import { makeClosedFolder } from '../file-modes';
import { isEarlier, type Layout, type LocalOptions } from './layout';

/** SQLite opens no path of more than 512 bytes, and stores lie below a folder. */
const mostBytes = 440;

export async function makePrivateFolder(
  folder: string,
  { filesOpenToOthers = false }: LocalOptions = {},
): Promise<void> {
  if (Buffer.byteLength(folder) > mostBytes) {
    throw new Error(
      `${folder} is too long a path (more than ${mostBytes} bytes) for the files below it: choose a shorter --directory`,
    );
  }
  if ((await makeClosedFolder(folder)) || filesOpenToOthers) return;
  throw new Error(
    `the file system of ${folder} keeps no modes, so that others could read keys and passwords there: ` +
      'choose a --directory on another one, or, for a trial with made-up data, repeat the command with --files-open-to-others',
  );
}

/** The folder of a whole alliance on this machine. Throws where an earlier version founded one there, whose institutions shared a folder. */
export async function makeAllianceFolder({ directory }: Layout, options: LocalOptions): Promise<void> {
  if (isEarlier(directory)) {
    const remedy = "choose another --directory, or forget it with --fresh (on Fabric with 'tallystick network reset')";
    throw new Error(`${directory} holds an alliance that an earlier version founded: ${remedy}`);
  }
  await makePrivateFolder(directory, options);
  await makePrivateFolder(join(directory, 'logs'), options);
}
