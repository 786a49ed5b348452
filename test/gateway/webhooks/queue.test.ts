/** Queues in the database: nothing is lost, put in twice or counted twice, whoever else is at it. */
import type { Store } from '../../../gateway/stores';
import type { Settlement } from '../../../gateway/webhooks/types';
import { type Databases, onEachDatabase } from '../store/databases';
import { blockWith, published, recharged } from './events';

const dayMs = 86_400_000;
const hook = 'core';

async function storeWith({ open }: Pick<Databases, 'open'>, blocks: number, perBlock: number): Promise<Store> {
  const store = await open();
  await store.applyBlock(blockWith(0, []));
  const created = '2026-03-01T12:00:00.000Z';
  await store.webhooks.create({ webhookId: hook, created, types: undefined, sealed: 'sealed' });
  await store.webhooks.activate(await readHook(store));
  for (let number = 1; number <= blocks; number++) {
    const events = Array.from({ length: perBlock }, (_, index) => published(`A${index % 7}`));
    await store.applyBlock(blockWith(number, events));
  }
  return store;
}

async function readHook({ webhooks }: Pick<Store, 'webhooks'>) {
  const webhook = await webhooks.read(hook);
  if (webhook === undefined) throw new Error('there is no such webhook');
  return webhook;
}

function settled(eventId: string, changes: Partial<Settlement> = {}): Settlement {
  return {
    webhookId: hook,
    version: 2,
    eventId,
    attempts: 0,
    attempt: { time: '2026-03-01T12:00:00.000Z', outcome: 'DELIVERED', status: 204, ms: 3 },
    delivery: { status: 'DELIVERED', failures: 0, dueMs: 0 },
    endpoint: { state: 'WELL' },
    ...changes,
  };
}

async function fillAll({ webhooks }: Store): Promise<void> {
  while (await webhooks.fill(hook, 1_000));
}

async function deliveriesOf({ webhooks }: Store) {
  const items = [];
  for (let cursor: string | undefined; ; ) {
    const page = await webhooks.deliveries(hook, {}, { cursor, limit: 500 });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return items.reverse();
  }
}

