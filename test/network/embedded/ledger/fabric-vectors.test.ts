/**
 * Against what Fabric v3.1.5 itself computed: fabric-vectors.jsonl comes from its RWSetBuilder, RangeQueryResultsHelper,
 * BlockHeaderHash and deterministicBytesForPubAndHashUpdates, called by a Go test with random input.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledger } from '@hyperledger/fabric-protos';
import { headerHash } from '../../../../network/embedded/ledger/blocks';
import { sha256 } from '../../../../network/embedded/ledger/hash';
import { RangeSummary } from '../../../../network/embedded/ledger/range-summary';
import { type RangeQuery, readSets, writeSets } from '../../../../network/embedded/ledger/read-write-set';
import { ReadWriteSetBuilder } from '../../../../network/embedded/ledger/read-write-set-builder';
import { BlockUpdates } from '../../../../network/embedded/ledger/updates';

const { rwset } = ledger;

interface Operation {
  readonly op: 'read' | 'write' | 'readPrivate' | 'writePrivate' | 'purge' | 'range';
  readonly namespace: string;
  readonly collection?: string;
  readonly key: string;
  readonly end?: string;
  readonly value?: string;
  readonly version?: readonly [block: number, tx: number];
  readonly count?: number;
  readonly exhausted?: boolean;
}

interface Update {
  readonly namespace: string;
  readonly collection?: string;
  readonly key: string;
  readonly value: string;
  readonly block: number;
  readonly tx: number;
}

type Vector =
  | {
      readonly kind: 'set';
      readonly operations: readonly Operation[];
      readonly publicHash: string;
      readonly privateHash: string;
    }
  | { readonly kind: 'range'; readonly count: number; readonly hash: string }
  | {
      readonly kind: 'header';
      readonly number: number;
      readonly previousHash: string;
      readonly dataHash: string;
      readonly hash: string;
    }
  | { readonly kind: 'updates'; readonly updates: readonly Update[]; readonly hash: string };

const lines = readFileSync(join(__dirname, 'fabric-vectors.jsonl'), 'utf8').trim().split('\n');
const vectors = lines.map((line) => JSON.parse(line) as Vector);
const ofKind = <K extends Vector['kind']>(kind: K) =>
  vectors.filter((vector): vector is Extract<Vector, { kind: K }> => vector.kind === kind);

const hex = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'hex');

function rangeOf(startKey: string, endKey: string, exhausted: boolean, count: number): RangeQuery {
  const summary = new RangeSummary();
  for (let i = 0; i < count; i++) {
    summary.add({ key: `k${String(i).padStart(6, '0')}`, version: { block: Math.floor(i / 7), tx: i % 7 } });
  }
  return { startKey, endKey, exhausted, results: summary.done() };
}

function replay(operations: readonly Operation[]): ReadWriteSetBuilder {
  const builder = new ReadWriteSetBuilder();
  for (const {
    op,
    namespace,
    collection = '',
    key,
    end = '',
    value,
    version,
    count = 0,
    exhausted = false,
  } of operations) {
    const at = version && { block: version[0], tx: version[1] };
    switch (op) {
      case 'read':
        builder.read(namespace, key, at);
        break;
      case 'write':
        builder.write(namespace, key, hex(value));
        break;
      case 'readPrivate':
        builder.readPrivate(namespace, collection, key, at);
        break;
      case 'writePrivate':
        builder.writePrivate(namespace, collection, key, hex(value));
        break;
      case 'purge':
        builder.writePrivate(namespace, collection, key, Buffer.alloc(0), true);
        break;
      case 'range':
        builder.range(namespace, rangeOf(key, end, exhausted, count));
        break;
    }
  }
  return builder;
}

describe('Fabric builds the same bytes', () => {
  test.each(ofKind('set'))(
    'for a transaction of $operations.length operations',
    ({ operations, publicHash, privateHash }) => {
      const { publicResults, privateResults } = replay(operations).results();
      expect(sha256(publicResults).toString('hex')).toBe(publicHash);
      expect(privateResults && sha256(privateResults).toString('hex')).toBe(
        privateHash === '' ? undefined : privateHash,
      );
      expect(writeSets(readSets(publicResults))).toEqual(publicResults);
    },
  );

  test.each(ofKind('range'))('for a range query over $count keys', ({ count, hash }) => {
    const set = { namespace: 'n', reads: [], ranges: [rangeOf('a', '', true, count)], writes: [], collections: [] };
    const [namespace] = rwset.TxReadWriteSet.deserializeBinary(writeSets([set])).getNsRwsetList();
    const keys = rwset.kvrwset.KVRWSet.deserializeBinary(namespace?.getRwset_asU8() ?? new Uint8Array());
    const info = keys.getRangeQueriesInfoList()[0]?.serializeBinary() ?? new Uint8Array();
    expect(sha256(info).toString('hex')).toBe(hash);
  });

  test.each(ofKind('header'))('for the header of block $number', ({ number, previousHash, dataHash, hash }) => {
    const header = { number, previousHash: hex(previousHash), dataHash: hex(dataHash) };
    expect(headerHash(header).toString('hex')).toBe(hash);
  });

  test.each(ofKind('updates'))('for the effect of a block of $updates.length writes', ({ updates, hash }) => {
    const block = new BlockUpdates();
    for (const { namespace, collection, key, value, block: number, tx } of updates) {
      const none = { namespace, reads: [], ranges: [], writes: [], collections: [] };
      const keyHash = sha256(key).toString('hex');
      const hashed = { keyHash, valueHash: hex(value), isPurge: false };
      const set =
        collection === undefined
          ? { ...none, writes: [{ key, value: hex(value) }] }
          : { ...none, collections: [{ collection, reads: [], writes: [hashed], privateHash: Buffer.alloc(0) }] };
      block.apply([set], { block: number, tx });
    }
    expect(sha256(block.bytes()).toString('hex')).toBe(hash);
  });
});
