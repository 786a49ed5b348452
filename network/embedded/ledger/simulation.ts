/**
 * One organisation's run of one transaction against a snapshot, as Fabric's transaction simulator: reads come from committed
 * state and never from the transaction's own writes, and everything is noted in the read-write set.
 */
import { Batched, defaultQueryLimit } from './batched';
import type { Collections } from './collections';
import { sha256 } from './hash';
import { privateRange, stateRange } from './keys';
import { RangeRecording } from './range-recording';
import { ReadWriteSetBuilder } from './read-write-set-builder';
import { type Found, State } from './state';
import type { KeyModification, KeyValue, RangeIterator, RangePage, Simulation, SimulationResults } from './types';
import { sameVersion, versionText } from './version';

const nothing = Buffer.alloc(0);

export interface SimulationContext {
  /** As of the snapshot. */
  readonly state: State;
  readonly collections: Collections;
  readonly mspId: string;
  /** For error texts. */
  readonly txId: string;
}

export class LedgerSimulation implements Simulation {
  readonly #state: State;
  readonly #collections: Collections;
  readonly #mspId: string;
  readonly #txId: string;
  readonly #set = new ReadWriteSetBuilder();
  readonly #ranges: RangeRecording[] = [];
  #wrote = false;
  #queriedPrivate = false;
  #paged = false;
  #done = false;

  constructor({ state, collections, mspId, txId }: SimulationContext) {
    this.#state = state;
    this.#collections = collections;
    this.#mspId = mspId;
    this.#txId = txId;
  }

  async getState(namespace: string, key: string): Promise<Buffer> {
    return this.#read(namespace, key);
  }

  async getStates(namespace: string, keys: readonly string[]): Promise<Buffer[]> {
    return keys.map((key) => this.#read(namespace, key));
  }

  putState(namespace: string, key: string, value: Buffer): void {
    this.#startWrite();
    this.#set.write(namespace, key, value);
  }

  deleteState(namespace: string, key: string): void {
    this.putState(namespace, key, nothing);
  }

  async getRange(namespace: string, startKey: string, endKey: string): Promise<RangeIterator<KeyValue>> {
    return new Batched(this.#range(namespace, startKey, endKey));
  }

  /** A page size of 0 means no limit but the one of all queries. */
  async getRangePage(
    namespace: string,
    startKey: string,
    endKey: string,
    pageSize: number,
    bookmark: string,
  ): Promise<RangePage> {
    if (this.#wrote) {
      throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
    }
    this.#paged = true;
    const limit = pageSize > 0 ? Math.min(pageSize, defaultQueryLimit) : defaultQueryLimit;
    const range = this.#range(namespace, bookmark === '' ? startKey : bookmark, endKey);
    try {
      const results: Found[] = [];
      while (results.length < limit) {
        const found = await range.next();
        if (found === undefined) {
          return { results, nextKey: '' };
        }
        results.push(found);
      }
      return { results, nextKey: await range.peek() };
    } finally {
      range.close();
    }
  }

  /** Reads the ledger as it is now, not the snapshot, as on Fabric. It leaves no trace in the read-write set. */
  async getHistory(namespace: string, key: string): Promise<RangeIterator<KeyModification>> {
    return new Batched(new State(this.#state.store).history(namespace, key));
  }

  async getPrivate(namespace: string, collection: string, key: string): Promise<Buffer> {
    this.#collections.require(namespace, collection);
    const found = this.#privateValue(namespace, collection, key);
    const hash = this.#state.valueHash(namespace, collection, sha256(key).toString('hex'));
    if (!sameVersion(found?.version, hash?.version)) {
      throw new Error(
        `private data matching public hash version is not available. Public hash version = ${versionText(hash?.version)}, Private data version = ${versionText(found?.version)}`,
      );
    }
    this.#set.readPrivate(namespace, collection, key, found?.version);
    this.#set.readsValues(namespace, collection);
    return found?.value ?? nothing;
  }

  /** As on Fabric, reads of several keys at once are not checked against the hashes: a missing key reads as absent. */
  async getPrivates(namespace: string, collection: string, keys: readonly string[]): Promise<Buffer[]> {
    this.#collections.require(namespace, collection);
    return keys.map((key) => {
      const found = this.#privateValue(namespace, collection, key);
      this.#set.readPrivate(namespace, collection, key, found?.version);
      this.#set.readsValues(namespace, collection);
      return found?.value ?? nothing;
    });
  }

  async getPrivateHash(namespace: string, collection: string, key: string): Promise<Buffer> {
    this.#collections.require(namespace, collection);
    const hash = this.#state.valueHash(namespace, collection, sha256(key).toString('hex'));
    this.#set.readPrivate(namespace, collection, key, hash?.version);
    return hash?.value ?? nothing;
  }

  putPrivate(namespace: string, collection: string, key: string, value: Buffer): void {
    this.#collections.require(namespace, collection);
    this.#startWrite();
    this.#set.writePrivate(namespace, collection, key, value);
  }

  deletePrivate(namespace: string, collection: string, key: string): void {
    this.putPrivate(namespace, collection, key, nothing);
  }

  purgePrivate(namespace: string, collection: string, key: string): void {
    this.#collections.require(namespace, collection);
    this.#startWrite();
    this.#set.writePrivate(namespace, collection, key, nothing, true);
  }

  /** Only what this organisation holds, and without a trace in the read-write set; hence in read-only transactions alone. */
  async getPrivateRange(
    namespace: string,
    collection: string,
    startKey: string,
    endKey: string,
  ): Promise<RangeIterator<KeyValue>> {
    if (this.#wrote) {
      throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
    }
    this.#queriedPrivate = true;
    this.#collections.require(namespace, collection);
    if (!this.#collections.isMember(namespace, collection, this.#mspId)) {
      return new Batched<KeyValue>({ next: async () => undefined, close: () => undefined });
    }
    const range = privateRange(namespace, collection, startKey, endKey);
    return new Batched(this.#state.range(range, `p${namespace}\0${collection}\0`));
  }

  results(): SimulationResults {
    if (this.#done) {
      throw new Error('this function should only be called once on a transaction simulator instance');
    }
    this.#done = true;
    for (const range of this.#ranges) {
      range.close();
      this.#set.range(range.namespace, range.recorded());
    }
    return this.#set.results();
  }

  #read(namespace: string, key: string): Buffer {
    const found = this.#state.value(namespace, key);
    this.#set.read(namespace, key, found?.version);
    return found?.value ?? nothing;
  }

  #range(namespace: string, startKey: string, endKey: string): RangeRecording {
    const source = this.#state.range(stateRange(namespace, startKey, endKey), `s${namespace}\0`);
    const range = new RangeRecording(namespace, startKey, endKey, source);
    this.#ranges.push(range);
    return range;
  }

  #privateValue(namespace: string, collection: string, key: string) {
    return this.#collections.isMember(namespace, collection, this.#mspId)
      ? this.#state.privateValue(namespace, collection, key)
      : undefined;
  }

  #startWrite(): void {
    if (this.#queriedPrivate) {
      throw this.#unsupported('Transaction has already performed queries on pvt data. Writes are not allowed');
    }
    if (this.#paged) {
      throw this.#unsupported('Transaction has already performed a paginated query. Writes are not allowed');
    }
    this.#wrote = true;
  }

  /** Fabric's spelling. */
  #unsupported(why: string): Error {
    return new Error(`txid [${this.#txId}]: unsuppored transaction. ${why}`);
  }
}