onEachDatabase('the queue of a webhook', ({ open }) => {
  it('takes all events in their order, window by window, and counts each key', async () => {
    const store = await storeWith({ open }, 3, 400);
    await fillAll(store);
    const deliveries = await deliveriesOf(store);
    expect(deliveries).toHaveLength(1_200);
    const counted = new Map<string, number>();
    for (const { key, sequence } of deliveries) {
      expect(sequence).toBe((counted.get(key) ?? 0) + 1);
      counted.set(key, sequence ?? 0);
    }
    expect(counted.size).toBe(7);
    expect((await readHook(store)).position).toBe('3.0.399');
  });

  it('takes each event once where several fill it at the same time', async () => {
    const store = await storeWith({ open }, 2, 300);
    await Promise.all(Array.from({ length: 6 }, () => fillAll(store)));
    expect(await deliveriesOf(store)).toHaveLength(600);
  });

  it('gives out the earliest of each key, once it is due', async () => {
    const store = await storeWith({ open }, 1, 10);
    await fillAll(store);
    const ids = async (nowMs: number) => (await store.webhooks.findDue(hook, nowMs, 100)).map(({ eventId }) => eventId);
    expect(await ids(999)).toEqual([]);
    expect(await ids(1_000)).toEqual(['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6']);
    await store.webhooks.settle([settled('1.0.0')]);
    expect(await ids(1_000)).toEqual(['1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6', '1.0.7']);
    const later = { status: 'PENDING', failures: 1, dueMs: 5_000 } as const;
    await store.webhooks.settle([settled('1.0.1', { delivery: later })]);
    expect(await ids(4_999)).not.toContain('1.0.1');
    expect(await ids(4_999)).not.toContain('1.0.8');
    expect(await ids(5_000)).toContain('1.0.1');
  });

  it('gives out what was noted while a clock was far ahead', async () => {
    const store = await storeWith({ open }, 1, 1);
    await fillAll(store);
    const ahead = { status: 'PENDING', failures: 1, dueMs: 400 * dayMs } as const;
    await store.webhooks.settle([settled('1.0.0', { delivery: ahead })]);
    expect(await store.webhooks.findDue(hook, 1_000, 1)).toHaveLength(1);
  });

  it('counts an attempt once, and not after the delivery has changed', async () => {
    const store = await storeWith({ open }, 1, 1);
    await fillAll(store);
    const failed = settled('1.0.0', {
      delivery: { status: 'PENDING', failures: 1, dueMs: 0 },
      endpoint: { state: 'FAILING', sinceMs: 1_000 },
    });
    await store.webhooks.settle([failed]);
    await store.webhooks.settle([failed, settled('1.0.0')]);
    expect(await store.webhooks.readDelivery(hook, '1.0.0')).toMatchObject({ attempts: 1, status: 'PENDING' });
    expect((await store.webhooks.attempts(hook, '1.0.0', { limit: 10 })).items).toHaveLength(1);
    expect((await readHook(store)).failingSinceMs).toBe(1_000);
  });

  it('does not disable a webhook that was changed meanwhile', async () => {
    const store = await storeWith({ open }, 1, 2);
    await fillAll(store);
    const gone = {
      delivery: { status: 'PENDING', failures: 0, dueMs: 0 },
      endpoint: { state: 'DISABLED', because: 'GONE' },
    } as const;
    await store.webhooks.change(await readHook(store), { sealed: 'elsewhere' });
    await store.webhooks.settle([settled('1.0.0', gone)]);
    expect(await readHook(store)).toMatchObject({ status: 'ACTIVE', version: 3 });
    await store.webhooks.settle([settled('1.0.1', { ...gone, version: 3 })]);
    expect(await readHook(store)).toMatchObject({ status: 'DISABLED', disabledBecause: 'GONE' });
  });

  it('is filled only while the webhook is active', async () => {
    const store = await storeWith({ open }, 1, 2);
    await store.webhooks.change(await readHook(store), { status: 'PAUSED' });
    await fillAll(store);
    expect(await deliveriesOf(store)).toEqual([]);
    expect((await readHook(store)).position).toBe('0.0.0');
  });

  it('holds 10,000 events that wait, and takes more once some have arrived', async () => {
    const store = await storeWith({ open }, 21, 500);
    await fillAll(store);
    expect(await store.webhooks.readQueue(hook)).toMatchObject({ pending: 10_000, oldestPending: '1.0.0' });
    await store.webhooks.settle([settled('1.0.0')]);
    await fillAll(store);
    expect((await readHook(store)).position).toBe('21.0.499');
  });

  it('is filled again by a replay, window by window, with what waits in it as it is', async () => {
    const store = await storeWith({ open }, 2, 400);
    await store.applyBlock(blockWith(3, [recharged('R1')]));
    await fillAll(store);
    const before = await deliveriesOf(store);
    await store.webhooks.settle(before.slice(0, 300).map(({ eventId }) => settled(eventId)));
    const failed = settled('1.0.300', { delivery: { status: 'PENDING', failures: 4, dueMs: 9_000 } });
    await store.webhooks.settle([failed]);
    expect(await store.webhooks.replay(hook, { from: '0.0.0', to: '9.0.0', types: undefined })).toBe(true);
    expect(await store.webhooks.replay(hook, { from: '0.0.0', to: undefined, types: undefined })).toBe(false);
    await fillAll(store);
    const after = await deliveriesOf(store);
    expect(after.map(({ eventId, sequence }) => [eventId, sequence])).toEqual(
      before.map(({ eventId, sequence }) => [eventId, sequence]),
    );
    expect(after.every(({ status }) => status === 'PENDING')).toBe(true);
    expect(after[300]).toMatchObject({ dueMs: 9_000, attempts: 1 });
    expect((await store.webhooks.readQueue(hook)).isReplaying).toBe(false);
  });

  it('keeps attempts until they are removed by their age, and tells 999 of one delivery apart', async () => {
    const store = await storeWith({ open }, 1, 1);
    await fillAll(store);
    const pending = { status: 'PENDING', failures: 1, dueMs: 0 } as const;
    const failures = Array.from({ length: 1_001 }, (_, attempts) => {
      const time = new Date(attempts * 1_000).toISOString();
      const attempt = { time, outcome: 'STATUS', status: 500, ms: 1 } as const;
      return settled('1.0.0', { attempts, attempt, delivery: pending });
    });
    await store.webhooks.settle(failures);
    const newest = async () => (await store.webhooks.attempts(hook, '1.0.0', { limit: 1 })).items[0]?.time;
    expect(await newest()).toBe(new Date(1_000_000).toISOString());
    await store.webhooks.removeAttemptsBefore(new Date(1_000_001).toISOString());
    expect(await newest()).toBeUndefined();
    expect(await store.webhooks.readDelivery(hook, '1.0.0')).toMatchObject({ attempts: 1_001 });
  });

  it('is summed up for all webhooks', async () => {
    const store = await storeWith({ open }, 1, 3);
    await fillAll(store);
    await store.webhooks.settle([
      settled('1.0.0'),
      settled('1.0.1', { delivery: { status: 'DEAD', failures: 10, dueMs: 0 } }),
    ]);
    const minuteLaterMs = Date.parse('2026-03-01T12:01:00.000Z');
    expect(await store.webhooks.summary(minuteLaterMs)).toEqual({
      byStatus: { PENDING: 0, ACTIVE: 1, PAUSED: 0, DISABLED: 0 },
      pending: 1,
      dead: 1,
      oldestSeconds: 60,
    });
  });
});
