/**
 * The seam inside the embedded ledger: what the peer side (endorsing, gateway and deliver services, validation of
 * signatures and policies) asks of the ledger side (state, simulation, MVCC, blocks, private data), and nothing more.
 *
 * Bytes that were hashed or signed are passed on as received and never serialised again.
 */
import type { peer } from '@hyperledger/fabric-protos';

/** A value's version: the block and the position in it of the transaction that wrote it last. */
export interface Version {
  readonly block: number;
  readonly tx: number;
}

/** A private data collection of a chaincode definition, as Fabric's `StaticCollectionConfig` has it. */
export interface Collection {
  readonly name: string;
  /** Members' MSP ids; their peers hold the values. */
  readonly members: readonly string[];
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  /** A value written in block b is gone with block b + blockToLive + 1; 0 keeps it for ever. */
  readonly blockToLive: number;
  /** Signature policy in Fabric's text form; absent means that the chaincode's own policy holds. */
  readonly endorsementPolicy?: string;
}

/** A chaincode's committed definition on a channel. There is no `_lifecycle` here; definitions come from the configuration. */
export interface ChaincodeDefinition {
  readonly name: string;
  readonly version: string;
  /** Signature policy text, or absent for the channel's majority of application organisations. */
  readonly endorsementPolicy?: string;
  readonly collections: readonly Collection[];
}

export interface KeyValue {
  readonly key: string;
  readonly value: Buffer;
}

export interface KeyModification {
  readonly txId: string;
  readonly value: Buffer;
  readonly isDelete: boolean;
  /** The client's clock, as in the channel header. */
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
}

/** One page of a range query; `nextKey` is '' when the range is exhausted. */
export interface RangePage {
  readonly results: readonly KeyValue[];
  readonly nextKey: string;
}

/** An open range query: hands out batches until `done`. The caller closes it; closing twice is fine. */
export interface RangeIterator<T> {
  /** At most `count` results; `more` is true only when a further call is sure to return some. */
  next(count: number): Promise<{ readonly results: readonly T[]; readonly more: boolean }>;
  close(): void;
}

/** A consistent view of all channel state at one height. */
export interface Snapshot {
  readonly height: number;
  close(): void;
}

/** The results of a simulation. `publicResults` are the bytes of `rwset.TxReadWriteSet`. */
export interface SimulationResults {
  readonly publicResults: Buffer;
  /** Bytes of `rwset.TxPvtReadWriteSet`, absent when nothing private was written. */
  readonly privateResults: Buffer | undefined;
  /** The keys and collections that were touched, for planning endorsements. */
  readonly interest: readonly Interest[];
}

/** One namespace that a transaction touched, and its collections. */
export interface Interest {
  readonly chaincode: string;
  readonly writesPublic: boolean;
  readonly readsPublic: boolean;
  readonly collections: readonly { readonly name: string; readonly readsValues: boolean; readonly writes: boolean }[];
}

/**
 * One organisation's simulation of one transaction against a snapshot. Own writes are invisible to its reads.
 * Errors are thrown with Fabric's own text.
 */
export interface Simulation {
  getState(namespace: string, key: string): Promise<Buffer>;
  getStates(namespace: string, keys: readonly string[]): Promise<Buffer[]>;
  putState(namespace: string, key: string, value: Buffer): void;
  deleteState(namespace: string, key: string): void;
  getRange(namespace: string, startKey: string, endKey: string): Promise<RangeIterator<KeyValue>>;
  getRangePage(
    namespace: string,
    startKey: string,
    endKey: string,
    pageSize: number,
    bookmark: string,
  ): Promise<RangePage>;
  getHistory(namespace: string, key: string): Promise<RangeIterator<KeyModification>>;
  getPrivate(namespace: string, collection: string, key: string): Promise<Buffer>;
  getPrivates(namespace: string, collection: string, keys: readonly string[]): Promise<Buffer[]>;
  getPrivateHash(namespace: string, collection: string, key: string): Promise<Buffer>;
  putPrivate(namespace: string, collection: string, key: string, value: Buffer): void;
  deletePrivate(namespace: string, collection: string, key: string): void;
  purgePrivate(namespace: string, collection: string, key: string): void;
  getPrivateRange(
    namespace: string,
    collection: string,
    startKey: string,
    endKey: string,
  ): Promise<RangeIterator<KeyValue>>;
  results(): SimulationResults;
}

export type ValidationCode = (typeof peer.TxValidationCode)[keyof typeof peer.TxValidationCode];

/** A transaction as the committer hands it over: step 1 (signatures, policies) is done, MVCC is not. */
export interface OrderedTransaction {
  /** Bytes of `common.Envelope`. */
  readonly envelope: Buffer;
  readonly txId: string;
  /** VALID, or the code that step 1 found. Duplicate ids are the ledger's own check. */
  readonly code: ValidationCode;
  /** Bytes of `rwset.TxReadWriteSet`; empty where step 1 failed. */
  readonly publicResults: Buffer;
  /** The channel header's timestamp. */
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
}

export interface CommittedBlock {
  readonly number: number;
  /** Bytes of `common.Block` with its metadata. */
  readonly bytes: Buffer;
  readonly transactions: readonly { readonly txId: string; readonly code: ValidationCode }[];
}

export interface TransactionStatus {
  readonly code: ValidationCode;
  readonly block: number;
}

/** One channel's ledger: what every organisation's peer would hold, and each organisation's private data. */
export interface Ledger {
  readonly channelId: string;
  /** Number of blocks; the next block has this number. */
  readonly height: number;
  snapshot(): Snapshot;
  /** The transaction's id appears in error texts, nowhere else. */
  simulate(snapshot: Snapshot, mspId: string, txId?: string): Simulation;
  /**
   * Keeps private writes of a simulation until their transaction commits, or is too old. Writes that one organisation keeps reach
   * every member, as if dissemination never failed. Resolves when the writes survive the end of the process; endorse after that.
   */
  keepPrivate(txId: string, mspId: string, privateResults: Buffer): Promise<void>;
  /**
   * Appends one block: duplicate ids, MVCC and phantom checks in order, state, history, private data, purges, expiry, all in
   * one durable write; resolves when it is on disk. One call at a time.
   */
  commit(transactions: readonly OrderedTransaction[]): Promise<CommittedBlock>;
  block(number: number): Promise<Buffer | undefined>;
  blockNumberByHash(headerHash: Buffer): Promise<number | undefined>;
  /** The first occurrence of the id, valid or not. */
  transactionStatus(txId: string): Promise<TransactionStatus | undefined>;
  /** Per transaction position, the bytes of `rwset.TxPvtReadWriteSet` that the organisation still holds of a block. */
  privateData(number: number, mspId: string): Promise<ReadonlyMap<number, Buffer>>;
  onBlock(listener: (block: CommittedBlock) => void): () => void;
  close(): Promise<void>;
}
