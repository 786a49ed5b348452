/** What the registrar remembers of answers and payouts: the same on both databases. */
import type { LedgerRecord } from '../../../chaincode/api/records';
import type { Store } from '../../../gateway/stores';
import { answer, asked, loan, queryId } from '../queries/world';
import { blockOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';

const of = loan({ name: 'A' });

async function fold(store: Store, ...records: readonly LedgerRecord[]): Promise<void> {
  const number = ((await store.checkpoint())?.number ?? -1) + 1;
  await store.applyBlock(blockOf(number, [{ writes: records.map(put) }]));
}

onEachDatabase('the income of lenders', ({ open }) => {
  it('is paid out once a period, also after a decision was dropped', async () => {
    const store = await open();
    const { registrar } = store;
    await registrar.noteLenders([{ answerId: `${queryId}.0`, sealed: 'first' }]);
    await registrar.noteLenders([{ answerId: `${queryId}.0`, sealed: 'second' }]);
    await fold(store, answer(of, 0, { status: 'PAID', tokenFen: 5 }));
    const transfers = [{ partyId: 'HarbourMSP', amountFen: 5 }];
    const decide = (period: number) => {
      let sold: readonly string[] = [];
      const decided = registrar.keepPayout(period, (paid) => {
        sold = paid.map(({ sealed, tokenFen }) => `${sealed} ${tokenFen}`);
        return { transfers, passedOn: paid.map(({ answerId }) => answerId) };
      });
      return decided.then((isFirst) => [isFirst, ...sold]);
    };

    expect(await decide(7)).toEqual([true, 'first 5']);
    expect(await decide(7)).toEqual([false]);
    expect(await registrar.payoutsToPost(9)).toEqual([{ period: 7, transfers }]);
    await fold(store, { docType: 'payout', period: 7, partyId: 'KeystoneMSP', transfers, payoutTime: asked });
    expect(await registrar.payoutsToPost(9)).toEqual([]);
    expect(await decide(14)).toEqual([true]);
  });
});
