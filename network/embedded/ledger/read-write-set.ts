/**
 * A transaction's reads and writes as plain records, to and from the bytes of Fabric's `rwset` messages. The bytes are what
 * endorsers sign, so a set built here is byte for byte what a peer builds.
 */
import { ledger } from '@hyperledger/fabric-protos';
import type { Version } from './types';
import { Wire } from './wire';

type KVRWSet = ledger.rwset.kvrwset.KVRWSet;
const { rwset } = ledger;
const { kvrwset } = rwset;

export interface KeyRead {
  readonly key: string;
  /** Absent where the key was. */
  readonly version: Version | undefined;
}

export interface KeyWrite {
  readonly key: string;
  /** Empty: the key is deleted. */
  readonly value: Buffer;
}

export interface MerkleSummary {
  readonly maxDegree: number;
  readonly maxLevel: number;
  readonly hashes: readonly Buffer[];
}

export interface RangeQuery {
  readonly startKey: string;
  readonly endKey: string;
  readonly exhausted: boolean;
  /** The results in order, or the summary of many. */
  readonly results: { readonly reads: readonly KeyRead[] } | { readonly summary: MerkleSummary };
}

/** Key hashes are hexadecimal, which orders as the bytes do. */
export interface HashRead {
  readonly keyHash: string;
  readonly version: Version | undefined;
}

export interface HashWrite {
  readonly keyHash: string;
  /** Empty: the key is deleted. */
  readonly valueHash: Buffer;
  readonly isPurge: boolean;
}

export interface CollectionSet {
  readonly collection: string;
  readonly reads: readonly HashRead[];
  readonly writes: readonly HashWrite[];
  /** Hash of the private write set's bytes; empty where nothing private was written. */
  readonly privateHash: Buffer;
}

export interface NamespaceSet {
  readonly namespace: string;
  readonly reads: readonly KeyRead[];
  readonly ranges: readonly RangeQuery[];
  readonly writes: readonly KeyWrite[];
  readonly collections: readonly CollectionSet[];
}

/** One collection's part of a transaction's private writes. */
export interface PrivateSet {
  readonly namespace: string;
  readonly collection: string;
  /** Bytes of `kvrwset.KVRWSet`. */
  readonly bytes: Buffer;
}

export function writeSets(sets: readonly NamespaceSet[]): Buffer {
  const namespace = (set: NamespaceSet) =>
    new Wire().text(1, set.namespace).bytes(2, keySet(set)).repeated(3, set.collections.map(collectionSet)).done();
  return new Wire().repeated(2, sets.map(namespace)).done();
}

function keySet({ reads, ranges, writes }: Pick<NamespaceSet, 'reads' | 'ranges' | 'writes'>): Buffer {
  return new Wire()
    .repeated(1, reads.map(keyRead))
    .repeated(2, ranges.map(rangeQuery))
    .repeated(3, writes.map(keyWrite))
    .done();
}

/** The bytes of a private write set. */
export function writePrivateWrites(writes: readonly KeyWrite[]): Buffer {
  return keySet({ reads: [], ranges: [], writes });
}

/** Namespaces and collections must come in order, those of one namespace together. */
export function writePrivateSets(sets: readonly PrivateSet[]): Buffer {
  const namespaces = new Map<string, Wire>();
  for (const { namespace, collection, bytes } of sets) {
    const message = namespaces.get(namespace) ?? new Wire().text(1, namespace);
    namespaces.set(namespace, message.message(2, new Wire().text(1, collection).bytes(2, bytes).done()));
  }
  const message = new Wire();
  for (const namespace of namespaces.values()) {
    message.message(2, namespace.done());
  }
  return message.done();
}

/** `QueryReads`: what a range's leaf hash is of. */
export function writeQueryReads(reads: readonly KeyRead[]): Buffer {
  return new Wire().repeated(1, reads.map(keyRead)).done();
}

function withVersion(message: Wire, version: Version | undefined): Buffer {
  if (version !== undefined) {
    message.message(2, new Wire().uint(1, version.block).uint(2, version.tx).done());
  }
  return message.done();
}

const keyRead = ({ key, version }: KeyRead): Buffer => withVersion(new Wire().text(1, key), version);

const keyWrite = ({ key, value }: KeyWrite): Buffer =>
  new Wire()
    .text(1, key)
    .flag(2, value.length === 0)
    .bytes(3, value)
    .done();

function rangeQuery({ startKey, endKey, exhausted, results }: RangeQuery): Buffer {
  const message = new Wire().text(1, startKey).text(2, endKey).flag(3, exhausted);
  if ('summary' in results) {
    const { maxDegree, maxLevel, hashes } = results.summary;
    const summary = new Wire().uint(1, maxDegree).uint(2, maxLevel).repeated(3, hashes);
    return message.message(5, summary.done()).done();
  }
  return message.bytes(4, writeQueryReads(results.reads)).done();
}

