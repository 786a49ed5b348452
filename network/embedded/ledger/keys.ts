/**
 * The keys of all records in the store: one letter for the kind, then parts that order as the ledger reads them. Text, because
 * LevelDB orders UTF-8 text by bytes, which is Fabric's order; numbers have a fixed width; hashes are hexadecimal.
 *
 * | letter | record | key |
 * |---|---|---|
 * | s | public value | namespace, key |
 * | h | hash of a private value | namespace, collection, hash of key |
 * | p | private value | namespace, collection, key |
 * | y | history entry | namespace, key, block, tx |
 * | t | transaction's first occurrence | transaction id |
 * | b, n | block; its number | number; hash of header |
 * | r | private write set | block, tx, namespace, collection |
 * | i | where a private key was written | namespace, collection, hash of key, block, tx |
 * | e | private value's expiry | block of expiry, namespace, collection, hash of key |
 * | x | private write set's expiry | block of expiry, key of the write set |
 * | k | private writes kept until commit | transaction id, hash of content |
 * | q | the same by age | block height when kept, key of k |
 * | m | the tip | |
 * | o | up to which height the chain was checked when the ledger was opened | |
 */

export interface KeyRange {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

export const tipKey = 'm';

export const checkedKey = 'o';

export const numberText = (value: number): string => value.toString(16).padStart(12, '0');

export const stateKey = (namespace: string, key: string): string => `s${namespace}\0${key}`;

export const hashKey = (namespace: string, collection: string, keyHash: string): string =>
  `h${namespace}\0${collection}\0${keyHash}`;

export const privateKey = (namespace: string, collection: string, key: string): string =>
  `p${namespace}\0${collection}\0${key}`;

export const historyKey = (namespace: string, key: string, block: number, tx: number): string =>
  `${historyPrefix(namespace, key)}${numberText(block)}${numberText(tx)}`;

/** The key's length comes first, so that no other key's entries share the prefix. */
export const historyPrefix = (namespace: string, key: string): string =>
  `y${namespace}\0${numberText(key.length)}${key}`;

export const transactionKey = (txId: string): string => `t${txId}`;

export const blockKey = (number: number): string => `b${numberText(number)}`;

export const blockHashKey = (headerHash: Uint8Array): string => `n${Buffer.from(headerHash).toString('hex')}`;

export const writeSetPrefix = (block: number): string => `r${numberText(block)}`;

export const writeSetKey = (block: number, tx: number, namespace: string, collection: string): string =>
  `${writeSetPrefix(block)}${numberText(tx)}${namespace}\0${collection}`;

/** The parts of a write set's key. */
export function writeSetPlace(key: string): { block: number; tx: number; namespace: string; collection: string } {
  const [namespace = '', collection = ''] = key.slice(25).split('\0');
  const block = Number.parseInt(key.slice(1, 13), 16);
  const tx = Number.parseInt(key.slice(13, 25), 16);
  return { block, tx, namespace, collection };
}

export const writtenPrefix = (namespace: string, collection: string, keyHash: string): string =>
  `i${namespace}\0${collection}\0${keyHash}`;

export const writtenKey = (namespace: string, collection: string, keyHash: string, block: number, tx: number): string =>
  `${writtenPrefix(namespace, collection, keyHash)}${numberText(block)}${numberText(tx)}`;

export const valueExpiryPrefix = (block: number): string => `e${numberText(block)}`;

export const setExpiryPrefix = (block: number): string => `x${numberText(block)}`;

export const keptPrefix = (txId: string): string => `k${txId}\0`;

export const keptAgePrefix = (height: number): string => `q${numberText(height)}`;

/** All keys that begin with the prefix; no key holds a code unit above U+FFFF, and none of ours begins its rest with one. */
export const withPrefix = (prefix: string): KeyRange => ({ from: prefix, to: `${prefix}\u{10ffff}` });

/** [startKey, endKey) of a namespace; an empty end is the namespace's. With `includeEnd` the end key itself is in. */
export function stateRange(namespace: string, startKey: string, endKey: string, includeEnd = false): KeyRange {
  const from = stateKey(namespace, startKey);
  if (endKey === '') {
    return { from, to: `s${namespace}\x01` };
  }
  return { from, to: `${stateKey(namespace, endKey)}${includeEnd ? '\0' : ''}` };
}

export function privateRange(namespace: string, collection: string, startKey: string, endKey: string): KeyRange {
  const from = privateKey(namespace, collection, startKey);
  return { from, to: endKey === '' ? `p${namespace}\0${collection}\x01` : privateKey(namespace, collection, endKey) };
}
