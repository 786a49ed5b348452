import { peer } from '@hyperledger/fabric-protos';
import { bytes, CHAINCODE, endorse, historyOf, newLedger, put, simulate, submit } from './harness';

describe('the history of a key', () => {
  test('comes newest first, with deletions, ids and the clients own times', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1']), { txId: 'first', seconds: 1000 });
    await submit(ledger, (simulation) => simulation.deleteState(CHAINCODE, 'a'), { txId: 'second', seconds: 900 });
    await submit(ledger, put(['a', '3']), { txId: 'third', seconds: 1100 });
    expect(await historyOf(ledger, 'a')).toEqual([
      { txId: 'third', value: bytes('3'), isDelete: false, timestamp: { seconds: 1100, nanos: 5 } },
      { txId: 'second', value: Buffer.alloc(0), isDelete: true, timestamp: { seconds: 900, nanos: 5 } },
      { txId: 'first', value: bytes('1'), isDelete: false, timestamp: { seconds: 1000, nanos: 5 } },
    ]);
  });

  test('orders the transactions of one block by their position', async () => {
    const ledger = await newLedger();
    const transactions = [];
    for (let i = 0; i < 12; i++) {
      transactions.push(await endorse(ledger, put(['a', String(i)])));
    }
    await ledger.commit(transactions);
    expect((await historyOf(ledger, 'a')).map(({ value }) => Number(value))).toEqual([
      11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
  });

  test('knows nothing of invalid transactions, other namespaces, other keys and private data', async () => {
    const ledger = await newLedger();
    const invalid = await endorse(ledger, put(['a', '1']), { code: peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE });
    await ledger.commit([invalid]);
    await submit(ledger, (simulation) => simulation.putState('other', 'a', bytes('1')));
    await submit(ledger, put(['ab', '1'], ['', '1'], ['a\0', '1']));
    await submit(ledger, (simulation) => simulation.putPrivate(CHAINCODE, 'sealed', 'a', bytes('1')));
    expect(await historyOf(ledger, 'a')).toEqual([]);
    expect(await historyOf(ledger, 'ab')).toHaveLength(1);
    expect(await historyOf(ledger, '')).toHaveLength(1);
  });

  test('is of the ledger as it is now, and leaves no trace in the read-write set', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1']));
    const snapshot = ledger.snapshot();
    const simulation = ledger.simulate(snapshot, 'Harbour');
    await submit(ledger, put(['a', '2']));
    const { results } = await (await simulation.getHistory(CHAINCODE, 'a')).next(100);
    expect(results).toHaveLength(2);
    expect(simulation.results().publicResults).toEqual((await simulate(ledger, () => undefined)).publicResults);
    snapshot.close();
  });
});
