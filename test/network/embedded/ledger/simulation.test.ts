import {
  bytes,
  CHAINCODE,
  codes,
  drain,
  endorse,
  historyOf,
  keysOf,
  newLedger,
  numbered,
  put,
  rangeOf,
  read,
  readText,
  simulate,
  submit,
} from './harness';

describe('a simulation', () => {
  test('leaves no trace when it is only evaluated', async () => {
    const ledger = await newLedger();
    await simulate(ledger, put(['a', '1']));
    expect(ledger.height).toBe(0);
    expect(await readText(ledger, 'a')).toBe('');
  });

  test('reads committed state and not its own writes', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', 'old']));
    await submit(ledger, async (simulation) => {
      simulation.putState(CHAINCODE, 'a', bytes('new'));
      expect((await simulation.getState(CHAINCODE, 'a')).toString()).toBe('old');
      expect(await drain(await simulation.getRange(CHAINCODE, '', ''))).toMatchObject([
        { key: 'a', value: bytes('old') },
      ]);
    });
    expect(await readText(ledger, 'a')).toBe('new');
  });

  test('keeps the last of several writes of one key', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1'], ['a', '2']));
    expect(await readText(ledger, 'a')).toBe('2');
    await submit(ledger, (simulation) => {
      simulation.putState(CHAINCODE, 'a', bytes('3'));
      simulation.deleteState(CHAINCODE, 'a');
    });
    expect(await readText(ledger, 'a')).toBe('');
  });

  test('takes an empty value for a deletion', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1']));
    await submit(ledger, put(['a', '']));
    expect(await read(ledger, (simulation) => simulation.getState(CHAINCODE, 'a'))).toHaveLength(0);
    expect(await historyOf(ledger, 'a')).toMatchObject([
      { isDelete: true, value: Buffer.alloc(0) },
      { isDelete: false, value: bytes('1') },
    ]);
  });

  test('sees one height however long it takes', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1'], ['b', '1']));
    const snapshot = ledger.snapshot();
    const simulation = ledger.simulate(snapshot, 'Harbour');
    expect((await simulation.getState(CHAINCODE, 'a')).toString()).toBe('1');
    await submit(ledger, put(['a', '2'], ['b', '2'], ['c', '2']));
    expect((await simulation.getState(CHAINCODE, 'b')).toString()).toBe('1');
    expect(await drain(await simulation.getRange(CHAINCODE, '', ''))).toHaveLength(2);
    expect(snapshot.height).toBe(1);
    snapshot.close();
    expect(ledger.snapshot().height).toBe(2);
  });

  test('keeps the chaincodes apart', async () => {
    const ledger = await newLedger();
    await submit(ledger, (simulation) => simulation.putState('other', 'a', bytes('1')));
    expect(await readText(ledger, 'a')).toBe('');
    expect(await rangeOf(ledger)).toEqual([]);
  });

  test('reads several keys at once as it reads each', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1'], ['b', '2']));
    const together = await simulate(ledger, (simulation) => simulation.getStates(CHAINCODE, ['b', 'x', 'a']));
    const apart = await simulate(ledger, async (simulation) => {
      for (const key of ['a', 'b', 'x']) {
        await simulation.getState(CHAINCODE, key);
      }
    });
    expect(together.publicResults).toEqual(apart.publicResults);
  });

  test('tells what it touched, of private data what it read or wrote and not what it read hashes of', async () => {
    const ledger = await newLedger();
    const { interest } = await simulate(ledger, async (simulation) => {
      await simulation.getState('other', 'a');
      simulation.putState(CHAINCODE, 'a', bytes('1'));
      await simulation.getPrivateHash(CHAINCODE, '_implicit_org_Orchard', 'a');
      await simulation.getPrivate(CHAINCODE, 'sealed', 'a');
      simulation.putPrivate(CHAINCODE, 'sealed', 'a', bytes('1'));
    });
    const sealed = { name: 'sealed', readsValues: true, writes: true };
    expect(interest).toEqual([
      { chaincode: 'other', readsPublic: true, writesPublic: false, collections: [] },
      { chaincode: CHAINCODE, readsPublic: false, writesPublic: true, collections: [sealed] },
    ]);
  });
});

