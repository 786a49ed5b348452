/**
 * Files that hold plaintext, uploads and rejected rows, as they lie on the disk: AES-256-GCM under a key of the vault, bound to
 * their names. The keeper of a file removes it; files that a crash left behind go by age.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createWhole } from '../../network/whole-file';
import { prepareDirectory, readPrivateFile } from './files';
import { decrypt, encrypt } from './secret';
import { type SealedFiles, VaultError } from './types';

const purpose = 'tallystick-file-1';

export function newSealedFiles(directory: string, key: Uint8Array, mayBeOpen = false): SealedFiles {
  return {
    async keep(name, bytes) {
      await prepareDirectory(directory);
      await createWhole(join(directory, fileNameFor(name)), encrypt(key, bytes, purposeFor(name)));
    },

    async read(name) {
      const sealed = await readPrivateFile(join(directory, fileNameFor(name)), mayBeOpen);
      if (sealed === undefined) return undefined;
      const bytes = decrypt(key, sealed, purposeFor(name));
      if (bytes === undefined) throw new VaultError('FILE_UNUSABLE', `the sealed file ${name} does not open`);
      return bytes;
    },

    async remove(name) {
      await rm(join(directory, fileNameFor(name)), { force: true });
    },

    async removeOlderThan(ageMs, except = new Set()) {
      const kept = new Set([...except].map(fileNameFor));
      for (const file of await readdir(directory).catch(() => [])) {
        if (kept.has(file)) continue;
        const path = join(directory, file);
        const found = await stat(path).catch(() => undefined);
        if (found !== undefined && found.mtimeMs < Date.now() - ageMs) await rm(path, { force: true });
      }
    },
  };
}

function purposeFor(name: string): string {
  return `${purpose} ${name}`;
}

/** Names are made by the gateway; one that leads out of the folder is a defect. */
function fileNameFor(name: string): string {
  if (!/^[A-Za-z0-9-]+\.[a-z]+$/.test(name)) throw new TypeError('no name for a sealed file');
  return `${name}.sealed`;
}
