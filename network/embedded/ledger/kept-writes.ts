/**
 * Private writes between endorsement and commit, Fabric's transient store. Entries are kept by content, so that organisations
 * which endorse the same writes keep them once, and several simulations of one transaction do not displace each other.
 */
import { sha256 } from './hash';
import { keptAgePrefix, keptPrefix, withPrefix } from './keys';
import { type PrivateSet, readPrivateSets } from './read-write-set';
import { readNumbered, writeNumbered } from './records';
import { Batch, type Store } from './store';

export class KeptWrites {
  constructor(readonly store: Store) {}

  /** Survives the end of the process. Not flushed to the disk: an acknowledged commit writes the values again, and flushes. */
  async keep(txId: string, privateResults: Buffer, height: number): Promise<void> {
    const key = keptPrefix(txId) + sha256(privateResults).toString('hex');
    const batch = new Batch();
    batch.put(key, writeNumbered(height, privateResults));
    batch.put(keptAgePrefix(height) + key, Buffer.alloc(0));
    await this.store.write(batch, false);
  }

  /** All that was kept for the transaction, from whichever simulation; with the batch it is kept no longer. */
  async take(txId: string, batch: Batch): Promise<PrivateSet[]> {
    const sets: PrivateSet[] = [];
    for await (const { key, value } of this.store.each(withPrefix(keptPrefix(txId)))) {
      const { number: height, rest } = readNumbered(value);
      sets.push(...readPrivateSets(rest));
      batch.delete(key);
      batch.delete(keptAgePrefix(height) + key);
    }
    return sets;
  }

  /** Drops what was kept below a height: its transaction will not come any more. */
  async dropBelow(height: number, batch: Batch): Promise<void> {
    for await (const { key } of this.store.each({ from: keptAgePrefix(0), to: keptAgePrefix(height) })) {
      batch.delete(key);
      batch.delete(key.slice(keptAgePrefix(0).length));
    }
  }
}
