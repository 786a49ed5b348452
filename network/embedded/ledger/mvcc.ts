/**
 * Decides whether a transaction's reads still hold when its turn comes: nothing that it read was written since, and no range that it
 * queried looks different now. Blind writes conflict with nothing.
 */
import { peer } from '@hyperledger/fabric-protos';
import type { Source } from './batched';
import { stateRange } from './keys';
import { RangeSummary, sameResults } from './range-summary';
import type { CollectionSet, KeyRead, NamespaceSet, RangeQuery } from './read-write-set';
import type { State } from './state';
import type { ValidationCode, Version } from './types';
import type { BlockUpdates } from './updates';
import { compareKeys, sameVersion } from './version';

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = peer.TxValidationCode;

export class ReadCheck {
  constructor(
    readonly state: State,
    /** Effects of the preceding valid transactions of the block. */
    readonly updates: BlockUpdates,
  ) {}

  /** Namespace by namespace: reads, then ranges, then hashed reads; the first conflict is the answer. */
  async check(sets: readonly NamespaceSet[]): Promise<ValidationCode> {
    for (const set of sets) {
      if (set.reads.some((read) => this.#isStale(set.namespace, read))) {
        return MVCC_READ_CONFLICT;
      }
      for (const range of set.ranges) {
        if (!(await this.#isSame(set.namespace, range))) {
          return PHANTOM_READ_CONFLICT;
        }
      }
      if (set.collections.some((collection) => this.#isHashStale(set.namespace, collection))) {
        return MVCC_READ_CONFLICT;
      }
    }
    return VALID;
  }

  #isStale(namespace: string, { key, version }: KeyRead): boolean {
    return this.updates.hasValue(namespace, key) || !sameVersion(this.state.value(namespace, key)?.version, version);
  }

  #isHashStale(namespace: string, { collection, reads }: CollectionSet): boolean {
    return reads.some(
      ({ keyHash, version }) =>
        this.updates.hash(namespace, collection, keyHash) !== undefined ||
        !sameVersion(this.state.valueHash(namespace, collection, keyHash)?.version, version),
    );
  }

  /** If the query was not exhausted, its end is the last key that it saw, and that key belongs to it. */
  async #isSame(namespace: string, range: RangeQuery): Promise<boolean> {
    const degree = 'summary' in range.results ? range.results.summary.maxDegree : Number.POSITIVE_INFINITY;
    if (degree < 2) {
      return false;
    }
    const bounds = stateRange(namespace, range.startKey, range.endKey, !range.exhausted);
    const source = this.state.range(bounds, `s${namespace}\0`);
    try {
      const summary = new RangeSummary(degree);
      for await (const read of this.#merged(namespace, range, source)) {
        summary.add(read);
      }
      return sameResults(range.results, summary.done());
    } finally {
      source.close();
    }
  }

  /** Committed state with the block's updates laid over it. */
  async *#merged(
    namespace: string,
    { startKey, endKey, exhausted }: RangeQuery,
    committed: Source<{ key: string; version: Version }>,
  ): AsyncGenerator<KeyRead> {
    const isInside = (key: string) => {
      const end = endKey === '' ? -1 : compareKeys(key, endKey);
      return compareKeys(key, startKey) >= 0 && (end < 0 || (end === 0 && !exhausted));
    };
    const updates = this.updates.values(namespace).filter(([key]) => isInside(key));
    let at = 0;
    let found = await committed.next();
    for (;;) {
      const update = updates[at];
      if (found === undefined && update === undefined) {
        return;
      }
      if (update === undefined || (found !== undefined && compareKeys(found.key, update[0]) < 0)) {
        yield found as KeyRead;
        found = await committed.next();
        continue;
      }
      at++;
      if (found?.key === update[0]) {
        found = await committed.next();
      }
      if (update[1].value.length > 0) {
        yield { key: update[0], version: update[1].version };
      }
    }
  }
}
