/**
 * Bytes as they cross the wire. Protobuf getters hand out `Uint8Array` views; the ledger and `node:crypto` work on `Buffer`s over the
 * same memory. Nothing here copies, because bytes that were hashed or signed must stay what they were.
 */
import { sha256 } from '../ledger/hash';

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Fabric's transaction id: it binds a transaction to its creator and to a nonce that is used once. */
export function transactionId(nonce: Uint8Array, creator: Uint8Array): string {
  return sha256(nonce, creator).toString('hex');
}
