/**
 * One channel's ledger, open: gives snapshots and simulations, and appends blocks, each with all its effects in one durable
 * write. Once `commit` has resolved, the block survives any end of the process.
 */
import { Collections } from './collections';
import { Committer } from './committer';
import { KeptWrites } from './kept-writes';
import { blockHashKey, blockKey, tipKey, transactionKey, withPrefix, writeSetPlace, writeSetPrefix } from './keys';
import { type PrivateSet, writePrivateSets } from './read-write-set';
import { readNumbered, readStatus } from './records';
import { LedgerSimulation } from './simulation';
import { State } from './state';
import { Batch, type LevelSnapshot, type Store } from './store';
import { readTip, type Tip, type Witness, writeTip } from './tip';
import type {
  ChaincodeDefinition,
  CommittedBlock,
  Ledger,
  OrderedTransaction,
  Simulation,
  Snapshot,
  TransactionStatus,
} from './types';

export interface LedgerOptions {
  /** Made where it is missing. */
  readonly directory: string;
  readonly channelId: string;
  /** MSP ids of the application organisations: the owners of implicit collections. */
  readonly organisations: readonly string[];
  readonly chaincode: (name: string) => ChaincodeDefinition | undefined;
  /** Bytes of `common.Block` for block 0 of a new ledger, kept as they are; of no effect on one that has its block 0. */
  readonly genesis?: Buffer | undefined;
  /** How many of the last blocks are checked on opening (default 1000); 'all' checks every block and every record. */
  readonly verify?: number | 'all' | undefined;
  /** For how many blocks private writes wait for their transaction (default 20,000, as on Fabric). */
  readonly keptBlocks?: number | undefined;
}

const mostKeptBlocks = 20_000;

export class ChannelLedger implements Ledger {
  readonly channelId: string;
  readonly #collections: Collections;
  readonly #committer: Committer;
  readonly #kept: KeptWrites;
  readonly #listeners = new Set<(block: CommittedBlock) => void>();
  readonly #store: Store;
  readonly #witness: Witness;
  #tip: Tip;
  #queue: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: LedgerOptions, store: Store, witness: Witness, tip: Tip) {
    this.channelId = options.channelId;
    this.#collections = new Collections(options.organisations, options.chaincode);
    this.#committer = new Committer(store, this.#collections, options.keptBlocks ?? mostKeptBlocks);
    this.#kept = new KeptWrites(store);
    this.#store = store;
    this.#witness = witness;
    this.#tip = tip;
  }

  get height(): number {
    return this.#tip.height;
  }

  snapshot(): Snapshot {
    return new LevelSnapshotOf(this.#store);
  }

  simulate(snapshot: Snapshot, mspId: string, txId = ''): Simulation {
    if (!(snapshot instanceof LevelSnapshotOf)) {
      throw new TypeError('the snapshot is of another ledger');
    }
    const state = new State(this.#store, snapshot.level);
    return new LedgerSimulation({ state, collections: this.#collections, mspId, txId });
  }

  keepPrivate(txId: string, _mspId: string, privateResults: Buffer): Promise<void> {
    return this.#kept.keep(txId, privateResults, this.height);
  }

  /** Calls that overlap are done one after the other. */
  commit(transactions: readonly OrderedTransaction[]): Promise<CommittedBlock> {
    const committed = this.#queue.then(() => this.#commit(transactions));
    this.#queue = committed.catch(() => undefined);
    return committed;
  }

  async #commit(transactions: readonly OrderedTransaction[]): Promise<CommittedBlock> {
    const { batch, block, tip } = await this.#committer.prepare(this.#tip, transactions);
    await this.#append(batch, tip);
    for (const listener of this.#listeners) {
      // In a turn of its own, because a listener's failure is not the commit's.
      queueMicrotask(() => listener(block));
    }
    return block;
  }

  /** After a write that failed nothing more is written: what the disk holds is known again when the ledger is opened anew. */
  async #append(batch: Batch, tip: Tip): Promise<void> {
    if (this.#failure !== undefined) {
      throw new Error('the ledger stopped after a failed write; open it anew', { cause: this.#failure });
    }
    try {
      await this.#store.write(batch, true);
      this.#witness.write(tip);
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
    this.#tip = tip;
  }

  /** The first record of a new ledger: its block 0, or the empty tip. */
  async begin(genesis: Buffer | undefined): Promise<void> {
    const batch = new Batch();
    if (genesis === undefined) {
      batch.put(tipKey, writeTip(this.#tip));
      await this.#append(batch, this.#tip);
      return;
    }
    await this.#append(batch, this.#committer.genesis(this.#tip, genesis, batch));
  }

  async block(number: number): Promise<Buffer | undefined> {
    return this.#store.get(blockKey(number));
  }

  async blockNumberByHash(hash: Buffer): Promise<number | undefined> {
    const record = this.#store.get(blockHashKey(hash));
    return record === undefined ? undefined : readNumbered(record).number;
  }

  async transactionStatus(txId: string): Promise<TransactionStatus | undefined> {
    const record = this.#store.get(transactionKey(txId));
    return record === undefined ? undefined : readStatus(record);
  }

  async privateData(number: number, mspId: string): Promise<ReadonlyMap<number, Buffer>> {
    const held = new Map<number, PrivateSet[]>();
    for await (const { key, value } of this.#store.each(withPrefix(writeSetPrefix(number)))) {
      const { tx, namespace, collection } = writeSetPlace(key);
      if (this.#collections.isMember(namespace, collection, mspId)) {
        held.set(tx, [...(held.get(tx) ?? []), { namespace, collection, bytes: value }]);
      }
    }
    return new Map([...held].map(([tx, sets]) => [tx, writePrivateSets(sets)]));
  }

  onBlock(listener: (block: CommittedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Waits for commits under way. Snapshots end with the ledger. */
  close(): Promise<void> {
    this.#closing ??= this.#queue.then(async () => {
      await this.#store.close();
      this.#witness.close();
    });
    return this.#closing;
  }
}

/** Takes its height from its own records, because a block may have reached the store before `commit` resolves. */
class LevelSnapshotOf implements Snapshot {
  readonly level: LevelSnapshot;
  readonly height: number;

  constructor(store: Store) {
    this.level = store.snapshot();
    const record = store.get(tipKey, this.level);
    this.height = record === undefined ? 0 : readTip(record).height;
  }

  close(): void {
    void this.level.close();
  }
}
