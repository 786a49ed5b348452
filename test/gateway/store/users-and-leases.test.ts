import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEachDatabase } from './databases';

onEachDatabase('users', ({ open, fresh }) => {
  it('knows a user by the token that was made for it, and by no other', async () => {
    const store = await open();
    const token = await store.createUser({ userName: 'anna', role: 'officer' });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await store.userByToken(token)).toEqual({ userName: 'anna', role: 'officer' });
    expect(await store.userByToken(`${token}x`)).toBeUndefined();
    expect(await store.userByToken('')).toBeUndefined();
  });

  it('uses a token that is given, again and again', async () => {
    const store = await open();
    for (const _ of [1, 2]) {
      expect(await store.createUser({ userName: 'anna', role: 'admin' }, 'a-token')).toBe('a-token');
    }
    expect(await store.userByToken('a-token')).toEqual({ userName: 'anna', role: 'admin' });
    expect(await store.users()).toEqual([{ userName: 'anna', role: 'admin' }]);
  });

  it('forgets the old token of a user that is created anew', async () => {
    const store = await open();
    const old = await store.createUser({ userName: 'anna', role: 'officer' });
    const token = await store.createUser({ userName: 'anna', role: 'auditor' });
    expect(await store.userByToken(old)).toBeUndefined();
    expect(await store.userByToken(token)).toEqual({ userName: 'anna', role: 'auditor' });
  });

  it('forgets a user that is removed', async () => {
    const store = await open();
    const token = await store.createUser({ userName: 'anna', role: 'officer' });
    expect(await store.removeUser('anna')).toBe(true);
    expect(await store.removeUser('anna')).toBe(false);
    expect(await store.userByToken(token)).toBeUndefined();
    expect(await store.users()).toEqual([]);
  });

  it('keeps no token', async () => {
    const location = await fresh();
    const store = await open(location);
    const token = await store.createUser({ userName: 'anna', role: 'officer' });
    if (!('file' in location)) return;
    const directory = dirname(location.file);
    const bytes = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'latin1'));
    expect(bytes.join()).toContain('anna');
    expect(bytes.join()).not.toContain(token);
  });
});

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
