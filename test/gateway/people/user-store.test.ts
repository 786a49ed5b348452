/** Users as the store keeps them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onEachDatabase } from '../store/databases';

onEachDatabase('users', ({ open, fresh }) => {
  it('knows a user by the token that was made for it, and by no other', async () => {
    const store = await open();
    const token = (await store.createUser({ userName: 'anna', role: 'officer' })) ?? '';
    expect(token).toMatch(/^tls_[0-9A-Za-z]{36}$/);
    expect(await store.userByToken(token)).toEqual({ userName: 'anna', role: 'officer' });
    expect(await store.userByToken(`${token}x`)).toBeUndefined();
    expect(await store.userByToken('')).toBeUndefined();
  });

  it('uses a token that is given', async () => {
    const store = await open();
    expect(await store.createUser({ userName: 'anna', role: 'admin' }, 'a-token')).toBe('a-token');
    expect(await store.userByToken('a-token')).toEqual({ userName: 'anna', role: 'admin' });
  });

  it('leaves a user as it is whose name is created again', async () => {
    const store = await open();
    const token = (await store.createUser({ userName: 'anna', role: 'admin' })) ?? '';
    expect(await store.createUser({ userName: 'anna', role: 'auditor' }, 'another-token')).toBeUndefined();
    expect(await store.userByToken(token)).toEqual({ userName: 'anna', role: 'admin' });
    expect(await store.userByToken('another-token')).toBeUndefined();
  });

  it('gives a name to one of many who create it at once', async () => {
    const store = await open();
    const create = () => store.createUser({ userName: 'anna', role: 'officer' });
    const tokens = await Promise.all([create(), create(), create(), create()]);
    expect(tokens.filter((token) => token !== undefined)).toHaveLength(1);
  });

  it('forgets a user that is removed', async () => {
    const store = await open();
    const token = (await store.createUser({ userName: 'anna', role: 'officer' })) ?? '';
    expect(await store.removeUser('anna')).toBe('REMOVED');
    expect(await store.removeUser('anna')).toBe('ABSENT');
    expect(await store.userByToken(token)).toBeUndefined();
    expect(await store.users()).toEqual([]);
  });

  it('makes a user of the settings once, also where it was removed since, and after a restart', async () => {
    const location = await fresh();
    const store = await open(location);
    expect(await store.wasUserMade('anna')).toBe(false);
    await store.makeUser({ userName: 'anna', role: 'officer' }, 'a-token');
    expect([await store.wasUserMade('anna'), await store.wasUserMade('bert')]).toEqual([true, false]);
    expect(await store.removeUser('anna')).toBe('REMOVED');
    await store.close();

    const again = await open(location);
    await again.makeUser({ userName: 'anna', role: 'officer' }, 'a-token');
    await again.makeUser({ userName: 'bert', role: 'auditor' }, 'another-token');
    expect(await again.userByToken('a-token')).toBeUndefined();
    expect(await again.users()).toEqual([{ userName: 'bert', role: 'auditor' }]);
  });

  it('leaves a user of that name as it is who was there before the settings named it', async () => {
    const store = await open();
    const token = (await store.createUser({ userName: 'anna', role: 'auditor' })) ?? '';
    await store.makeUser({ userName: 'anna', role: 'admin' }, 'a-token');
    expect(await store.userByToken(token)).toEqual({ userName: 'anna', role: 'auditor' });
    expect(await store.userByToken('a-token')).toBeUndefined();
  });

  it('keeps the last administrator, and lets no two of them remove each other at once', async () => {
    const location = await fresh();
    const one = await open(location);
    // A SQLite file is one process's, which has one connection to it.
    const other = 'file' in location ? one : await open(location);
    for (const userName of ['anna', 'bert']) await one.createUser({ userName, role: 'admin' });
    await one.createUser({ userName: 'carl', role: 'officer' });
    const outcomes = await Promise.all([one.removeUser('anna'), other.removeUser('bert')]);

    expect(outcomes.sort()).toEqual(['LAST_ADMINISTRATOR', 'REMOVED']);
    expect((await one.users()).filter(({ role }) => role === 'admin')).toHaveLength(1);
    expect(await one.removeUser('carl')).toBe('REMOVED');
  });

  it('keeps no token', async () => {
    const location = await fresh();
    const store = await open(location);
    const token = (await store.createUser({ userName: 'anna', role: 'officer' })) ?? '';
    if (!('file' in location)) return;
    const directory = dirname(location.file);
    const bytes = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'latin1'));
    expect(bytes.join()).toContain('anna');
    expect(bytes.join()).not.toContain(token);
  });
});
