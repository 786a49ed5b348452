import { join } from 'node:path';
import { peer, ledger as protos } from '@hyperledger/fabric-protos';
import { ClassicLevel } from 'classic-level';
import { sha256 } from '../../../../network/embedded/ledger/hash';
import type { Ledger } from '../../../../network/embedded/ledger/types';
import {
  bytes,
  CHAINCODE,
  codes,
  drain,
  endorse,
  newCollection,
  newLedger,
  newOptions,
  put,
  read,
  reopened,
  simulate,
  submit,
  type Work,
} from './harness';

const { VALID, MVCC_READ_CONFLICT } = peer.TxValidationCode;
const { rwset } = protos;

const putSealed =
  (...entries: [key: string, value: string][]): Work =>
  (simulation) => {
    for (const [key, value] of entries) {
      simulation.putPrivate(CHAINCODE, 'sealed', key, bytes(value));
    }
  };

const purgeSealed =
  (key: string): Work =>
  (simulation) =>
    simulation.purgePrivate(CHAINCODE, 'sealed', key);

const valueAt = (ledger: Ledger, mspId: string, key: string): Promise<string> =>
  read(ledger, async (simulation) => String(await simulation.getPrivate(CHAINCODE, 'sealed', key)), mspId);

const hashAt = (ledger: Ledger, mspId: string, key: string): Promise<Buffer> =>
  read(ledger, (simulation) => simulation.getPrivateHash(CHAINCODE, 'sealed', key), mspId);

/** The private writes of a block as text, by transaction: what DeliverWithPrivateData would show. */
async function replayed(ledger: Ledger, block: number, mspId = 'Harbour'): Promise<Record<number, string[]>> {
  const held = await ledger.privateData(block, mspId);
  const texts = (set: Buffer) =>
    rwset.TxPvtReadWriteSet.deserializeBinary(set)
      .getNsPvtRwsetList()
      .flatMap((namespace) => namespace.getCollectionPvtRwsetList())
      .flatMap((collection) => rwset.kvrwset.KVRWSet.deserializeBinary(collection.getRwset_asU8()).getWritesList())
      .map((write) => `${write.getKey()}=${write.getIsDelete() ? 'deleted' : Buffer.from(write.getValue_asU8())}`);
  return Object.fromEntries([...held].map(([tx, set]) => [tx, texts(set)]));
}

const NOT_AVAILABLE = 'private data matching public hash version is not available.';

