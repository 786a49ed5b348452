/** Blocks, transactions and states in the store: the same on both databases. */
import { loan } from '../queries/world';
import { blockOf, publishingBlock, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { at, confirm, plan } from '../store/records';

const all = { limit: 100 };

onEachDatabase('the chain in the store', ({ open }) => {
  it('shows each block with what was folded of it and what was passed over', async () => {
    const store = await open();
    await store.applyBlock(publishingBlock(0, 2));
    const passedOver = [{ index: 1, transactionId: 'tx-1-1', code: 'UNREADABLE' }] as const;
    await store.applyBlock({ ...blockOf(1, [{}, {}]), passedOver });
    const [first, zero] = [blockOf(1, []).hash, blockOf(0, []).hash];

    expect((await store.chain.blocks(all)).items).toEqual([
      { number: 1, hash: first, time: at(1), transactions: 2, passedOver: 1 },
      { number: 0, hash: zero, time: at(0), transactions: 1, passedOver: 0 },
    ]);
    expect(await store.chain.block(1)).toMatchObject({
      previousHash: zero,
      folded: [
        { transactionId: 'tx-1-0', index: 0, time: at(1) },
        { transactionId: 'tx-1-1', index: 1, time: at(1) },
      ],
    });
    expect(await store.chain.block(0)).not.toHaveProperty('previousHash');
    expect(await store.chain.block(2)).toBeUndefined();
  });

  it('shows a transaction with its own events and no others', async () => {
    const store = await open();
    const key = (version: number) => ({ name: 'PartyKeyEvent', partyId: 'HarbourMSP', version }) as const;
    await store.applyBlock(
      blockOf(0, [{ events: [key(1)] }, { events: [key(2), key(3)], writes: [put(plan('A1'))] }, { events: [key(4)] }]),
    );
    expect(await store.chain.transaction('tx-0-1')).toEqual({
      transactionId: 'tx-0-1',
      block: 0,
      index: 1,
      time: at(0),
      writes: 1,
      events: [
        { id: '0.1.0', event: key(2) },
        { id: '0.1.1', event: key(3) },
      ],
    });
    expect(await store.chain.transaction('tx-9-9')).toBeUndefined();
  });

  it('keeps every state of a plan, also two of one block, from the first on', async () => {
    const store = await open();
    const states = ['OPEN', 'FILLED', 'CLOSED'] as const;
    const [opened, filled, closed] = states.map((status) => ({ writes: [put(plan('A1', { status }))] }));
    await store.applyBlock(
      blockOf(
        0,
        [opened, filled].flatMap((one) => one ?? []),
      ),
    );
    await store.applyBlock(
      blockOf(
        1,
        [closed, { writes: [put(plan('A2'))] }].flatMap((one) => one ?? []),
      ),
    );
    const { items } = await store.chain.history('plan', 'HarbourMSP:A1', all);
    expect(items.map(({ record: { status }, ...written }) => ({ status, ...written }))).toEqual([
      { status: 'OPEN', transactionId: 'tx-0-0', block: 0, time: at(0) },
      { status: 'FILLED', transactionId: 'tx-0-1', block: 0, time: at(0) },
      { status: 'CLOSED', transactionId: 'tx-1-0', block: 1, time: at(1) },
    ]);
  });

  it('keeps the states of confirms and of credit records, and none of what has no history', async () => {
    const store = await open();
    const { record } = loan({ name: 'A' });
    const account = { docType: 'account', partyId: 'HarbourMSP', balanceFen: 5 } as const;
    await store.applyBlock(blockOf(0, [{ writes: [put(confirm('C1')), put(record), put(account)] }]));
    await store.applyBlock(blockOf(1, [{ writes: [put({ ...record, feedbackCount: 2 })] }]));
    expect((await store.chain.history('confirm', 'MeadowMSP:C1', all)).items).toHaveLength(1);
    const { items } = await store.chain.history('creditRecord', record.recordId, all);
    expect(items.map(({ record: { feedbackCount } }) => feedbackCount)).toEqual([1, 2]);
    expect((await store.chain.history('plan', 'HarbourMSP', all)).items).toEqual([]);
  });
});
