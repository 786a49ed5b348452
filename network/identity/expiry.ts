/** When certificates of an organisation's folder end: Fabric's own programs stop working on that day without a word before. */
import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPem } from '../settings-file';

export interface CertificateEnd {
  readonly file: string;
  readonly notAfter: Date;
}

/** Every certificate under a folder, the first to end first; none where there is no folder. Throws SettingsWrong. */
export function certificateEnds(folder: string): readonly CertificateEnd[] {
  return certificatesUnder(folder)
    .map((file) => ({ file, notAfter: new Date(readPem(file, (pem) => new X509Certificate(pem)).validTo) }))
    .sort((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
}

function certificatesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(pem|crt)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
