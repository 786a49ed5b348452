/** Tokens of users: their form, how long and from where they are valid, and who keeps them. */
import { createHash } from 'node:crypto';
import Sqlite from 'libsql';
import { hashToken, isMistyped, newToken } from '../../../gateway/people/token-text';
import type { Store } from '../../../gateway/stores';
import { startGateway, tokens } from '../http/fakes';
import { onEachDatabase } from '../store/databases';

const later = '2100-01-01T00:00:00.000Z';
const past = '2000-01-01T00:00:00.000Z';
const anna = { userName: 'anna', role: 'officer' } as const;

describe('the text of a token', () => {
  it('is recognised by scanners, and a mistyped one without a look at the database', () => {
    const token = newToken();
    expect(token).toMatch(/^tls_[0-9A-Za-z]{36}$/);
    expect(isMistyped(token)).toBe(false);
    const mistyped = [...token].map(
      (character, place) => token.slice(0, place) + next(character) + token.slice(place + 1),
    );
    expect(mistyped.slice(4).filter((text) => !isMistyped(text))).toEqual([]);
    expect(isMistyped(`${token}x`)).toBe(true);
    expect(isMistyped('a'.repeat(43))).toBe(false);
  });

  it('is never the same', () => {
    expect(new Set(Array.from({ length: 1_000 }, newToken)).size).toBe(1_000);
  });
});

function next(character: string): string {
  return character === 'a' ? 'b' : 'a';
}

async function addToken(store: Store, changes: object = {}): Promise<string> {
  const added = await store.addUserToken({ userName: 'anna', tokenName: 'desk', expires: later, ...changes });
  if (typeof added === 'string') throw new Error(added);
  return added.token;
}

