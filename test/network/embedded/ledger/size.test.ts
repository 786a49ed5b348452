import {
  bytes,
  CHAINCODE,
  codes,
  drain,
  endorse,
  newLedger,
  numbered,
  rangeOf,
  read,
  submit,
  type Work,
} from './harness';

const putAll =
  (count: number, value: Buffer): Work =>
  (simulation) => {
    for (let i = 0; i < count; i++) {
      simulation.putState(CHAINCODE, numbered(i), value);
    }
  };

describe('a ledger takes', () => {
  test('a value of 5 MB, public and private', async () => {
    const ledger = await newLedger();
    const value = Buffer.alloc(5 << 20, 'large ');
    await submit(ledger, (simulation) => {
      simulation.putState(CHAINCODE, 'large', value);
      simulation.putPrivate(CHAINCODE, 'sealed', 'large', value);
    });
    const back = await read(ledger, async (simulation) => [
      await simulation.getState(CHAINCODE, 'large'),
      await simulation.getPrivate(CHAINCODE, 'sealed', 'large'),
    ]);
    expect(back.every((each) => each.equals(value))).toBe(true);
  });

  test('a range of 20,000 keys, and checks it for phantoms', async () => {
    const ledger = await newLedger();
    await submit(ledger, putAll(20_000, bytes('x')));
    const reader = await endorse(ledger, async (simulation) => {
      expect(await drain(await simulation.getRange(CHAINCODE, '', ''))).toHaveLength(20_000);
    });
    expect(reader.publicResults.length).toBeLessThan(2000);
    const writer = await endorse(ledger, (simulation) => simulation.putState(CHAINCODE, numbered(12_345), bytes('y')));
    expect(codes(await ledger.commit([reader, writer, { ...reader, txId: 'later' }]))).toEqual([0, 0, 12]);
  });

  test('no more than 100,000 results into one query', async () => {
    const ledger = await newLedger();
    await submit(ledger, putAll(100_100, bytes('x')));
    expect(await rangeOf(ledger)).toHaveLength(100_000);
  }, 60_000);

  test('a transaction of 1,000 keys of 1 KB', async () => {
    const ledger = await newLedger();
    const value = Buffer.alloc(1024, 'v');
    const block = await submit(ledger, putAll(1000, value));
    expect(codes(block)).toEqual([0]);
    const keys = Array.from({ length: 1000 }, (_, i) => numbered(i));
    const all = await read(ledger, (simulation) => simulation.getStates(CHAINCODE, keys));
    expect(all.every((each) => each.equals(value))).toBe(true);
  });
});
