import { setTimeout as sleep } from 'node:timers/promises';
import { onEachDatabase } from './databases';

onEachDatabase('leases', ({ open, fresh }) => {
  it('are held by one at a time, until they are released', async () => {
    const location = await fresh();
    const [one, other] = [await open(location), await open(location)];
    expect(await one.acquireLease('agents', 'one', 60_000)).toBe(true);
    expect(await other.acquireLease('agents', 'other', 60_000)).toBe(false);
    expect(await other.acquireLease('accounts', 'other', 60_000)).toBe(true);
    await other.releaseLease('agents', 'other');
    expect(await other.acquireLease('agents', 'other', 60_000)).toBe(false);
    await one.releaseLease('agents', 'one');
    expect(await other.acquireLease('agents', 'other', 60_000)).toBe(true);
  });

  it('go to exactly one of many who ask at the same time', async () => {
    const location = await fresh();
    const stores = [await open(location), await open(location), await open(location)];
    const holders = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ store: stores[number % 3], holder: `h-${number}` }));
    const held = await Promise.all(holders.map(({ store, holder }) => store?.acquireLease('agents', holder, 60_000)));
    expect(held.filter(Boolean)).toHaveLength(1);
  });

  it('that were taken while the clock was a day ahead hold nobody up, whoever asks', async () => {
    const location = await fresh();
    const [one, other] = [await open(location), await open(location)];
    expect(await one.acquireLease('agents', 'one', 86_400_000)).toBe(true);
    expect(await other.acquireLease('agents', 'other', 8_000)).toBe(true);
    expect(await one.acquireLease('agents', 'third', 8_000)).toBe(false);
  });

  it('end by themselves unless their holder renews them', async () => {
    const store = await open();
    expect(await store.acquireLease('agents', 'one', 300)).toBe(true);
    expect(await store.acquireLease('agents', 'one', 600)).toBe(true);
    await sleep(350);
    expect(await store.acquireLease('agents', 'other', 300)).toBe(false);
    await sleep(350);
    expect(await store.acquireLease('agents', 'other', 300)).toBe(true);
  });
});
