/** Read-write sets made by hand: whatever a transaction may say that it wrote, including what no chaincode of ours writes. */
import { createHash } from 'node:crypto';
import { ledger } from '@hyperledger/fabric-protos';

const { rwset } = ledger;
const { kvrwset } = rwset;

/** By key; undefined deletes. */
export type Puts = Readonly<Record<string, string | Uint8Array | undefined>>;
/** By key: the bytes of a key-level endorsement policy. */
export type KeyPolicies = Readonly<Record<string, Uint8Array>>;

/** Only hashes are written: the values are in nobody's hands. */
export interface CollectionWrites {
  readonly puts?: Puts;
  readonly purges?: readonly string[];
  readonly policies?: KeyPolicies;
}

export interface NamespaceWrites {
  readonly namespace: string;
  readonly puts?: Puts;
  readonly policies?: KeyPolicies;
  readonly collections?: Readonly<Record<string, CollectionWrites>>;
}

/** Bytes of `TxReadWriteSet`. */
export function resultsOf(namespaces: readonly NamespaceWrites[]): Uint8Array {
  const results = new rwset.TxReadWriteSet();
  results.setNsRwsetList(namespaces.map(namespaceSet));
  return results.serializeBinary();
}

function namespaceSet({ namespace, puts = {}, policies = {}, collections = {} }: NamespaceWrites) {
  const keyed = new kvrwset.KVRWSet();
  keyed.setWritesList(Object.entries(puts).map(([key, value]) => keyWrite(key, value)));
  keyed.setMetadataWritesList(
    Object.entries(policies).map(([key, policy]) => {
      const write = new kvrwset.KVMetadataWrite();
      write.setKey(key);
      write.setEntriesList([validationParameter(policy)]);
      return write;
    }),
  );
  const set = new rwset.NsReadWriteSet();
  set.setNamespace(namespace);
  set.setRwset(keyed.serializeBinary());
  set.setCollectionHashedRwsetList(Object.entries(collections).map(([name, writes]) => collectionSet(name, writes)));
  return set;
}

function keyWrite(key: string, value: string | Uint8Array | undefined) {
  const write = new kvrwset.KVWrite();
  write.setKey(key);
  if (value === undefined) write.setIsDelete(true);
  else write.setValue(Buffer.from(value));
  return write;
}

function collectionSet(name: string, { puts = {}, purges = [], policies = {} }: CollectionWrites) {
  const hashed = new kvrwset.HashedRWSet();
  hashed.setHashedWritesList([
    ...Object.entries(puts).map(([key, value]) => hashedWrite(key, value)),
    ...purges.map((key) => hashedWrite(key, undefined, true)),
  ]);
  hashed.setMetadataWritesList(
    Object.entries(policies).map(([key, policy]) => {
      const write = new kvrwset.KVMetadataWriteHash();
      write.setKeyHash(sha256(key));
      write.setEntriesList([validationParameter(policy)]);
      return write;
    }),
  );
  const set = new rwset.CollectionHashedReadWriteSet();
  set.setCollectionName(name);
  set.setHashedRwset(hashed.serializeBinary());
  set.setPvtRwsetHash(sha256(`private writes of ${name}`));
  return set;
}

function hashedWrite(key: string, value: string | Uint8Array | undefined, isPurge = false) {
  const write = new kvrwset.KVWriteHash();
  write.setKeyHash(sha256(key));
  if (value === undefined) write.setIsDelete(true);
  else write.setValueHash(sha256(value));
  write.setIsPurge(isPurge);
  return write;
}

function validationParameter(policy: Uint8Array) {
  const entry = new kvrwset.KVMetadataEntry();
  entry.setName('VALIDATION_PARAMETER');
  entry.setValue(policy);
  return entry;
}

function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