describe('a private value', () => {
  test('is read by every member, whichever of them endorsed', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'secret']), { mspId: 'Harbour' });
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('secret');
    expect(await valueAt(ledger, 'Meadow', 'a')).toBe('secret');
  });

  test('cannot be read where the organisation is no member, but its hash can, and an absent key is just absent', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['x', 'y']));
    await submit(ledger, putSealed(['a', 'secret']));
    await expect(valueAt(ledger, 'Orchard', 'a')).rejects.toThrow(
      `${NOT_AVAILABLE} Public hash version = {BlockNum: 1, TxNum: 0}, Private data version = <nil>`,
    );
    expect(await hashAt(ledger, 'Orchard', 'a')).toEqual(sha256('secret'));
    expect(await valueAt(ledger, 'Orchard', 'absent')).toBe('');
    expect(await hashAt(ledger, 'Orchard', 'absent')).toHaveLength(0);
  });

  test('appears nowhere in the block', async () => {
    const ledger = await newLedger();
    const transaction = await endorse(ledger, putSealed(['account', 'secret']));
    const { bytes: block } = await ledger.commit([{ ...transaction, envelope: transaction.publicResults }]);
    expect(block.includes('secret')).toBe(false);
    expect(block.includes('account')).toBe(false);
    expect(block.includes(sha256('secret'))).toBe(true);
  });

  test('is deleted with its hash, and by an empty value', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', '1'], ['b', '1']));
    await submit(ledger, (simulation) => {
      simulation.deletePrivate(CHAINCODE, 'sealed', 'a');
      simulation.putPrivate(CHAINCODE, 'sealed', 'b', Buffer.alloc(0));
    });
    for (const key of ['a', 'b']) {
      expect(await valueAt(ledger, 'Harbour', key)).toBe('');
      expect(await hashAt(ledger, 'Orchard', key)).toHaveLength(0);
    }
    expect(await replayed(ledger, 0)).toEqual({ 0: ['a=1', 'b=1'] });
  });

  test('conflicts like a public one when it was changed since it was read', async () => {
    const ledger = await newLedger();
    const rewrite: Work = async (simulation) => {
      const old = await simulation.getPrivate(CHAINCODE, 'sealed', 'a');
      simulation.putPrivate(CHAINCODE, 'sealed', 'a', Buffer.concat([old, bytes('+')]));
    };
    const block = await ledger.commit([await endorse(ledger, rewrite), await endorse(ledger, rewrite)]);
    expect(codes(block)).toEqual([VALID, MVCC_READ_CONFLICT]);
    expect(await valueAt(ledger, 'Meadow', 'a')).toBe('+');
    const readsHash = await endorse(ledger, (simulation) => simulation.getPrivateHash(CHAINCODE, 'sealed', 'a'));
    const late = await ledger.commit([await endorse(ledger, putSealed(['a', 'new'])), readsHash]);
    expect(codes(late)).toEqual([VALID, MVCC_READ_CONFLICT]);
  });

  test('whose writes were never kept has a hash and no value', async () => {
    const ledger = await newLedger();
    const block = await submit(ledger, putSealed(['a', 'secret']), { keeps: false });
    expect(codes(block)).toEqual([VALID]);
    expect(await hashAt(ledger, 'Harbour', 'a')).toEqual(sha256('secret'));
    await expect(valueAt(ledger, 'Harbour', 'a')).rejects.toThrow(NOT_AVAILABLE);
    expect(await replayed(ledger, 0)).toEqual({});
  });

  test('comes from those kept writes whose hash is in the transaction', async () => {
    const ledger = await newLedger();
    for (const value of ['one', 'another', 'yet another', 'a fourth', 'a fifth', 'a sixth']) {
      const other = await simulate(ledger, putSealed(['a', value]));
      await ledger.keepPrivate('t', 'Meadow', other.privateResults as Buffer);
    }
    const transaction = await endorse(ledger, putSealed(['a', 'right']), { txId: 't' });
    await ledger.commit([transaction]);
    expect(await valueAt(ledger, 'Meadow', 'a')).toBe('right');
  });

  test('of an invalid transaction is dropped', async () => {
    const ledger = await newLedger();
    const transaction = await endorse(ledger, putSealed(['a', 'secret']));
    await ledger.commit([{ ...transaction, code: peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE }]);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('');
    expect(await hashAt(ledger, 'Harbour', 'a')).toHaveLength(0);
  });

  test('of an implicit collection belongs to its organisation', async () => {
    const ledger = await newLedger();
    const own = '_implicit_org_Orchard';
    await submit(ledger, (simulation) => simulation.putPrivate(CHAINCODE, own, 'a', bytes('mine')));
    const value = (mspId: string) =>
      read(ledger, async (simulation) => String(await simulation.getPrivate(CHAINCODE, own, 'a')), mspId);
    expect(await value('Orchard')).toBe('mine');
    await expect(value('Harbour')).rejects.toThrow(NOT_AVAILABLE);
  });

  test('read with others at once is not held against its hash, as on Fabric', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'secret'], ['b', 'too']));
    const both = (mspId: string) =>
      read(
        ledger,
        async (simulation) => (await simulation.getPrivates(CHAINCODE, 'sealed', ['b', 'a'])).map(String),
        mspId,
      );
    expect(await both('Meadow')).toEqual(['too', 'secret']);
    expect(await both('Orchard')).toEqual(['', '']);
    const reader: Work = (simulation) => simulation.getPrivates(CHAINCODE, 'sealed', ['a']);
    expect(codes(await submit(ledger, reader, { mspId: 'Orchard' }))).toEqual([MVCC_READ_CONFLICT]);
    expect(codes(await submit(ledger, reader, { mspId: 'Meadow' }))).toEqual([VALID]);
  });

  test('is found by a range query of members alone', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', '1'], ['b', '2'], ['c', '3']));
    const keys = (mspId: string) =>
      read(ledger, async (simulation) => drain(await simulation.getPrivateRange(CHAINCODE, 'sealed', 'a', 'c')), mspId);
    expect(await keys('Meadow')).toMatchObject([
      { key: 'a', value: bytes('1') },
      { key: 'b', value: bytes('2') },
    ]);
    expect(await keys('Orchard')).toEqual([]);
  });

  test('needs a collection that is defined', async () => {
    const ledger = await newLedger();
    const reading = (namespace: string, collection: string) =>
      read(ledger, (simulation) => simulation.getPrivate(namespace, collection, 'a'));
    await expect(reading(CHAINCODE, 'unknown')).rejects.toThrow(
      'collection [unknown] not defined in the collection config for chaincode [stick]',
    );
    await expect(reading(CHAINCODE, '_implicit_org_Stranger')).rejects.toThrow(
      'collection [_implicit_org_Stranger] not defined',
    );
    await expect(reading('absent', 'sealed')).rejects.toThrow('collection config not defined for chaincode [absent]');
  });

  test('shows in the replay of its block to members only', async () => {
    const ledger = await newLedger();
    const plain = await endorse(ledger, put(['x', 'y']));
    const sealed = await endorse(ledger, (simulation) => {
      simulation.putPrivate(CHAINCODE, '_implicit_org_Harbour', 'own', bytes('1'));
      simulation.putPrivate(CHAINCODE, 'sealed', 'a', bytes('2'));
    });
    await ledger.commit([plain, sealed]);
    expect(await replayed(ledger, 0, 'Harbour')).toEqual({ 1: ['own=1', 'a=2'] });
    expect(await replayed(ledger, 0, 'Meadow')).toEqual({ 1: ['a=2'] });
    expect(await replayed(ledger, 0, 'Orchard')).toEqual({});
  });
});

