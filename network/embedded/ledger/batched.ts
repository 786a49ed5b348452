/**
 * Hands out query results in batches as Fabric's peer does for a chaincode: it reads one result past each batch to know whether
 * there are more, and that result counts as read. No query gives more than 100,000 results.
 */
import type { RangeIterator } from './types';

/** Fabric's `totalQueryLimit`. */
export const defaultQueryLimit = 100_000;

/** Gives one result after the other, undefined at the end. */
export interface Source<T> {
  next(): Promise<T | undefined>;
  close(): void;
}

export class Batched<T> implements RangeIterator<T> {
  readonly #source: Source<T>;
  #pending: T[] = [];
  #fetched = 0;
  #ended = false;

  constructor(source: Source<T>) {
    this.#source = source;
  }

  async next(count: number): Promise<{ results: T[]; more: boolean }> {
    while (!this.#ended && this.#pending.length <= count) {
      if (this.#fetched >= defaultQueryLimit) {
        this.close();
        break;
      }
      const result = await this.#source.next();
      if (result === undefined) {
        this.close();
        break;
      }
      this.#fetched++;
      this.#pending.push(result);
    }
    const results = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    return { results, more: this.#pending.length > 0 };
  }

  close(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#source.close();
    }
  }
}
