/** One organisation's peer: its signing identity and its connections to its own chaincode processes. */
import type { ChaincodeStream } from '../chaincode/stream';

export interface Peer {
  readonly mspId: string;
  /** Where it listens; what error details name. */
  readonly address: string;
  /** Bytes of `SerializedIdentity`. */
  readonly identity: Buffer;
  /** Low-S. */
  readonly sign: (message: Uint8Array) => Buffer;
  readonly chaincodes: ReadonlyMap<string, ChaincodeStream>;
}