describe('kept private writes', () => {
  test('outlive the process', async () => {
    const options = newOptions();
    const ledger = await reopened(options);
    const transaction = await endorse(ledger, putSealed(['a', 'secret']));
    await ledger.close();
    const again = await reopened(options);
    await again.commit([transaction]);
    expect(await valueAt(again, 'Harbour', 'a')).toBe('secret');
  });

  test('are dropped with their transaction, valid or not', async () => {
    const options = newOptions();
    const ledger = await reopened(options);
    const valid = await endorse(ledger, putSealed(['a', '1']));
    const invalid = await endorse(ledger, putSealed(['a', '2']), { code: peer.TxValidationCode.BAD_CREATOR_SIGNATURE });
    await ledger.commit([valid, invalid]);
    await ledger.close();
    const level = new ClassicLevel(join(options.directory, 'records'));
    expect(await level.keys({ gte: 'k', lt: 'l' }).all()).toEqual([]);
    expect(await level.keys({ gte: 'q', lt: 'r' }).all()).toEqual([]);
    await level.close();
  });

  test('are given up when their transaction has not come for long', async () => {
    const ledger = await newLedger({ keptBlocks: 3 });
    const late = await endorse(ledger, putSealed(['a', 'late']));
    const inTime = await endorse(ledger, putSealed(['b', 'in time']));
    for (let i = 0; i < 3; i++) {
      await submit(ledger, put(['x', String(i)]));
    }
    await ledger.commit([inTime]);
    await submit(ledger, put(['x', 'y']));
    await ledger.commit([late]);
    expect(await valueAt(ledger, 'Harbour', 'b')).toBe('in time');
    await expect(valueAt(ledger, 'Harbour', 'a')).rejects.toThrow(NOT_AVAILABLE);
  });
});

