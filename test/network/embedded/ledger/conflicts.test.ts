import { peer, ledger as protos } from '@hyperledger/fabric-protos';
import type { Ledger, OrderedTransaction } from '../../../../network/embedded/ledger/types';
import {
  bytes,
  CHAINCODE,
  codes,
  drain,
  endorse,
  newLedger,
  numbered,
  ordered,
  put,
  readText,
  submit,
  type Work,
} from './harness';

const {
  VALID,
  MVCC_READ_CONFLICT,
  PHANTOM_READ_CONFLICT,
  DUPLICATE_TXID,
  BAD_RWSET,
  INVALID_WRITESET,
  ENDORSEMENT_POLICY_FAILURE,
  BAD_CREATOR_SIGNATURE,
} = peer.TxValidationCode;

const increment: Work = async (simulation) => {
  const old = Number(await simulation.getState(CHAINCODE, 'count'));
  simulation.putState(CHAINCODE, 'count', bytes(String(old + 1)));
};

const remove =
  (key: string): Work =>
  (simulation) =>
    simulation.deleteState(CHAINCODE, key);

async function ledgerWith(count: number): Promise<Ledger> {
  const ledger = await newLedger();
  await submit(ledger, put(...Array.from({ length: count }, (_, i): [string, string] => [numbered(2 * i), 'x'])));
  return ledger;
}

/** The codes of a block with the writer first and the reader behind it. */
async function raced(ledger: Ledger, writer: Work, reader: Work): Promise<number[]> {
  return codes(await ledger.commit([await endorse(ledger, writer), await endorse(ledger, reader)]));
}

const query =
  (start: string, end: string, batches = Number.POSITIVE_INFINITY): Work =>
  async (simulation) => {
    const range = await simulation.getRange(CHAINCODE, start, end);
    for (let i = 0; i < batches; i++) {
      if (!(await range.next(100)).more) {
        return;
      }
    }
  };

describe('reads of single keys', () => {
  test('of two increments in one block the first is valid and the second is not', async () => {
    const ledger = await newLedger();
    expect(await raced(ledger, increment, increment)).toEqual([VALID, MVCC_READ_CONFLICT]);
    expect(await readText(ledger, 'count')).toBe('1');
  });

  test('conflict with a write of an earlier block too', async () => {
    const ledger = await newLedger();
    const late = await endorse(ledger, increment);
    await submit(ledger, increment);
    expect(codes(await ledger.commit([late]))).toEqual([MVCC_READ_CONFLICT]);
  });

  test('conflict with a deletion, of an absent key too', async () => {
    const ledger = await newLedger();
    expect(await raced(ledger, remove('count'), increment)).toEqual([VALID, MVCC_READ_CONFLICT]);
  });

  test('do not conflict with the writes of an invalid transaction', async () => {
    const ledger = await newLedger();
    const invalid = await endorse(ledger, increment, { code: ENDORSEMENT_POLICY_FAILURE });
    const valid = await endorse(ledger, increment);
    expect(codes(await ledger.commit([invalid, valid]))).toEqual([ENDORSEMENT_POLICY_FAILURE, VALID]);
  });

  test('blind writes never conflict and the later one stays', async () => {
    const ledger = await newLedger();
    expect(await raced(ledger, put(['a', '1']), put(['a', '2']))).toEqual([VALID, VALID]);
    expect(await readText(ledger, 'a')).toBe('2');
  });
});

