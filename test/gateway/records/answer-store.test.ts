/** What the store finds of answers and disputes for who lends: the same on both databases. */
import type { LedgerRecord } from '../../../chaincode/api/records';
import type { OwnRecord } from '../../../gateway/records/own-records';
import type { Store } from '../../../gateway/stores';
import { answer, asked, consent, dispute, loan, query, queryId } from '../queries/world';
import { blockOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';

const before = '2026-01-01T00:00:00.000Z';
const of = loan({ name: 'A' });
const other = loan({ name: 'B' });

async function fold(store: Store, ...records: readonly LedgerRecord[]): Promise<void> {
  const number = ((await store.checkpoint())?.number ?? -1) + 1;
  await store.applyBlock(blockOf(number, [{ writes: records.map(put) }]));
}

function own({ record: { recordId } }: typeof of): OwnRecord {
  const signed = { created: before, status: 'EFFECTIVE', version: 1, signBy: before } as const;
  return { recordId, ...signed, due: { mark: 'd', sealed: 'd' }, borrowerMark: 'b', lenderMark: 'm', sealed: 's' };
}

onEachDatabase('answers and disputes in the store', ({ open }) => {
  it('are found by who lent, and an answer no more once it is on its way', async () => {
    const store = await open();
    await store.records.change({ records: [own(of)] });
    const held = [answer(of, 0, { status: 'HELD', tokenFen: 5 }), answer(other, 1, { status: 'HELD' })];
    const disputes = [dispute(of, 'own'), dispute(other, 'known', { subjectId: 'ee'.repeat(32) }), dispute(other, 'x')];
    await fold(store, ...held, ...disputes);
    const owed = async (now = asked) => (await store.records.answersToGive(now, 9)).map(({ answerId }) => answerId);
    const listed = async (whose: 'LENT_HERE' | 'KNOWN_HERE' | 'ALL') =>
      new Set((await store.records.disputes({ whose }, { limit: 9 })).items.map(({ disputeId }) => disputeId));

    expect(await owed()).toEqual([`${queryId}.0`]);
    expect(await owed('2099-01-01T00:00:00.001Z')).toEqual([]);
    await fold(store, query(1), consent({ revokedTime: asked }));
    expect(await owed()).toEqual([]);
    await fold(store, consent());
    expect(await owed()).toEqual([`${queryId}.0`]);
    await store.outbox.add([{ key: `creditAnswer ${queryId}.0 delivered`, created: asked, sealed: 's' }]);
    expect(await owed()).toEqual([]);

    const known = { blindIndex: 'i', subjectId: 'ee'.repeat(32), identityKind: 'ID_CARD', fingerprint: 'f' } as const;
    await store.subjects.keep({ ...known, sealed: 's', created: asked });
    const [first, second, third] = disputes.map(({ disputeId }) => disputeId);
    expect(await listed('LENT_HERE')).toEqual(new Set([first]));
    expect(await listed('KNOWN_HERE')).toEqual(new Set([first, second]));
    expect(await listed('ALL')).toEqual(new Set([first, second, third]));

    await fold(store, answer(of, 0, { status: 'PAID', tokenFen: 5 }), answer(of, 2, { status: 'PAID', tokenFen: 0 }));
    expect((await store.records.sales({ limit: 9 })).items).toMatchObject([{ answerId: `${queryId}.0` }]);
  });
});
