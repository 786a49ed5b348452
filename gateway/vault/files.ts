/**
 * Files of the vault: readable by their owner only, and made whole or not at all, even in a crash. None is ever written over,
 * since what stands in it may be registered or in use: `createFile` yields to whoever was first.
 */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VaultError } from './types';

const minPassphraseCharacters = 16;

export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}

/** undefined where there is none. Refuses one that group or others can read or write. */
export async function readPrivateFile(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    // A terminal or a pipe was given by whoever started the process.
    if (stats.isFile() && (stats.mode & 0o077) !== 0) {
      const found = (stats.mode & 0o777).toString(8).padStart(4, '0');
      throw new VaultError('FILE_UNUSABLE', `${path} is open to others (mode ${found}); make it 0600`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** False where the file is there already; it stays as it is. */
export async function createFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(path, bytes);
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
  await syncDirectory(dirname(path));
  return true;
}

/** One line of printable ASCII, from a file or from the descriptor `fd:N`. Editors and terminals encode differently beyond ASCII. */
export async function readPassphrase(source: string): Promise<string> {
  const descriptor = /^fd:(\d+)$/.exec(source)?.[1];
  const bytes = await readPrivateFile(descriptor === undefined ? source : `/dev/fd/${descriptor}`);
  if (bytes === undefined) throw new VaultError('FILE_UNUSABLE', `there is no passphrase in ${source}`);
  const passphrase = bytes.toString('latin1').replace(/\r?\n$/, '');
  if (!/^[ -~]*$/.test(passphrase) || passphrase.length < minPassphraseCharacters) {
    const form = `one line of at least ${minPassphraseCharacters} printable ASCII characters`;
    throw new VaultError('FILE_UNUSABLE', `the passphrase in ${source} is not ${form}`);
  }
  return passphrase;
}

async function writeTemporary(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await unlink(temporary);
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
