/** A public range query under way: notes each result for the phantom check at commit, as far as it was fetched and no further. */
import type { Source } from './batched';
import { RangeSummary } from './range-summary';
import type { RangeQuery } from './read-write-set';
import type { Found } from './state';

export class RangeRecording implements Source<Found> {
  readonly #summary = new RangeSummary();
  readonly #source: Source<Found>;
  #lastKey = '';
  #exhausted = false;

  constructor(
    readonly namespace: string,
    readonly startKey: string,
    readonly endKey: string,
    source: Source<Found>,
  ) {
    this.#source = source;
  }

  async next(): Promise<Found | undefined> {
    const found = await this.#source.next();
    if (found === undefined) {
      this.#exhausted = true;
      return undefined;
    }
    this.#summary.add({ key: found.key, version: found.version });
    this.#lastKey = found.key;
    return found;
  }

  /** The next key, without a trace in the recording: the bookmark of a page. */
  async peek(): Promise<string> {
    return (await this.#source.next())?.key ?? '';
  }

  close(): void {
    this.#source.close();
  }

  /** To be called once, when the simulation is over. */
  recorded(): RangeQuery {
    const endKey = this.#exhausted ? this.endKey : this.#lastKey;
    return { startKey: this.startKey, endKey, exhausted: this.#exhausted, results: this.#summary.done() };
  }
}
