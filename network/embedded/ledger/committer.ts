/**
 * Makes the next block: judges each transaction against what was committed before it, in block or before, and gathers every
 * effect of the block in one batch. It writes nothing itself, so a failure on the way leaves the ledger as it was.
 */
import { peer } from '@hyperledger/fabric-protos';
import { commitHash, dataHash, envelopeTxId, headerHash, readBlock, writeBlock } from './blocks';
import type { Collections } from './collections';
import { sha256 } from './hash';
import { KeptWrites } from './kept-writes';
import { blockHashKey, blockKey, historyKey, tipKey, transactionKey } from './keys';
import { ReadCheck } from './mvcc';
import { PrivateBlock } from './private-block';
import { MetadataWrites, type NamespaceSet, readSets } from './read-write-set';
import { writeModification, writeNumbered, writeStatus } from './records';
import { State } from './state';
import { Batch, type Store } from './store';
import { type Tip, writeTip } from './tip';
import type { CommittedBlock, OrderedTransaction, ValidationCode } from './types';
import { BlockUpdates } from './updates';

const { VALID, DUPLICATE_TXID, BAD_RWSET, INVALID_WRITESET, ...OTHER } = peer.TxValidationCode;

/** Findings of step 1 that Fabric makes only after it has looked for the transaction id in the ledger. */
const afterDuplicateCheck: ReadonlySet<ValidationCode> = new Set<ValidationCode>([
  VALID,
  OTHER.ENDORSEMENT_POLICY_FAILURE,
  OTHER.BAD_HEADER_EXTENSION,
  OTHER.BAD_RESPONSE_PAYLOAD,
  BAD_RWSET,
  OTHER.ILLEGAL_WRITESET,
  OTHER.INVALID_CHAINCODE,
  OTHER.INVALID_OTHER_REASON,
]);

export interface PreparedBlock {
  readonly batch: Batch;
  readonly block: CommittedBlock;
  /** As it is when the batch is written. */
  readonly tip: Tip;
}

/** The effects of a block under way, as they are gathered. */
interface Gathering {
  readonly number: number;
  readonly batch: Batch;
  readonly updates: BlockUpdates;
  readonly privateData: PrivateBlock;
}

export class Committer {
  readonly #kept: KeptWrites;

  constructor(
    readonly store: Store,
    readonly collections: Collections,
    /** For how many blocks private writes wait for their transaction. */
    readonly keptBlocks: number,
  ) {
    this.#kept = new KeptWrites(store);
  }

  async prepare(tip: Tip, transactions: readonly OrderedTransaction[]): Promise<PreparedBlock> {
    const number = tip.height;
    const batch = new Batch();
    const updates = new BlockUpdates();
    const privateData = new PrivateBlock(this.store, this.collections, number);
    const gathering = { number, batch, updates, privateData };
    const check = new ReadCheck(new State(this.store), updates);
    const codes = this.#withoutDuplicates(transactions);
    for (const [tx, transaction] of transactions.entries()) {
      if (codes[tx] === VALID) {
        codes[tx] = await this.#apply(gathering, check, transaction, tx);
      } else {
        await this.#kept.take(transaction.txId, batch);
      }
    }
    updates.writeTo(batch);
    await privateData.writeTo(batch, updates);
    await this.#kept.dropBelow(Math.max(0, number - this.keptBlocks), batch);
    return this.#chained(tip, transactions, codes, gathering);
  }

  /** Puts block 0 into the batch, which holds nothing but the configuration; gives the tip after it. */
  genesis(tip: Tip, bytes: Buffer, batch: Batch): Tip {
    const { header, envelopes } = readBlock(bytes);
    if (header.number !== 0 || header.previousHash.length > 0 || !header.dataHash.equals(dataHash(envelopes))) {
      throw new Error(`this is no block 0 for channel ${tip.channelId}`);
    }
    const transactions = envelopes.map((envelope) => ({ txId: envelopeTxId(envelope), code: VALID }));
    const next = { ...tip, height: 1, headerHash: headerHash(header) };
    this.#index(batch, { number: 0, bytes, transactions }, next);
    return next;
  }

