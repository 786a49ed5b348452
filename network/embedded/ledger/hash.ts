/** SHA-256, the only hash that Fabric's ledger knows. */
import { createHash } from 'node:crypto';

/** Hashes the concatenation of the parts; text counts as UTF-8. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}
