/**
 * Files of the vault: readable by their owner only. They are made by `createWhole`, which yields to whoever was first, since what
 * stands in a file may be registered or in use.
 */
import { mkdir, open } from 'node:fs/promises';
import { closeToOthers } from '../../network/file-modes';
import { VaultError } from './types';

const minPassphraseCharacters = 16;
const unlessKept = ' (if its file system keeps no modes, see filesOpenToOthers in gateway/README.md)';

export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await closeToOthers(directory, 0o700);
}

/** undefined where there is none. Refuses one that group or others can read or write, unless it may be open to them. */
export async function readPrivateFile(path: string, mayBeOpen = false): Promise<Buffer | undefined> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    // A terminal or a pipe was given by whoever started the process.
    if (!mayBeOpen && stats.isFile() && (stats.mode & 0o077) !== 0) {
      const found = (stats.mode & 0o777).toString(8).padStart(4, '0');
      throw new VaultError('FILE_UNUSABLE', `${path} is open to others (mode ${found}); make it 0600${unlessKept}`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** One line of printable ASCII, from a file or from the descriptor `fd:N`. Editors and terminals encode differently beyond ASCII. */
export async function readPassphrase(source: string, mayBeOpen = false): Promise<string> {
  const descriptor = /^fd:(\d+)$/.exec(source)?.[1];
  const bytes = await readPrivateFile(descriptor === undefined ? source : `/dev/fd/${descriptor}`, mayBeOpen);
  if (bytes === undefined) throw new VaultError('FILE_UNUSABLE', `the passphrase is missing in ${source}`);
  const passphrase = bytes.toString('latin1').replace(/\r?\n$/, '');
  if (!/^[ -~]*$/.test(passphrase) || passphrase.length < minPassphraseCharacters) {
    const form = `one line of at least ${minPassphraseCharacters} printable ASCII characters`;
    throw new VaultError('FILE_UNUSABLE', `the passphrase in ${source} is not ${form}`);
  }
  return passphrase;
}
