/** What the store keeps of credit records: changes that meet, what blocks bring, prompts once each, events that nobody misses. */
import type { LedgerRecord } from '../../../chaincode/api/records';
import type { OutboxRow } from '../../../gateway/outbox/store';
import type { OwnFeedback, OwnRecord } from '../../../gateway/records/own-records';
import type { Store } from '../../../gateway/stores';
import { onEachDatabase } from '../store/databases';

const noon = '2026-03-01T12:00:00.000Z';
const later = '2026-03-02T12:00:00.000Z';
const idOf = (index: number) => index.toString(16).padStart(32, '0');

function ownRecord(index: number, changes: Partial<OwnRecord> = {}): OwnRecord {
  return {
    recordId: idOf(index),
    created: noon,
    status: 'EFFECTIVE',
    version: 1,
    signBy: later,
    due: { mark: 'a day', sealed: `due ${index}`, time: noon },
    borrowerMark: 'ab'.repeat(32),
    lenderMark: 'cd'.repeat(32),
    sealed: 'sealed',
    ...changes,
  };
}

function feedback(changes: Partial<OwnFeedback> = {}): OwnFeedback {
  const nextDue = { mark: 'no day', sealed: 'none' };
  return {
    recordId: idOf(1),
    number: 1,
    status: 'AWAITING_SIGNATURES',
    version: 1,
    nextDue,
    sealed: 'sealed',
    ...changes,
  };
}

const row = (key: string, changes: Partial<OutboxRow> = {}): OutboxRow => ({
  key,
  created: noon,
  sealed: 's',
  ...changes,
});

/** Writes of one transaction, as the next block. */
async function fold(store: Store, records: readonly Partial<LedgerRecord>[], events = 0): Promise<void> {
  const number = ((await store.checkpoint())?.number ?? -1) + 1;
  const writes = records.map((record, index) => ({
    key: `key-${number}-${index}`,
    record: record as LedgerRecord,
    text: JSON.stringify(record),
  }));
  const announced = Array.from({ length: events }, (_, index) => ({
    name: 'PartyKeyEvent' as const,
    partyId: `P${number}`,
    version: index,
  }));
  await store.applyBlock({
    number,
    hash: `hash-${number}`,
    previousHash: `hash-${number - 1}`,
    transactions: [{ index: 0, transactionId: `tx-${number}`, time: noon, writes, events: announced }],
    passedOver: [],
  });
}

