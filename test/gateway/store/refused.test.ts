/** A transaction that the database refuses is left out whole, and nothing else is. */
import fc from 'fast-check';
import type { LedgerBlock, LedgerTransaction } from '../../../gateway/ledger/types';
import { NoRows } from '../../../gateway/store/ledger-rows';
import { isRefusedByDatabase } from '../../../gateway/store/refused';
import type { Store } from '../../../gateway/stores';
import { arbitraryBlocks, parties } from './arbitrary-blocks';
import { blockOf, put } from './chain';
import { onEachDatabase } from './databases';
import { at, plan } from './records';

const recharge = {
  name: 'TokenRechargeEvent',
  rechargeId: 'KeystoneMSP:r-1',
  partyId: 'MeadowMSP',
  amountFen: 5,
} as const;

function strange(index: number, parts: Partial<LedgerTransaction>): LedgerTransaction {
  const filling = { writes: [put(plan(`of-${index}`))], events: [recharge] };
  return { index, transactionId: `strange-${index}`, time: at(1), ...filling, ...parts };
}

/** What no honest endorser writes, and nothing before the database stops here. */
const strangers: readonly [string, LedgerTransaction][] = [
  ['has a place that no position holds', strange(100_000, {})],
  ['announces an event without a name', strange(70, { events: [{ ...recharge, name: null } as never] })],
  ['moves what is no number', strange(71, { events: [{ ...recharge, amountFen: null } as never] })],
  [
    'writes a record without an identifier',
    strange(72, { writes: [put(plan('1')), { key: 'k', record: null as never }] }),
  ],
  ['has a time that is none', strange(73, { time: null as never })],
];

const withTransactions = (block: LedgerBlock, ...more: readonly LedgerTransaction[]): LedgerBlock => ({
  ...block,
  transactions: [...block.transactions, ...more],
});

async function answersOf(store: Store): Promise<unknown> {
  return Promise.all([
    store.checkpoint(),
    store.events(undefined, undefined, 500),
    store.plans({}, { limit: 500 }),
    store.redemptions({}, { limit: 500 }),
    ...parties.flatMap((partyId) => [
      store.account(partyId),
      store.statement(partyId, { limit: 500 }),
      store.tokenCredits(partyId, 500),
    ]),
  ]);
}

onEachDatabase('a transaction that the database refuses', ({ open, fresh }) => {
  it.each(strangers)('is left out whole where it %s, and its block is folded', async (_, refused) => {
    const location = await fresh();
    const store = await open(location);
    const [first, last] = [{ writes: [put(plan('plan-1'))], events: [recharge] }, { writes: [put(plan('plan-2'))] }];
    const block = withTransactions(blockOf(0, [first, last]), refused);
    const { index, transactionId } = refused;

    expect(await store.applyBlock(block)).toEqual([{ index, transactionId, code: 'STORE_REFUSED' }]);
    const plans = await store.plans({}, { limit: 10 });
    expect(plans.items.map(({ plan: { assetId } }) => assetId)).toEqual(['HarbourMSP:plan-2', 'HarbourMSP:plan-1']);
    expect(await store.events(undefined, undefined, 10)).toHaveLength(1);
    const summary = { count: 1, last: { block: 0, tx: index, code: 'STORE_REFUSED' } };
    expect(await store.passedOver()).toEqual(summary);
    expect(await store.applyBlock(block)).toEqual([]);
    await store.close();
    expect(await (await open(location)).passedOver()).toEqual(summary);
  });

  it('is counted with those that the block itself leaves out, and the last of all is told', async () => {
    const store = await open();
    expect(await store.passedOver()).toEqual({ count: 0 });
    const passedOver = [{ index: 9, transactionId: 'forged', code: 'NO_PUBLIC_WRITE' }] as const;
    await store.applyBlock({ ...blockOf(0, []), passedOver });
    expect(await store.passedOver()).toEqual({ count: 1, last: { block: 0, tx: 9, code: 'NO_PUBLIC_WRITE' } });
    await store.applyBlock({ ...withTransactions(blockOf(1, []), strange(70, { time: null as never })), passedOver });
    await store.applyBlock(blockOf(2, []));
    expect(await store.passedOver()).toEqual({ count: 3, last: { block: 1, tx: 70, code: 'STORE_REFUSED' } });
  });

  it('changes nothing of what the others of its blocks are folded to, whatever they write and delete', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryBlocks,
        fc.nat(strangers.length - 1),
        fc.boolean(),
        async (contents, which, isFirst) => {
          const [alone, together] = [await open(), await open()];
          const refused = strangers[which]?.[1] ?? strange(70, {});
          for (const [number, transactions] of contents.entries()) {
            const block = blockOf(number, transactions);
            await alone.applyBlock(block);
            const all = isFirst ? [refused, ...block.transactions] : [...block.transactions, refused];
            expect(await together.applyBlock({ ...block, transactions: all })).toHaveLength(1);
          }
          expect(await answersOf(together)).toEqual(await answersOf(alone));
          await Promise.all([alone.close(), together.close()]);
        },
      ),
      { numRuns: Number(process.env.NUM_RUNS ?? 8) },
    );
  }, 120_000);
});

const withCode = (code: string) => Object.assign(new Error('of the driver'), { code });

describe('an error', () => {
  it.each([
    ['a text that no database holds', withCode('22021')],
    ['a number out of range', withCode('22003')],
    ['a constraint', withCode('23505')],
    ['an index entry that is too long', withCode('54000')],
    ["SQLite's constraint", withCode('SQLITE_CONSTRAINT_PRIMARYKEY')],
    ["SQLite's limit", withCode('SQLITE_TOOBIG')],
    ['no rows', new NoRows()],
  ])('is a refusal where it tells of %s', (_, error) => {
    expect(isRefusedByDatabase(error)).toBe(true);
  });

  it.each([
    ['a broken connection', new Error('Connection terminated unexpectedly')],
    ['a server that stops', withCode('57P01')],
    ['a full disk', withCode('53100')],
    ['a deadlock', withCode('40P01')],
    ['a statement that is wrong', withCode('42703')],
    ['a busy file', withCode('SQLITE_BUSY')],
    ['a full file', withCode('SQLITE_FULL')],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('is none where it tells of %s', (_, error) => {
    expect(isRefusedByDatabase(error)).toBe(false);
  });
});