describe('a purge', () => {
  test('removes the value and every trace of it from replays, and nothing else', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'first'], ['b', 'stays']));
    await submit(ledger, putSealed(['a', 'second']));
    await submit(ledger, purgeSealed('a'));
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('');
    expect(await hashAt(ledger, 'Orchard', 'a')).toHaveLength(0);
    expect(await replayed(ledger, 0)).toEqual({ 0: ['b=stays'] });
    expect(await replayed(ledger, 1)).toEqual({ 0: [] });
    expect(await replayed(ledger, 2)).toEqual({ 0: [] });
    expect(await valueAt(ledger, 'Meadow', 'b')).toBe('stays');
  });

  test('leaves what is written later', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'old']));
    await submit(ledger, purgeSealed('a'));
    await submit(ledger, putSealed(['a', 'new']));
    expect(await valueAt(ledger, 'Meadow', 'a')).toBe('new');
    expect(await replayed(ledger, 2)).toEqual({ 0: ['a=new'] });
  });

  test('reaches the earlier transactions of its own block and not the later ones', async () => {
    const ledger = await newLedger();
    const works = [putSealed(['a', 'before'], ['b', 'stays']), purgeSealed('a'), putSealed(['a', 'after'])];
    const transactions = [];
    for (const work of works) {
      transactions.push(await endorse(ledger, work));
    }
    await ledger.commit(transactions);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('after');
    expect(await replayed(ledger, 0)).toEqual({ 0: ['b=stays'], 1: [], 2: ['a=after'] });
  });

  test('works by the hash alone where its own writes were not kept', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'secret']));
    await submit(ledger, purgeSealed('a'), { keeps: false });
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('');
    expect(await replayed(ledger, 0)).toEqual({ 0: [] });
  });

  test('of an invalid transaction removes nothing', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'secret']));
    const transaction = await endorse(ledger, purgeSealed('a'));
    await ledger.commit([{ ...transaction, code: peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE }]);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('secret');
  });

  test('of several keys in one block removes each', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', '1'], ['b', '2'], ['c', '3']));
    await ledger.commit([await endorse(ledger, purgeSealed('a')), await endorse(ledger, purgeSealed('c'))]);
    expect(await replayed(ledger, 0)).toEqual({ 0: ['b=2'] });
  });
});

describe('a value with a block to live', () => {
  const shortLived = () => newLedger({ collections: [newCollection({ blockToLive: 2 })] });
  const pass = async (ledger: Ledger, blocks: number) => {
    for (let i = 0; i < blocks; i++) {
      await submit(ledger, put(['x', String(i)]));
    }
  };

  test('of 2 goes with the third block after its own, with its hash and from the replay', async () => {
    const ledger = await shortLived();
    await submit(ledger, putSealed(['a', 'secret']));
    await pass(ledger, 2);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('secret');
    expect(await replayed(ledger, 0)).toEqual({ 0: ['a=secret'] });
    await pass(ledger, 1);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('');
    expect(await hashAt(ledger, 'Harbour', 'a')).toHaveLength(0);
    expect(await replayed(ledger, 0)).toEqual({});
  });

  test('lives on from when it was rewritten', async () => {
    const ledger = await shortLived();
    await submit(ledger, putSealed(['a', 'old']));
    await pass(ledger, 1);
    await submit(ledger, putSealed(['a', 'new']));
    await pass(ledger, 2);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('new');
    await pass(ledger, 1);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('');
  });

  test('that is rewritten in the very block of its expiry stays', async () => {
    const ledger = await shortLived();
    await submit(ledger, putSealed(['a', 'old']));
    await pass(ledger, 2);
    await submit(ledger, putSealed(['a', 'new']));
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('new');
  });

  test('of 0 stays', async () => {
    const ledger = await newLedger();
    await submit(ledger, putSealed(['a', 'secret']));
    await pass(ledger, 5);
    expect(await valueAt(ledger, 'Harbour', 'a')).toBe('secret');
  });
});
