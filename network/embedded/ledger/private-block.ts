/**
 * The effect of one block on private data: values and write sets of its valid transactions, purges, and the expiry of what earlier
 * blocks wrote. Collects first and writes once, because a purge also reaches what the same block wrote before it.
 */
import type { Collections } from './collections';
import { sha256 } from './hash';
import {
  hashKey,
  privateKey,
  setExpiryPrefix,
  valueExpiryPrefix,
  withPrefix,
  writeSetKey,
  writeSetPlace,
  writtenKey,
  writtenPrefix,
} from './keys';
import { type KeyWrite, type PrivateSet, readPrivateWrites, writePrivateWrites } from './read-write-set';
import { readNumbered, readState, writeNumbered, writeState } from './records';
import type { Batch, Store } from './store';
import type { BlockUpdates, Update } from './updates';

interface Value extends Update {
  readonly namespace: string;
  readonly collection: string;
  readonly key: string;
}

interface Purge {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: string;
  readonly tx: number;
}

export class PrivateBlock {
  readonly #values = new Map<string, Value>();
  /** Write sets by their key in the store. */
  readonly #sets = new Map<string, readonly KeyWrite[]>();
  readonly #purges: Purge[] = [];

  constructor(
    readonly store: Store,
    readonly collections: Collections,
    readonly block: number,
  ) {}

  add(tx: number, { namespace, collection, bytes }: PrivateSet): void {
    const writes = readPrivateWrites(bytes);
    this.#sets.set(writeSetKey(this.block, tx, namespace, collection), writes);
    const version = { block: this.block, tx };
    for (const { key, value } of writes) {
      this.#values.set(privateKey(namespace, collection, key), { namespace, collection, key, value, version });
    }
  }

  /** Removes all that was ever written under the key up to this transaction, from state and from the write sets of blocks. */
  purge(tx: number, namespace: string, collection: string, keyHash: string): void {
    this.#purges.push({ namespace, collection, keyHash, tx });
  }

  async writeTo(batch: Batch, updates: BlockUpdates): Promise<void> {
    await this.#expire(batch, updates);
    await this.#purge(batch);
    for (const [key, value] of this.#values) {
      if (value.value.length === 0) {
        batch.delete(key);
      } else {
        batch.put(key, writeState(value));
      }
    }
    for (const [key, writes] of this.#sets) {
      this.#writeSet(batch, key, writes);
    }
    this.#scheduleExpiry(batch, updates);
  }

  #writeSet(batch: Batch, setKey: string, writes: readonly KeyWrite[]): void {
    const { block, tx, namespace, collection } = writeSetPlace(setKey);
    batch.put(setKey, writePrivateWrites(writes));
    for (const { key } of writes) {
      batch.put(writtenKey(namespace, collection, hashName(key), block, tx), Buffer.from(key));
    }
    const expiry = this.collections.expiry(namespace, collection, block);
    if (expiry !== undefined) {
      batch.put(setExpiryPrefix(expiry) + setKey, Buffer.alloc(0));
    }
  }

  async #purge(batch: Batch): Promise<void> {
    /** Write sets of earlier blocks that lose a key; one may lose several. */
    const stored = new Map<string, KeyWrite[]>();
    for (const { namespace, collection, keyHash, tx } of this.#purges) {
      for (const [setKey, writes] of this.#sets) {
        const place = writeSetPlace(setKey);
        if (place.namespace === namespace && place.collection === collection && place.tx <= tx) {
          this.#sets.set(setKey, this.#without(writes, namespace, collection, keyHash, tx));
        }
      }
      for await (const { key: indexKey, value } of this.store.each(
        withPrefix(writtenPrefix(namespace, collection, keyHash)),
      )) {
        const numbers = indexKey.slice(writtenPrefix(namespace, collection, keyHash).length);
        const setKey = `r${numbers}${namespace}\0${collection}`;
        const key = value.toString();
        const writes = stored.get(setKey) ?? this.#storedSet(setKey);
        stored.set(
          setKey,
          writes.filter((write) => write.key !== key),
        );
        batch.delete(indexKey);
        this.#deleteValue(namespace, collection, key, tx);
      }
    }
    for (const [setKey, writes] of stored) {
      batch.put(setKey, writePrivateWrites(writes));
    }
  }

  #without(
    writes: readonly KeyWrite[],
    namespace: string,
    collection: string,
    keyHash: string,
    tx: number,
  ): KeyWrite[] {
    return writes.filter(({ key }) => {
      const isPurged = hashName(key) === keyHash;
      if (isPurged) {
        this.#deleteValue(namespace, collection, key, tx);
      }
      return !isPurged;
    });
  }

  /** Unless a later transaction of the block wrote it anew. */
  #deleteValue(namespace: string, collection: string, key: string, tx: number): void {
    const place = privateKey(namespace, collection, key);
    if ((this.#values.get(place)?.version.tx ?? -1) <= tx) {
      const version = { block: this.block, tx };
      this.#values.set(place, { namespace, collection, key, value: Buffer.alloc(0), version });
    }
  }

  #storedSet(setKey: string): KeyWrite[] {
    const bytes = this.store.get(setKey);
    return bytes === undefined ? [] : readPrivateWrites(bytes);
  }

  /** Notes which values go with a later block: their hashes, and the plain keys of those that this ledger holds. */
  #scheduleExpiry(batch: Batch, updates: BlockUpdates): void {
    const plainKeys = new Map<string, string>();
    for (const { namespace, collection, key } of this.#values.values()) {
      plainKeys.set(hashKey(namespace, collection, hashName(key)), key);
    }
    for (const { namespace, collection, keyHash, update } of updates.hashes()) {
      const expiry = this.collections.expiry(namespace, collection, this.block);
      if (expiry !== undefined && update.value.length > 0) {
        const place = hashKey(namespace, collection, keyHash);
        batch.put(valueExpiryPrefix(expiry) + place, writeNumbered(this.block, plainKeys.get(place) ?? ''));
      }
    }
  }

  /** A value rewritten since has an expiry of its own. Comes before this block's values in the batch, so that those stay. */
  async #expire(batch: Batch, updates: BlockUpdates): Promise<void> {
    for await (const { key, value } of this.store.each(withPrefix(valueExpiryPrefix(this.block)))) {
      const place = key.slice(valueExpiryPrefix(0).length);
      const { number: written, rest } = readNumbered(value);
      const [namespace = '', collection = '', keyHash = ''] = place.slice(1).split('\0');
      batch.delete(key);
      if (updates.hash(namespace, collection, keyHash) === undefined && this.#isWrittenIn(place, written)) {
        batch.delete(place);
      }
      const valuePlace = privateKey(namespace, collection, rest.toString());
      if (rest.length > 0 && this.#isWrittenIn(valuePlace, written)) {
        batch.delete(valuePlace);
      }
    }
    for await (const { key } of this.store.each(withPrefix(setExpiryPrefix(this.block)))) {
      const setKey = key.slice(setExpiryPrefix(0).length);
      const { block, tx, namespace, collection } = writeSetPlace(setKey);
      for (const write of this.#storedSet(setKey)) {
        batch.delete(writtenKey(namespace, collection, hashName(write.key), block, tx));
      }
      batch.delete(setKey);
      batch.delete(key);
    }
  }

  #isWrittenIn(place: string, block: number): boolean {
    const record = this.store.get(place);
    return record !== undefined && readState(record).version.block === block;
  }
}

const hashName = (key: string): string => sha256(key).toString('hex');
