/** One organisation's peer: its signing identity and its connections to its own chaincode processes. */
import type { ChaincodeStream } from '../chaincode/stream';

export interface Peer {
  readonly mspId: string;
  /** The address on which it listens; error details name it. */
  readonly address: string;
  /** Bytes of `SerializedIdentity`. */
  readonly identity: Buffer;
  /** Low-S. */
  readonly sign: (message: Uint8Array) => Buffer;
  readonly chaincodes: ReadonlyMap<string, ChaincodeStream>;
}
