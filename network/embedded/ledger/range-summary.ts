/**
 * The results of one range query as the read-write set records them: the reads themselves up to 50, beyond that a Merkle tree's
 * top level, so that a query over thousands of keys costs a few hashes in the transaction.
 */
import { sha256 } from './hash';
import { type KeyRead, type RangeQuery, writeQueryReads } from './read-write-set';

/** Fabric's `maxDegreeQueryReadsHashing`. */
export const mostChildren = 50;

export class RangeSummary {
  #pending: KeyRead[] = [];
  /** Hashes by level; the leaves are level 1. */
  readonly #levels = new Map<number, Buffer[]>();
  #maxLevel = 1;

  constructor(readonly maxDegree: number = mostChildren) {}

  add(read: KeyRead): void {
    this.#pending.push(read);
    if (this.#pending.length > this.maxDegree) {
      this.#hashPending();
    }
  }

  /** To be called once, after the last result. */
  done(): RangeQuery['results'] {
    if (this.#maxLevel === 1 && this.#level(1).length === 0) {
      return { reads: this.#pending };
    }
    if (this.#pending.length > 0) {
      this.#hashPending();
    }
    this.#foldUp();
    const hashes = this.#level(this.#maxLevel);
    return { summary: { maxDegree: this.maxDegree, maxLevel: this.#maxLevel, hashes } };
  }

  #hashPending(): void {
    const leaf = sha256(writeQueryReads(this.#pending));
    this.#pending = [];
    this.#level(1).push(leaf);
    for (let level = 1; this.#level(level).length > this.maxDegree; level++) {
      const combined = sha256(...this.#take(level));
      this.#level(level + 1).push(combined);
      this.#maxLevel = Math.max(this.#maxLevel, level + 1);
    }
  }

  /** Carries what is left on lower levels up to the highest: one hash as it is, several as their combined hash. */
  #foldUp(): void {
    for (let level = 1; level < this.#maxLevel; level++) {
      const hashes = this.#take(level);
      const [only] = hashes;
      if (only !== undefined) {
        this.#level(level + 1).push(hashes.length === 1 ? only : sha256(...hashes));
      }
    }
    if (this.#level(this.#maxLevel).length > this.maxDegree) {
      const combined = sha256(...this.#take(this.#maxLevel));
      this.#maxLevel++;
      this.#level(this.#maxLevel).push(combined);
    }
  }

  #level(level: number): Buffer[] {
    let hashes = this.#levels.get(level);
    if (hashes === undefined) {
      hashes = [];
      this.#levels.set(level, hashes);
    }
    return hashes;
  }

  #take(level: number): Buffer[] {
    const hashes = this.#level(level);
    this.#levels.delete(level);
    return hashes;
  }
}

/** True where two recordings of the same range saw the same keys at the same versions. */
export function sameResults(left: RangeQuery['results'], right: RangeQuery['results']): boolean {
  if ('summary' in left) {
    return 'summary' in right && sameSummary(left.summary, right.summary);
  }
  return 'reads' in right && writeQueryReads(left.reads).equals(writeQueryReads(right.reads));
}

function sameSummary(left: Summary, right: Summary): boolean {
  return (
    left.maxDegree === right.maxDegree &&
    left.maxLevel === right.maxLevel &&
    Buffer.concat([...left.hashes]).equals(Buffer.concat([...right.hashes]))
  );
}

type Summary = Extract<RangeQuery['results'], { readonly summary: unknown }>['summary'];
