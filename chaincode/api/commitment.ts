/** The one form of commitments to content that only some may read. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical';

/** SHA-256 over a salt of 32 bytes ‖ canonical JSON, hex. */
export function commit(salt: Uint8Array, content: unknown): string {
  return createHash('sha256').update(salt).update(canonicalJson(content)).digest('hex');
}