onEachDatabase('credit records in the store', (databases) => {
  it('are changed by the first of two that saw the same version, wholly or not at all', async () => {
    const store = await databases.open();
    const draft = ownRecord(1, { status: 'AWAITING_SIGNATURES' });
    expect(await store.records.change({ records: [draft] })).toBe(true);
    expect(await store.records.change({ records: [draft] })).toBe(false);
    const [one, other] = await Promise.all(
      ['creditRecord a', 'creditRecord b'].map((key) =>
        store.records.change({ records: [{ ...draft, version: 2, sealed: key }], outbox: [row(key)] }),
      ),
    );
    expect([one, other].filter(Boolean)).toHaveLength(1);
    expect(await store.outbox.takeWaiting(0, noon, 10)).toHaveLength(1);
    expect((await store.records.ownRecord(idOf(1)))?.version).toBe(2);
  });

  it('stay as they were handed over', async () => {
    const store = await databases.open();
    await store.records.change({ records: [ownRecord(1, { status: 'HANDED_OVER' })], feedbacks: [feedback()] });
    expect(await store.records.change({ feedbacks: [feedback({ version: 2, status: 'HANDED_OVER' })] })).toBe(true);
    expect(await store.records.change({ feedbacks: [feedback({ version: 3 })] })).toBe(false);
    expect(await store.records.change({ records: [ownRecord(1, { version: 2 })] })).toBe(false);
  });

  it('take effect, and leave the outbox, with the block that brings them', async () => {
    const store = await databases.open();
    const nextDue = { mark: 'the next day', sealed: 'next due' };
    const extended = feedback({ status: 'HANDED_OVER', nextDue });
    const keys = [
      `creditRecord ${idOf(1)}`,
      `creditFeedback ${idOf(1)}:1`,
      `creditRecord ${idOf(1)} level:1`,
      `creditRecord ${idOf(1)} level:2`,
      'subjectKey s:k revoked',
    ];
    await store.records.change({
      records: [ownRecord(1, { status: 'HANDED_OVER' })],
      feedbacks: [extended],
      outbox: keys.map((key) => row(key)),
    });
    await store.outbox.markHanded(5, keys);
    await fold(store, [
      { docType: 'creditRecord', recordId: idOf(1), levelVersion: 1 },
      { docType: 'creditFeedback', recordId: idOf(1), number: 1 },
      { docType: 'subjectKey', subjectId: 's', keyId: 'k' },
    ]);

    expect(await store.records.ownRecord(idOf(1))).toMatchObject({ status: 'EFFECTIVE', due: nextDue });
    expect(await store.records.waitingDues(['a day', 'the next day'])).toEqual([{ recordId: idOf(1), due: nextDue }]);
    expect(await store.records.ownFeedbacks(idOf(1))).toMatchObject([{ status: 'RECORDED' }]);
    const left = (await store.outbox.takeWaiting(6, noon, 10)).map(({ key }) => key);
    expect(left).toEqual([keys[3], keys[4]]);
    await store.outbox.add([row(keys[0] ?? '')]);
    expect(await store.outbox.takeWaiting(6, noon, 10)).toHaveLength(2);
  });

  it('keep one package of a period, and hand items over again only later', async () => {
    const store = await databases.open();
    await store.records.change({
      outbox: [row('attachment a'), row('attachment b'), row('attachment c', { expires: noon })],
    });
    expect(await store.outbox.keepPackage(5, 'first', ['attachment a'])).toBe(true);
    expect(await store.outbox.keepPackage(5, 'second', ['attachment b'])).toBe(false);
    expect(await store.outbox.package(5)).toBe('first');

    const keys = async (since: number, now = noon) =>
      (await store.outbox.takeWaiting(since, now, 10)).map(({ key }) => key);
    expect(await keys(5)).toEqual(['attachment b', 'attachment c']);
    expect(await keys(6)).toEqual(['attachment a', 'attachment b', 'attachment c']);
    expect(await keys(6, later)).toEqual(['attachment a', 'attachment b']);
    await store.outbox.dropExpired(later);
    expect(await store.outbox.read('attachment c')).toBeUndefined();
  });

  it('count each package that arrived once, give items up, and take them back when they come again', async () => {
    const store = await databases.open();
    const { outbox } = store;
    const [one = '', other = ''] = ['attachment a', 'attachment b'];
    await outbox.add([row(one), row(other)]);
    for (const period of [5, 8]) {
      await outbox.keepPackage(period, 'package', [one]);
      await outbox.packageArrived(period);
      await outbox.packageArrived(period);
    }
    await outbox.keepPackage(11, 'lost', [one]);
    await outbox.markHanded(11, [other]);
    expect(await outbox.read(one)).toMatchObject({ handOvers: 2, givenUp: false });
    expect(await outbox.read(other)).toMatchObject({ handOvers: 1, givenUp: false });

    const toHand = async () => (await outbox.takeWaiting(20, noon, 10)).map(({ key }) => key);
    await outbox.giveUp([one, other], noon);
    expect(await toHand()).toEqual([]);
    await outbox.handAgain(one);
    await outbox.add([row(one, { sealed: 'other' }), row(other, { sealed: 'other' })]);
    expect(await toHand()).toEqual([one, other]);
    expect(await outbox.read(one)).toMatchObject({ handOvers: 0, sealed: 's' });
    expect(await outbox.read(other)).toMatchObject({ handOvers: 0, sealed: 'other' });

    await outbox.giveUp([one], noon);
    await fold(store, [{ docType: 'attachment', attachmentId: 'a', subjectId: 's' }]);
    expect(await outbox.read(one)).toBeUndefined();
  });

  it('are prompted for once for each maturity, however many ask at once', async () => {
    const location = await databases.fresh();
    const store = await databases.open(location);
    const other = databases.shared ? await databases.open(location) : store;
    await fold(store, [], 2);
    const records = Array.from({ length: 40 }, (_, index) => ownRecord(index));
    const waiting = { recordId: idOf(99), due: { mark: 'the next day', sealed: 'due 99' } };
    await store.records.change({ records: [...records, ownRecord(99, { due: waiting.due })] });
    const counts = await Promise.all([store, other, store].map(({ records: own }) => own.prompt(noon, 500)));

    expect(counts.reduce((sum, count) => sum + count)).toBe(40);
    const events = await store.events('0.0.1', undefined, 100);
    expect(events.map(({ id }) => id)).toEqual(records.map((_, index) => `0.99999.${index}`));
    expect(new Set(events.map(({ event }) => 'recordId' in event && event.recordId)).size).toBe(40);
    expect(await store.lastEventId()).toBe('0.99999.39');
    expect(await store.records.prompt(noon, 500)).toBe(0);
    await store.records.fallDue([{ ...waiting, time: later }]);
    expect(await store.records.prompt(noon, 500)).toBe(0);
    expect(await store.records.prompt(later, 500)).toBe(1);
    expect((await store.records.prompts({ limit: 500 })).items).toHaveLength(41);
    expect((await store.checkpoint())?.number).toBe(0);
  });

  it('put their events where no reader has been, whatever is folded meanwhile', async () => {
    const location = await databases.fresh();
    const store = await databases.open(location);
    const other = databases.shared ? await databases.open(location) : store;
    await fold(store, [], 1);
    await store.records.change({ records: Array.from({ length: 60 }, (_, index) => ownRecord(index)) });
    let done = false;
    const seen: string[] = [];
    const reading = (async () => {
      for (let last: string | undefined, quiet = 0; quiet < 2; ) {
        const events = await other.events(last, undefined, 7);
        seen.push(...events.map(({ id }) => id));
        last = events.at(-1)?.id ?? last;
        if (done && events.length === 0) quiet += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const folding = (async () => {
      for (let count = 0; count < 40; count++) await fold(store, [], 2);
    })();
    const prompting = (async () => {
      while ((await other.records.prompt(noon, 3)) > 0);
    })();
    await Promise.all([folding, prompting]);
    done = true;
    await reading;

    expect(seen).toEqual((await store.events(undefined, undefined, 1_000)).map(({ id }) => id));
    expect(seen).toHaveLength(1 + 80 + 60);
    await fold(store, [], 1);
  });

  it('fall due where their day is asked for, once, and not where they are due at another time by now', async () => {
    const { records } = await databases.open();
    const due = (mark: string, sealed: string) => ({ mark, sealed });
    const waiting = [due('first day', 'a'), due('first day', 'b'), due('second day', 'c'), due('no day', 'd')];
    await records.change({
      records: waiting.map((one, index) => ownRecord(index, { due: one, created: index === 3 ? noon : later })),
    });
    expect(await records.firstFiled()).toBe(noon);
    const days = [...Array.from({ length: 1_200 }, (_, index) => `day ${index}`), 'first day', 'second day'];
    const found = await records.waitingDues(days);
    expect(found.map(({ recordId }) => recordId).sort()).toEqual([0, 1, 2].map(idOf));

    const time = noon;
    const stale = { recordId: idOf(1), due: due('first day', 'another'), time };
    await records.fallDue([{ recordId: idOf(0), due: due('first day', 'a'), time }, stale]);
    expect((await records.waitingDues(['first day'])).map(({ recordId }) => recordId)).toEqual([idOf(1)]);
    const listed = async (is: boolean) =>
      (await records.ownRecords({ due: { is, now: noon } }, { limit: 10 })).items.map(({ recordId }) => recordId);
    expect(await listed(true)).toEqual([idOf(0)]);
    expect((await listed(false)).sort()).toEqual([1, 2, 3].map(idOf));
    await records.fallDue([]);
  });

  it('are found by who borrows and who lends', async () => {
    const { records } = await databases.open();
    await records.change({
      records: [ownRecord(1, { borrowerMark: 'other' }), ownRecord(2, { lenderMark: 'other' }), ownRecord(3)],
    });
    const found = async (filter: object) =>
      (await records.ownRecords(filter, { limit: 10 })).items.map(({ recordId }) => recordId);
    expect(await found({ borrowerMark: 'other' })).toEqual([idOf(1)]);
    expect(await found({ lenderMark: 'other' })).toEqual([idOf(2)]);
    expect(await found({ borrowerMark: 'ab'.repeat(32), lenderMark: 'cd'.repeat(32) })).toEqual([idOf(3)]);
  });

  it('are listed newest first, page by page', async () => {
    const store = await databases.open();
    await store.records.change({ records: Array.from({ length: 5 }, (_, index) => ownRecord(index)) });
    const first = await store.records.ownRecords({}, { limit: 3 });
    const rest = await store.records.ownRecords({}, { limit: 3, cursor: first.nextCursor });

    expect([...first.items, ...rest.items].map(({ recordId }) => recordId)).toEqual([4, 3, 2, 1, 0].map(idOf));
    expect(rest.nextCursor).toBeUndefined();
    await expect(store.records.ownRecords({}, { limit: 3, cursor: 'bm9uZQ' })).rejects.toThrow('cursor');
  });
});