onEachDatabase('tokens of users', ({ open, fresh }) => {
  it('are several for one user, each with a role of its own where it has one', async () => {
    const store = await open();
    const first = (await store.createUser(anna)) ?? '';
    const desk = await addToken(store);
    const reading = await addToken(store, { tokenName: 'reading', role: 'auditor' });

    expect(await Promise.all([first, desk, reading].map((token) => store.userByToken(token)))).toEqual([
      anna,
      anna,
      { ...anna, role: 'auditor' },
    ]);
    expect(await store.addUserToken({ userName: 'anna', tokenName: 'desk', expires: later })).toBe('EXISTS');
    expect(await store.addUserToken({ userName: 'bert', tokenName: 'desk', expires: later })).toBe('NO_USER');
    expect((await store.userTokens('anna'))?.map(({ tokenName }) => tokenName).sort()).toEqual([
      'desk',
      'first',
      'reading',
    ]);
    expect(await store.userTokens('bert')).toBeUndefined();
  });

  it('are not valid after they expire', async () => {
    const store = await open();
    await store.createUser(anna);
    expect(await store.userByToken(await addToken(store, { expires: past }))).toBeUndefined();
  });

  it('are valid only from their networks, where they have some', async () => {
    const store = await open();
    await store.createUser(anna);
    const token = await addToken(store, { networks: ['192.0.2.0/24', '2001:db8::/32'] });
    const from = async (address: string | undefined) => (await store.userByToken(token, address)) !== undefined;
    expect([await from('192.0.2.7'), await from('::ffff:192.0.2.7'), await from('2001:db8::1')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([await from('192.0.3.7'), await from('2001:db9::1'), await from(undefined)]).toEqual([false, false, false]);
  });

  it('are replaced by a rotation, and valid beside the new one for a while only', async () => {
    const store = await open();
    await store.createUser(anna);
    const before = await addToken(store);
    const second = (await store.rotateUserToken('anna', 'desk', { expires: later, previousUntil: later })) ?? '';
    expect([await store.userByToken(before), await store.userByToken(second)]).toEqual([anna, anna]);
    const third = (await store.rotateUserToken('anna', 'desk', { expires: later, previousUntil: past })) ?? '';
    const found = await Promise.all([before, second, third].map((token) => store.userByToken(token)));
    expect(found).toEqual([undefined, undefined, anna]);
    expect(await store.rotateUserToken('anna', 'none', { expires: later, previousUntil: past })).toBeUndefined();
  });

  it('end when they are revoked, and with their user', async () => {
    const store = await open();
    await store.createUser(anna);
    const [desk, other] = [await addToken(store), await addToken(store, { tokenName: 'other' })];
    expect([await store.revokeUserToken('anna', 'desk'), await store.revokeUserToken('anna', 'desk')]).toEqual([
      true,
      false,
    ]);
    expect([await store.userByToken(desk), await store.userByToken(other)]).toEqual([undefined, anna]);
    await store.removeUser('anna');
    await store.createUser(anna);
    expect(await store.userByToken(other)).toBeUndefined();
  });

  it('say when they were used, and are written once in some minutes', async () => {
    const store = await open();
    await store.createUser(anna);
    const token = await addToken(store);
    const lastUsed = async () =>
      (await store.userTokens('anna'))?.find(({ tokenName }) => tokenName === 'desk')?.lastUsed;
    expect(await lastUsed()).toBeUndefined();
    await store.userByToken(token);
    const used = await lastUsed();
    await store.userByToken(token);
    expect(Date.now() - Date.parse(used ?? '')).toBeLessThan(60_000);
    expect(await lastUsed()).toBe(used);
  });

  it('that were made before there were several stay valid', async () => {
    const location = await fresh();
    if (!('file' in location)) return;
    const database = new Sqlite(location.file);
    const hash = createHash('sha256').update('an-opaque-token').digest('hex');
    database.exec(`
      create table "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
      create table "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
      insert into kysely_migration_lock values ('migration_lock', 0);
      insert into kysely_migration values ('users-0001', '2026-03-01T12:00:00.000Z');
      create table users (user_name text primary key, role text not null, token_hash text not null unique);
      create table made_users (user_name text primary key);
      insert into users values ('anna', 'officer', '${hash}');
    `);
    database.close();
    const store = await open(location);

    expect(hashToken('an-opaque-token')).toBe(hash);
    expect(await store.userByToken('an-opaque-token')).toEqual(anna);
    expect(await store.userTokens('anna')).toEqual([
      { tokenName: 'first', role: 'officer', lastUsed: expect.any(String) },
    ]);
  });
});

onEachDatabase('tokens over HTTP', ({ open }) => {
  const admin = { role: 'admin' } as const;
  const desk = '/v1/users/officer/tokens';

  async function serve() {
    const { userByToken, createUser, users, removeUser, ...store } = await open();
    const { userTokens, addUserToken, rotateUserToken, revokeUserToken } = store;
    for (const role of ['admin', 'officer'] as const) await createUser({ userName: role, role }, tokens[role]);
    const ofUsers = { userByToken, createUser, users, removeUser };
    return startGateway({ store: { ...ofUsers, userTokens, addUserToken, rotateUserToken, revokeUserToken } });
  }

  it('are shown once, listed without their text, rotated and revoked', async () => {
    const gateway = await serve();
    const added = await gateway.send('POST', desk, {
      ...admin,
      body: { tokenName: 'sync', networks: ['127.0.0.0/8'] },
    });
    expect(added).toMatchObject({
      status: 201,
      body: { tokenName: 'sync', role: 'officer', token: expect.any(String) },
    });
    const { token } = added.body;
    const days = (Date.parse(added.body.expires) - Date.now()) / 86_400_000;
    expect([days > 364, days < 366]).toEqual([true, true]);
    expect((await gateway.send('GET', '/v1/plans', { token })).status).toBe(200);

    const listed = await gateway.send('GET', desk, admin);
    expect(listed.body.items).toMatchObject([
      { tokenName: 'first' },
      { tokenName: 'sync', lastUsed: expect.any(String) },
    ]);
    expect(listed.text).not.toContain(token);

    const rotated = await gateway.send('POST', `${desk}/sync/rotate`, { ...admin, body: {} });
    expect((await gateway.send('GET', '/v1/plans', { token })).status).toBe(401);
    const replaced = { token: rotated.body.token };
    expect((await gateway.send('GET', '/v1/plans', replaced)).status).toBe(200);
    expect((await gateway.send('DELETE', `${desk}/sync`, admin)).status).toBe(204);
    expect((await gateway.send('GET', '/v1/plans', replaced)).status).toBe(401);
    await gateway.stop();
  });

  it.each([
    ['lasts longer than a year', { tokenName: 'x', expires: later }, 422, 'TOKEN_EXPIRY_INVALID'],
    ['has expired', { tokenName: 'x', expires: past }, 422, 'TOKEN_EXPIRY_INVALID'],
    ['has the name of another one', { tokenName: 'first' }, 409, 'TOKEN_EXISTS'],
    ['is named by a mobile number', { tokenName: '13800138000' }, 422, 'IDENTIFIER_PERSONAL'],
    ['is for no network', { tokenName: 'x', networks: ['192.0.2.0/33'] }, 400, 'REQUEST_MALFORMED'],
  ])('are refused where one %s', async (_what, body, status, code) => {
    const gateway = await serve();
    const answer = await gateway.send('POST', desk, { ...admin, body });
    await gateway.stop();
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('of nobody are not found', async () => {
    const gateway = await serve();
    const answers = [
      await gateway.send('GET', '/v1/users/nobody/tokens', admin),
      await gateway.send('POST', '/v1/users/nobody/tokens', { ...admin, body: { tokenName: 'x' } }),
      await gateway.send('POST', `${desk}/none/rotate`, { ...admin, body: {} }),
      await gateway.send('DELETE', `${desk}/none`, admin),
    ];
    await gateway.stop();
    const codes = answers.map(({ body }) => body.code);
    expect(codes).toEqual(['USER_NOT_FOUND', 'USER_NOT_FOUND', 'TOKEN_NOT_FOUND', 'TOKEN_NOT_FOUND']);
  });
});