describe('a range query', () => {
  test('conflicts with an insertion into its range by an earlier transaction of the block', async () => {
    const ledger = await ledgerWith(10);
    expect(await raced(ledger, put([numbered(5), 'new']), query('', ''))).toEqual([VALID, PHANTOM_READ_CONFLICT]);
  });

  test('conflicts with a change and with a deletion in its range', async () => {
    const ledger = await ledgerWith(10);
    expect(await raced(ledger, put([numbered(4), 'new']), query('', ''))).toEqual([VALID, PHANTOM_READ_CONFLICT]);
    expect(await raced(ledger, remove(numbered(4)), query('', ''))).toEqual([VALID, PHANTOM_READ_CONFLICT]);
  });

  test('does not conflict with what lies outside of it', async () => {
    const ledger = await ledgerWith(10);
    const inside = query(numbered(4), numbered(8));
    expect(await raced(ledger, put([numbered(3), 'new'], [numbered(8), 'new']), inside)).toEqual([VALID, VALID]);
  });

  test('conflicts over all that the peer fetched, though the chaincode stopped after the first result', async () => {
    const ledger = await ledgerWith(10);
    const reader: Work = async (simulation) => {
      const range = await simulation.getRange(CHAINCODE, '', '');
      await range.next(100);
      range.close();
    };
    expect(await raced(ledger, put([numbered(99), 'new']), reader)).toEqual([VALID, PHANTOM_READ_CONFLICT]);
  });

  test('of which the first batch was fetched ends at the one result beyond it', async () => {
    const ledger = await ledgerWith(150);
    const beyond = put([numbered(201), 'new']);
    expect(await raced(ledger, beyond, query('', '', 1))).toEqual([VALID, VALID]);
    expect(await raced(ledger, put([numbered(199), 'new']), query('', '', 1))).toEqual([VALID, PHANTOM_READ_CONFLICT]);
  });

  test('of a page does not conflict with an insertion behind the last key of the page', async () => {
    const ledger = await ledgerWith(10);
    const page: Work = (simulation) => simulation.getRangePage(CHAINCODE, '', '', 3, '');
    expect(await raced(ledger, put([numbered(5), 'new']), page)).toEqual([VALID, VALID]);
    expect(await raced(ledger, put([numbered(3), 'new']), page)).toEqual([VALID, PHANTOM_READ_CONFLICT]);
  });

  test('of a thousand keys is summarised, and conflicts with the change of any one', async () => {
    const ledger = await ledgerWith(1000);
    const reader = query('', '');
    const { publicResults } = await endorse(ledger, reader);
    const [info] = protos.rwset.kvrwset.KVRWSet.deserializeBinary(
      protos.rwset.TxReadWriteSet.deserializeBinary(publicResults).getNsRwsetList()[0]?.getRwset_asU8() as Uint8Array,
    ).getRangeQueriesInfoList();
    expect(info?.getRawReads()).toBeUndefined();
    expect(info?.getReadsMerkleHashes()?.getMaxDegree()).toBe(50);
    for (const index of [0, 37, 51, 500, 999]) {
      const code = await raced(ledger, put([numbered(2 * index), 'changed']), reader);
      expect(code).toEqual([VALID, PHANTOM_READ_CONFLICT]);
    }
    expect(await raced(ledger, put(['z', 'outside']), query('', numbered(9999)))).toEqual([VALID, VALID]);
  });

  test('is compared as the block stands when its turn comes', async () => {
    const ledger = await ledgerWith(10);
    const swap: Work = (simulation) => {
      simulation.deleteState(CHAINCODE, numbered(4));
      simulation.putState(CHAINCODE, numbered(5), bytes('new'));
    };
    const reader = await endorse(ledger, query('', ''));
    const writer = await endorse(ledger, swap);
    expect(codes(await ledger.commit([reader, writer]))).toEqual([VALID, VALID]);
    const all = await endorse(ledger, async (simulation) => {
      expect(await drain(await simulation.getRange(CHAINCODE, '', ''))).toHaveLength(10);
    });
    expect(codes(await ledger.commit([all]))).toEqual([VALID]);
  });
});

describe('a transaction id', () => {
  test('is used once in a ledger, whether its transaction was valid or not', async () => {
    const ledger = await newLedger();
    const first = await endorse(ledger, increment);
    const refused = await endorse(ledger, increment, { code: ENDORSEMENT_POLICY_FAILURE });
    await ledger.commit([first, refused]);
    const again = await ledger.commit([first, { ...refused, code: VALID }, { ...refused }]);
    expect(codes(again)).toEqual([DUPLICATE_TXID, DUPLICATE_TXID, DUPLICATE_TXID]);
    expect(await ledger.transactionStatus(first.txId)).toEqual({ block: 0, code: VALID });
    expect(await ledger.transactionStatus(refused.txId)).toEqual({ block: 0, code: ENDORSEMENT_POLICY_FAILURE });
  });

  test('is used once in a block, by the first that step 1 let pass', async () => {
    const ledger = await newLedger();
    const transaction = await endorse(ledger, put(['a', '1']));
    const forged: OrderedTransaction = { ...transaction, code: BAD_CREATOR_SIGNATURE };
    const block = await ledger.commit([forged, transaction, transaction]);
    expect(codes(block)).toEqual([BAD_CREATOR_SIGNATURE, VALID, DUPLICATE_TXID]);
    expect(await ledger.transactionStatus(transaction.txId)).toEqual({ block: 0, code: BAD_CREATOR_SIGNATURE });
    expect(await readText(ledger, 'a')).toBe('1');
  });

  test("that could not be read is no transaction's", async () => {
    const ledger = await newLedger();
    const unreadable = ordered({ txId: '', code: peer.TxValidationCode.BAD_PAYLOAD }, Buffer.alloc(0));
    await ledger.commit([unreadable, unreadable]);
    expect(await ledger.transactionStatus('')).toBeUndefined();
  });

  test('that nobody used has no status', async () => {
    const ledger = await newLedger();
    expect(await ledger.transactionStatus('unknown')).toBeUndefined();
  });
});

describe('results that are not as they should be', () => {
  test('make a transaction invalid and the block goes on', async () => {
    const ledger = await newLedger();
    const garbage = ordered({ txId: 'garbage' }, bytes('no read-write set'));
    const nothing = ordered({ txId: 'nothing' }, Buffer.alloc(0));
    expect(codes(await ledger.commit([garbage, nothing, await endorse(ledger, increment)]))).toEqual([
      BAD_RWSET,
      VALID,
      VALID,
    ]);
  });

  test('with key-level policies are refused, because this ledger does not keep them', async () => {
    const write = new protos.rwset.kvrwset.KVMetadataWrite();
    write.setKey('a');
    const keys = new protos.rwset.kvrwset.KVRWSet();
    keys.setMetadataWritesList([write]);
    const namespace = new protos.rwset.NsReadWriteSet();
    namespace.setNamespace(CHAINCODE);
    namespace.setRwset(keys.serializeBinary());
    const set = new protos.rwset.TxReadWriteSet();
    set.setNsRwsetList([namespace]);
    const results = set.serializeBinary();
    const ledger = await newLedger();
    expect(codes(await ledger.commit([ordered({ txId: 'policy' }, Buffer.from(results))]))).toEqual([INVALID_WRITESET]);
  });
});
