/** A transaction asks the peer that runs it through this port. The shim answers in production, a map in tests. */
export interface TransactionPort {
  readonly channel: string;
  /** MSP id of the client. */
  readonly mspId: string;
  /** The client's certificate in PEM. */
  readonly certificate: string;
  /** The channel header's timestamp: the client's word. */
  readonly timestampMs: number;
  /** The transient field `private`, undefined where it was not sent. */
  readonly privateField: Uint8Array | undefined;
  /** Committed values in the order of the keys; empty where absent. Own writes are not seen. */
  getStates(keys: readonly string[]): Promise<readonly Uint8Array[]>;
  getPrivate(collection: string, key: string): Promise<Uint8Array>;
  /** All writes of the transaction; called at most once, at its end. */
  write(writes: readonly Write[]): Promise<void>;
  announce(name: string, payload: Uint8Array): void;
}

/** Read functions may range over keys, as submitting functions may not. */
export interface ReadPort extends TransactionPort {
  /** Values under all keys that begin with the given composite key. */
  getStatesUnder(kind: string, parts: readonly string[]): AsyncIterable<Uint8Array>;
  /** Newest first. */
  getHistory(key: string): AsyncIterable<{ transactionId: string; timestampMs: number; value: Uint8Array | undefined }>;
}

export type Write =
  | { readonly type: 'put'; readonly key: string; readonly value: Uint8Array; readonly collection?: string }
  | { readonly type: 'delete'; readonly key: string }
  | { readonly type: 'purge'; readonly key: string; readonly collection: string };