function collectionSet({ collection, reads, writes, privateHash }: CollectionSet): Buffer {
  const hashed = new Wire();
  for (const { keyHash, version } of reads) {
    hashed.message(1, withVersion(new Wire().bytes(1, Buffer.from(keyHash, 'hex')), version));
  }
  for (const { keyHash, valueHash, isPurge } of writes) {
    const write = new Wire().bytes(1, Buffer.from(keyHash, 'hex')).flag(2, valueHash.length === 0);
    hashed.message(2, write.bytes(3, valueHash).flag(4, isPurge).done());
  }
  return new Wire().text(1, collection).bytes(2, hashed.done()).bytes(3, privateHash).done();
}

/** Throws where the bytes are no `TxReadWriteSet`; `MetadataWrites` where it carries what this ledger does not keep. */
export function readSets(bytes: Uint8Array): NamespaceSet[] {
  return rwset.TxReadWriteSet.deserializeBinary(bytes)
    .getNsRwsetList()
    .map((set) => {
      const keys = kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8());
      refuseMetadata(keys.getMetadataWritesList());
      return {
        namespace: set.getNamespace(),
        reads: keys.getReadsList().map((read) => ({ key: read.getKey(), version: readVersion(read.getVersion()) })),
        ranges: keys.getRangeQueriesInfoList().map(readRange),
        writes: readWrites(keys),
        collections: set.getCollectionHashedRwsetList().map(readCollection),
      };
    });
}

/** A transaction that sets key-level endorsement policies. */
export class MetadataWrites extends Error {}

function refuseMetadata(writes: readonly unknown[]): void {
  if (writes.length > 0) {
    throw new MetadataWrites('the embedded ledger keeps no key-level endorsement policies');
  }
}

const readVersion = (version: ledger.rwset.kvrwset.Version | undefined): Version | undefined =>
  version && { block: version.getBlockNum(), tx: version.getTxNum() };

function readWrites(keys: KVRWSet): KeyWrite[] {
  return keys.getWritesList().map((write) => ({
    key: write.getKey(),
    value: write.getIsDelete() ? Buffer.alloc(0) : Buffer.from(write.getValue_asU8()),
  }));
}

function readRange(range: ledger.rwset.kvrwset.RangeQueryInfo): RangeQuery {
  const summary = range.getReadsMerkleHashes();
  return {
    startKey: range.getStartKey(),
    endKey: range.getEndKey(),
    exhausted: range.getItrExhausted(),
    results:
      summary === undefined
        ? {
            reads: (range.getRawReads()?.getKvReadsList() ?? []).map((read) => ({
              key: read.getKey(),
              version: readVersion(read.getVersion()),
            })),
          }
        : {
            summary: {
              maxDegree: summary.getMaxDegree(),
              maxLevel: summary.getMaxLevel(),
              hashes: summary.getMaxLevelHashesList_asU8().map((hash) => Buffer.from(hash)),
            },
          },
  };
}

function readCollection(set: ledger.rwset.CollectionHashedReadWriteSet): CollectionSet {
  const hashed = kvrwset.HashedRWSet.deserializeBinary(set.getHashedRwset_asU8());
  refuseMetadata(hashed.getMetadataWritesList());
  return {
    collection: set.getCollectionName(),
    reads: hashed.getHashedReadsList().map((read) => ({
      keyHash: Buffer.from(read.getKeyHash_asU8()).toString('hex'),
      version: readVersion(read.getVersion()),
    })),
    writes: hashed.getHashedWritesList().map((write) => ({
      keyHash: Buffer.from(write.getKeyHash_asU8()).toString('hex'),
      valueHash: write.getIsDelete() ? Buffer.alloc(0) : Buffer.from(write.getValueHash_asU8()),
      isPurge: write.getIsPurge(),
    })),
    privateHash: Buffer.from(set.getPvtRwsetHash_asU8()),
  };
}

export function readPrivateSets(bytes: Uint8Array): PrivateSet[] {
  return rwset.TxPvtReadWriteSet.deserializeBinary(bytes)
    .getNsPvtRwsetList()
    .flatMap((set) =>
      set.getCollectionPvtRwsetList().map((collection) => ({
        namespace: set.getNamespace(),
        collection: collection.getCollectionName(),
        bytes: Buffer.from(collection.getRwset_asU8()),
      })),
    );
}

export function readPrivateWrites(bytes: Uint8Array): KeyWrite[] {
  return readWrites(kvrwset.KVRWSet.deserializeBinary(bytes));
}
