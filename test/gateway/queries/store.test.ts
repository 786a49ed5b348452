/** What the store keeps and finds of queries: the same on both databases. */
import type { LedgerRecord } from '../../../chaincode/api/records';
import { CursorMalformed } from '../../../gateway/store/types';
import type { Store } from '../../../gateway/stores';
import { blockOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { answer, asked, consent, consentId, farOff, loan, query, queryId, subjectKey } from './world';

const of = loan({ name: 'A' });

async function fold(store: Store, ...records: readonly LedgerRecord[]): Promise<void> {
  const number = ((await store.checkpoint())?.number ?? -1) + 1;
  await store.applyBlock(blockOf(number, [{ writes: records.map(put) }]));
}

onEachDatabase('what was opened', ({ open }) => {
  it.each([
    ['its consent has ended', {}, '2099-01-01T00:00:00.001Z', 0],
    ['its consent was revoked', { revokedTime: asked }, asked, 0],
    ['the key that consented was revoked', { keyId: 'ee'.repeat(32) }, asked, 0],
    ['its retention is over', {}, asked, 101],
  ])('goes where %s, and nothing else does', async (_why, changes, now, firstDay) => {
    const store = await open();
    await fold(store, consent(changes), consent({ consentId: 'd0'.repeat(16), notAfter: '2100-01-01T00:00:00.000Z' }));
    await fold(store, subjectKey(), subjectKey({ keyId: 'ee'.repeat(32), revokedTime: asked }));
    const part = (answerId: string, day: number) => ({ answerId, part: '0', sealed: 's', day });
    const left = { consentId: 'd0'.repeat(16), notAfter: '2100-01-01T00:00:00.000Z' };
    await store.queries.keepOpened([part('goes', 100)], { consentId, notAfter: farOff });
    await store.queries.keepOpened([part('stays', 101)], left);
    await store.queries.dropOpened(now, firstDay);
    expect((await store.queries.opened(['goes', 'stays'])).map(({ answerId }) => answerId)).toEqual(['stays']);
  });

  it('is read page by page in the audit, which takes no cursor that it did not give', async () => {
    const { queries } = await open();
    const reads = Array.from({ length: 5 }, (_, index) => ({
      queryId,
      userName: `user-${index}`,
      time: `2026-03-01T12:00:00.00${index}Z`,
    }));
    await queries.noteReads(reads);
    const first = await queries.reads(queryId, { limit: 3 });
    const second = await queries.reads(queryId, { limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items]).toEqual([...reads].reverse());
    expect(second).not.toHaveProperty('nextCursor');
    await expect(queries.reads(queryId, { limit: 1, cursor: 'x' })).rejects.toThrow(CursorMalformed);
  });

  it('belongs to a query, whose answers come in the order in which they were asked for', async () => {
    const store = await open();
    const places = Array.from({ length: 12 }, (_, place) => place);
    await fold(store, of.record, ...of.feedbacks, query(12), ...places.map((place) => answer(of, place)));
    const answers = await store.queries.creditAnswers(queryId);
    expect(answers.map(({ answerId }) => answerId)).toEqual(places.map((place) => `${queryId}.${place}`));
    expect((await store.queries.answersToJudge('HarbourMSP', asked, 99)).length).toBe(12);
    const [history] = await store.queries.historiesAbout(of.record.subjectId);
    expect(history).toEqual({ record: of.record, feedbacks: of.feedbacks, disputes: [] });
    expect((await store.queries.histories([of.record.recordId])).size).toBe(1);
  });
});
