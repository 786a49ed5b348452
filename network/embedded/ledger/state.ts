/** Reads of channel state, live or as of a snapshot: public values, hashes of private ones, private values, history. */
import type { Source } from './batched';
import { hashKey, historyPrefix, type KeyRange, privateKey, stateKey, withPrefix } from './keys';
import { readModification, readState, type StateRecord } from './records';
import type { LevelSnapshot, Store } from './store';
import type { KeyModification } from './types';

export interface Found extends StateRecord {
  readonly key: string;
}

export class State {
  constructor(
    readonly store: Store,
    readonly snapshot?: LevelSnapshot,
  ) {}

  value(namespace: string, key: string): StateRecord | undefined {
    return this.#record(stateKey(namespace, key));
  }

  valueHash(namespace: string, collection: string, keyHash: string): StateRecord | undefined {
    return this.#record(hashKey(namespace, collection, keyHash));
  }

  privateValue(namespace: string, collection: string, key: string): StateRecord | undefined {
    return this.#record(privateKey(namespace, collection, key));
  }

  /** Values in key order; `prefix` is what the range's keys have before the chaincode's own key. */
  range(range: KeyRange, prefix: string): Source<Found> {
    return this.#source(range, ({ key, value }) => ({ key: key.slice(prefix.length), ...readState(value) }));
  }

  /** Newest first. */
  history(namespace: string, key: string): Source<KeyModification> {
    return this.#source(withPrefix(historyPrefix(namespace, key)), ({ value }) => readModification(value), true);
  }

  #record(key: string): StateRecord | undefined {
    const record = this.store.get(key, this.snapshot);
    return record === undefined ? undefined : readState(record);
  }

  /** Reads a little ahead of what is asked for: what counts as read is decided above. */
  #source<T>(range: KeyRange, read: (entry: { key: string; value: Buffer }) => T, reverse = false): Source<T> {
    const scan = this.store.scan(range, { snapshot: this.snapshot, reverse });
    let ahead: T[] = [];
    let at = 0;
    return {
      next: async () => {
        if (at === ahead.length) {
          ahead = (await scan.next(128)).map(read);
          at = 0;
        }
        return ahead[at++];
      },
      close: () => scan.close(),
    };
  }
}
