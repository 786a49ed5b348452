/** Collects what a simulation reads and writes, one entry a key, and gives it in Fabric's order: everything sorted, ranges as first used. */
import { sha256 } from './hash';
import {
  type HashRead,
  type HashWrite,
  type KeyRead,
  type KeyWrite,
  type NamespaceSet,
  type PrivateSet,
  type RangeQuery,
  writePrivateSets,
  writePrivateWrites,
  writeSets,
} from './read-write-set';
import type { Interest, SimulationResults, Version } from './types';
import { sortedEntries } from './version';

interface CollectionPart {
  readonly reads: Map<string, HashRead>;
  /** Hashed writes by plain key, because that is their order. */
  readonly hashed: Map<string, HashWrite>;
  readonly writes: Map<string, KeyWrite>;
  readsValues: boolean;
}

interface NamespacePart {
  readonly reads: Map<string, KeyRead>;
  readonly writes: Map<string, KeyWrite>;
  readonly ranges: Map<string, RangeQuery>;
  readonly collections: Map<string, CollectionPart>;
}

export class ReadWriteSetBuilder {
  readonly #namespaces = new Map<string, NamespacePart>();

  read(namespace: string, key: string, version: Version | undefined): void {
    this.#part(namespace).reads.set(key, { key, version });
  }

  write(namespace: string, key: string, value: Buffer): void {
    this.#part(namespace).writes.set(key, { key, value });
  }

  /** The first of several ranges with the same bounds and the same end stays. */
  range(namespace: string, range: RangeQuery): void {
    const { ranges } = this.#part(namespace);
    const id = JSON.stringify([range.startKey, range.endKey, range.exhausted]);
    if (!ranges.has(id)) {
      ranges.set(id, range);
    }
  }

  readPrivate(namespace: string, collection: string, key: string, version: Version | undefined): void {
    const part = this.#collection(namespace, collection);
    part.reads.set(key, { keyHash: sha256(key).toString('hex'), version });
  }

  /** Marks that values, not only hashes, were read: only members can endorse that. */
  readsValues(namespace: string, collection: string): void {
    this.#collection(namespace, collection).readsValues = true;
  }

  writePrivate(namespace: string, collection: string, key: string, value: Buffer, isPurge = false): void {
    const part = this.#collection(namespace, collection);
    const valueHash = value.length === 0 ? value : sha256(value);
    part.writes.set(key, { key, value });
    part.hashed.set(key, { keyHash: sha256(key).toString('hex'), valueHash, isPurge });
  }

  results(): SimulationResults {
    const privateSets: PrivateSet[] = [];
    const sets: NamespaceSet[] = [];
    for (const [namespace, part] of sortedEntries(this.#namespaces)) {
      const collections = sortedEntries(part.collections).map(([collection, { reads, writes, hashed }]) => {
        const bytes = writePrivateWrites(sorted(writes));
        if (writes.size > 0) {
          privateSets.push({ namespace, collection, bytes });
        }
        const privateHash = writes.size > 0 ? sha256(bytes) : Buffer.alloc(0);
        return { collection, reads: sorted(reads), writes: sorted(hashed), privateHash };
      });
      const ranges = [...part.ranges.values()];
      sets.push({ namespace, reads: sorted(part.reads), ranges, writes: sorted(part.writes), collections });
    }
    return {
      publicResults: writeSets(sets),
      privateResults: privateSets.length === 0 ? undefined : writePrivateSets(privateSets),
      interest: this.#interest(),
    };
  }

  #interest(): Interest[] {
    return sortedEntries(this.#namespaces).map(([chaincode, part]) => ({
      chaincode,
      writesPublic: part.writes.size > 0,
      readsPublic: part.reads.size > 0 || part.ranges.size > 0,
      collections: sortedEntries(part.collections)
        .map(([name, { readsValues, writes }]) => ({ name, readsValues, writes: writes.size > 0 }))
        .filter(({ readsValues, writes }) => readsValues || writes),
    }));
  }

  #part(namespace: string): NamespacePart {
    let part = this.#namespaces.get(namespace);
    if (part === undefined) {
      part = { reads: new Map(), writes: new Map(), ranges: new Map(), collections: new Map() };
      this.#namespaces.set(namespace, part);
    }
    return part;
  }

  #collection(namespace: string, name: string): CollectionPart {
    const { collections } = this.#part(namespace);
    let part = collections.get(name);
    if (part === undefined) {
      part = { reads: new Map(), hashed: new Map(), writes: new Map(), readsValues: false };
      collections.set(name, part);
    }
    return part;
  }
}

function sorted<T>(entries: ReadonlyMap<string, T>): T[] {
  return sortedEntries(entries).map(([, entry]) => entry);
}