  /** Step 1's codes, and DUPLICATE_TXID for ids of earlier blocks and for all but the first of equal ids in this one. */
  #withoutDuplicates(transactions: readonly OrderedTransaction[]): ValidationCode[] {
    const seen = new Set<string>();
    return transactions.map(({ txId, code }) => {
      if (afterDuplicateCheck.has(code) && this.store.get(transactionKey(txId)) !== undefined) {
        return DUPLICATE_TXID;
      }
      if (code !== VALID) {
        return code;
      }
      const isRepeated = seen.has(txId);
      seen.add(txId);
      return isRepeated ? DUPLICATE_TXID : VALID;
    });
  }

  async #apply(
    gathering: Gathering,
    check: ReadCheck,
    transaction: OrderedTransaction,
    tx: number,
  ): Promise<ValidationCode> {
    const sets = parsed(transaction.publicResults);
    if (!Array.isArray(sets)) {
      return sets;
    }
    const code = await check.check(sets);
    const writesPrivate = sets.some(({ collections }) => collections.some(({ privateHash }) => privateHash.length > 0));
    const kept = writesPrivate ? await this.#kept.take(transaction.txId, gathering.batch) : [];
    if (code !== VALID) {
      return code;
    }
    const { number, batch, updates, privateData } = gathering;
    updates.apply(sets, { block: number, tx });
    const { txId, timestamp } = transaction;
    for (const { namespace, writes, collections } of sets) {
      for (const { key, value } of writes) {
        const modification = { txId, timestamp, value, isDelete: value.length === 0 };
        batch.put(historyKey(namespace, key, number, tx), writeModification(modification));
      }
      for (const { collection, writes: hashed, privateHash } of collections) {
        const set = kept.find(
          (one) =>
            one.namespace === namespace && one.collection === collection && sha256(one.bytes).equals(privateHash),
        );
        if (set !== undefined) {
          privateData.add(tx, set);
        }
        for (const { keyHash } of hashed.filter(({ isPurge }) => isPurge)) {
          privateData.purge(tx, namespace, collection, keyHash);
        }
      }
    }
    return VALID;
  }

  #chained(
    tip: Tip,
    transactions: readonly OrderedTransaction[],
    codes: readonly ValidationCode[],
    { number, batch, updates }: Gathering,
  ): PreparedBlock {
    const envelopes = transactions.map(({ envelope }) => envelope);
    const header = { number, previousHash: tip.headerHash, dataHash: dataHash(envelopes) };
    const commit = number === 0 ? tip.commitHash : commitHash(codes, updates.bytes(), tip.commitHash);
    const block = {
      number,
      bytes: writeBlock({ header, envelopes, codes, commitHash: commit }),
      transactions: transactions.map(({ txId }, tx) => ({ txId, code: codes[tx] as ValidationCode })),
    };
    const next = { ...tip, height: number + 1, headerHash: headerHash(header), commitHash: commit };
    this.#index(batch, block, next);
    return { batch, block, tip: next };
  }

  #index(batch: Batch, { number, bytes, transactions }: CommittedBlock, next: Tip): void {
    const seen = new Set<string>();
    for (const { txId, code } of transactions) {
      if (txId !== '' && !seen.has(txId) && this.store.get(transactionKey(txId)) === undefined) {
        batch.put(transactionKey(txId), writeStatus({ block: number, code }));
      }
      seen.add(txId);
    }
    batch.put(blockKey(number), bytes);
    batch.put(blockHashKey(next.headerHash), writeNumbered(number));
    batch.put(tipKey, writeTip(next));
  }
}

function parsed(publicResults: Buffer): NamespaceSet[] | ValidationCode {
  try {
    return readSets(publicResults);
  } catch (error) {
    return error instanceof MetadataWrites ? INVALID_WRITESET : BAD_RWSET;
  }
}