describe('a range query', () => {
  test('orders keys by their UTF-8 bytes', async () => {
    const ledger = await newLedger();
    const keys = ['\u{10ffff}', '\ufffd', '\u{1f600}', '\ue000', 'z', 'é', '\u{10000}'];
    await submit(ledger, put(...keys.map((key): [string, string] => [key, 'x'])));
    const sorted = [...keys].sort((left, right) => bytes(left).compare(bytes(right)));
    expect(await keysOf(ledger)).toEqual(sorted);
    expect(await keysOf(ledger, '\ufffd', '\u{1f600}')).toEqual(['\ufffd', '\u{10000}']);
  });

  test('comes in batches of a hundred and never promises an empty one', async () => {
    const ledger = await newLedger();
    const entries = Array.from({ length: 250 }, (_, i): [string, string] => [numbered(i), 'x']);
    await submit(ledger, put(...entries));
    const sizes = (end: string) =>
      read(ledger, async (simulation) => {
        const iterator = await simulation.getRange(CHAINCODE, '', end);
        const batches: [number, boolean][] = [];
        for (let more = true; more; ) {
          const batch = await iterator.next(100);
          batches.push([batch.results.length, batch.more]);
          more = batch.more;
        }
        return batches;
      });
    expect(await sizes('')).toEqual([
      [100, true],
      [100, true],
      [50, false],
    ]);
    expect(await sizes(numbered(100))).toEqual([[100, false]]);
    expect(await sizes(numbered(200))).toEqual([
      [100, true],
      [100, false],
    ]);
  });

  test('is exclusive of its end, and empty where its bounds are crossed', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1'], ['b', '2'], ['c', '3']));
    expect(await keysOf(ledger, 'a', 'c')).toEqual(['a', 'b']);
    expect(await keysOf(ledger, 'b', 'b')).toEqual([]);
    expect(await keysOf(ledger, 'c', 'a')).toEqual([]);
  });

  test('over simple keys passes by composite keys, and over a prefix finds exactly that prefix', async () => {
    const ledger = await newLedger();
    const composite = (...parts: string[]) => `\0${parts.join('\0')}\0`;
    const keys = [composite('plan', 'a', '1'), composite('plan', 'a', '2'), composite('plan', 'ab', '1'), 'simple'];
    await submit(ledger, put(...keys.map((key): [string, string] => [key, 'x'])));
    expect(await keysOf(ledger, '\x01', '')).toEqual(['simple']);
    const prefix = composite('plan', 'a');
    expect(await keysOf(ledger, prefix, `${prefix}\u{10ffff}`)).toEqual(keys.slice(0, 2));
  });

  test('in pages names the first key of the next page', async () => {
    const ledger = await newLedger();
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await submit(ledger, put(...keys.map((key): [string, string] => [key, 'x'])));
    const page = async (bookmark: string) => {
      const { results, nextKey } = await read(ledger, (simulation) =>
        simulation.getRangePage(CHAINCODE, '', '', 2, bookmark),
      );
      return [results.map(({ key }) => key).join(''), nextKey];
    };
    expect(await page('')).toEqual(['ab', 'c']);
    expect(await page('c')).toEqual(['cd', 'e']);
    expect(await page('e')).toEqual(['e', '']);
  });
});

describe('a transaction that has queried pages or private data', () => {
  const isReadOnly = 'txid [t]: unsuppored transaction.';

  test('may not write afterwards', async () => {
    const ledger = await newLedger();
    await expect(
      endorse(
        ledger,
        async (simulation) => {
          await simulation.getRangePage(CHAINCODE, '', '', 2, '');
          simulation.putState('other', 'a', bytes('1'));
        },
        { txId: 't' },
      ),
    ).rejects.toThrow(`${isReadOnly} Transaction has already performed a paginated query. Writes are not allowed`);
    await expect(
      endorse(
        ledger,
        async (simulation) => {
          await simulation.getPrivateRange(CHAINCODE, 'sealed', '', '');
          simulation.putState('other', 'a', bytes('1'));
        },
        { txId: 't' },
      ),
    ).rejects.toThrow(`${isReadOnly} Transaction has already performed queries on pvt data. Writes are not allowed`);
  });

  test('may not have written before', async () => {
    const ledger = await newLedger();
    await expect(
      endorse(
        ledger,
        async (simulation) => {
          simulation.putState('other', 'a', bytes('1'));
          await simulation.getRangePage(CHAINCODE, '', '', 2, '');
        },
        { txId: 't' },
      ),
    ).rejects.toThrow(`${isReadOnly} Paginated queries are supported only in a read-only transaction`);
    await expect(
      endorse(
        ledger,
        async (simulation) => {
          simulation.putPrivate(CHAINCODE, 'sealed', 'a', bytes('1'));
          await simulation.getPrivateRange(CHAINCODE, 'sealed', '', '');
        },
        { txId: 't' },
      ),
    ).rejects.toThrow(`${isReadOnly} Queries on pvt data is supported only in a read-only transaction`);
  });

  test('is valid as long as it only reads', async () => {
    const ledger = await newLedger();
    await submit(ledger, put(['a', '1']));
    const block = await submit(ledger, async (simulation) => {
      await simulation.getRangePage(CHAINCODE, '', '', 2, '');
      await simulation.getPrivateRange(CHAINCODE, 'sealed', '', '');
    });
    expect(codes(block)).toEqual([0]);
  });
});
