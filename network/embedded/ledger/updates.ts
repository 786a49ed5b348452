/** The writes of the valid transactions of the block under way, over the committed state; and their bytes for the commit hash. */

import { hashKey, stateKey } from './keys';
import type { NamespaceSet } from './read-write-set';
import { writeState } from './records';
import type { Batch } from './store';
import type { Version } from './types';
import { compareKeys, innerMap, sortedEntries } from './version';
import { Wire } from './wire';

export interface Update {
  /** Empty: deleted. */
  readonly value: Buffer;
  readonly version: Version;
}

export class BlockUpdates {
  readonly #values = new Map<string, Map<string, Update>>();
  /** Maps a namespace to its collections, and a collection to the hashes of its keys. */
  readonly #hashes = new Map<string, Map<string, Map<string, Update>>>();

  apply(sets: readonly NamespaceSet[], version: Version): void {
    for (const { namespace, writes, collections } of sets) {
      for (const { key, value } of writes) {
        innerMap(this.#values, namespace).set(key, { value, version });
      }
      for (const { collection, writes: hashed } of collections) {
        for (const { keyHash, valueHash } of hashed) {
          innerMap(innerMap(this.#hashes, namespace), collection).set(keyHash, { value: valueHash, version });
        }
      }
    }
  }

  hasValue(namespace: string, key: string): boolean {
    return this.#values.get(namespace)?.has(key) ?? false;
  }

  hash(namespace: string, collection: string, keyHash: string): Update | undefined {
    return this.#hashes.get(namespace)?.get(collection)?.get(keyHash);
  }

  /** All updates of a namespace in the byte order of their keys. */
  values(namespace: string): [string, Update][] {
    return sortedEntries(this.#values.get(namespace) ?? new Map<string, Update>());
  }

  *hashes(): Generator<{ namespace: string; collection: string; keyHash: string; update: Update }> {
    for (const [namespace, collections] of this.#hashes) {
      for (const [collection, updates] of collections) {
        for (const [keyHash, update] of updates) {
          yield { namespace, collection, keyHash, update };
        }
      }
    }
  }

  writeTo(batch: Batch): void {
    for (const [namespace, updates] of this.#values) {
      for (const [key, update] of updates) {
        writeUpdate(batch, stateKey(namespace, key), update);
      }
    }
    for (const { namespace, collection, keyHash, update } of this.hashes()) {
      writeUpdate(batch, hashKey(namespace, collection, keyHash), update);
    }
  }

  /** Fabric's `Updates` message: what the commit hash covers of a block's effect. */
  bytes(): Buffer {
    const message = new Wire();
    const namespaces = [...new Set([...this.#values.keys(), ...this.#hashes.keys()])].sort(compareKeys);
    for (const namespace of namespaces.filter((name) => name !== '')) {
      let first = namespace;
      for (const [key, update] of this.values(namespace)) {
        message.message(1, keyUpdate(new Wire().text(1, first), Buffer.from(key), update));
        first = '';
      }
      for (const [name, updates] of sortedEntries(this.#hashes.get(namespace) ?? new Map())) {
        let collection = name;
        for (const [keyHash, update] of sortedEntries<Update>(updates)) {
          const head = new Wire().text(1, first).text(2, collection);
          message.message(1, keyUpdate(head, Buffer.from(keyHash, 'hex'), update));
          first = '';
          collection = '';
        }
      }
    }
    return message.done();
  }
}

function writeUpdate(batch: Batch, key: string, update: Update): void {
  if (update.value.length === 0) {
    batch.delete(key);
  } else {
    batch.put(key, writeState(update));
  }
}

function keyUpdate(message: Wire, key: Buffer, { value, version }: Update): Buffer {
  const versionBytes = Buffer.concat([orderedVarint(version.block), orderedVarint(version.tx)]);
  return message
    .bytes(3, key)
    .flag(4, value.length === 0)
    .bytes(5, value)
    .bytes(6, versionBytes)
    .done();
}

/** A count of significant bytes, then those, high byte first. */
function orderedVarint(value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(hex.padStart(Math.ceil(hex.length / 2) * 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
