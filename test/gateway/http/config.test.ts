/** The settings, and the users that they name. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, readConfig } from '../../../gateway/config';
import { openStore } from '../../../gateway/store/open';
import { makeUsers } from '../../../gateway/users';
import { fakeStore } from './fakes';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const identity = { certificate: 'cert.pem', privateKey: 'key.pem' };
const settings = {
  partyId: 'HarbourMSP',
  channel: 'alliance',
  listen: { port: 8102 },
  peers: [{ endpoint: '127.0.0.1:7051', tlsRootCertificate: 'tls.pem', hostAlias: 'peer0.harbour' }],
  identities: { client: identity, admin: identity },
  vault: { directory: 'vault', passphraseFile: 'passphrase' },
  store: { file: '/var/lib/store.sqlite' },
};

function write(mode: number): string {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(settings));
  for (const secret of ['key.pem', 'passphrase']) {
    writeFileSync(join(folder, secret), 'secret');
    chmodSync(join(folder, secret), mode);
  }
  return file;
}

describe('the settings', () => {
  it('have defaults for whatever is not needed', () => {
    expect(parseConfig(settings, {})).toMatchObject({
      chaincode: 'tallystick',
      delivery: 'auto',
      redemptions: 'auto',
      acceptance: { checkForm: true },
      logLevel: 'info',
      failedSignInsPerMinute: 30,
      listen: { host: '127.0.0.1', port: 8102 },
      users: [],
    });
  });

  it('have the environment on top', () => {
    const environment = { DELIVERY: 'manual', REDEMPTIONS: 'manual', DATABASE_URL: 'postgres://db', LOG_LEVEL: 'warn' };
    expect(parseConfig({ ...settings, delivery: 'auto' }, environment)).toMatchObject({
      delivery: 'manual',
      redemptions: 'manual',
      databaseUrl: 'postgres://db',
      logLevel: 'warn',
    });
  });

  it('may leave deliveries to officers above a fee, and need not look at their form', () => {
    const acceptance = { byHandAboveFen: 5_000, checkForm: false };
    expect(parseConfig({ ...settings, acceptance }, {})).toMatchObject({ acceptance });
    const wrong = { ...settings, acceptance: { byHandAboveFen: -1 } };
    expect(() => parseConfig(wrong, {})).toThrow('acceptance.byHandAboveFen');
  });

  it('are refused with the paths of what is wrong', () => {
    const wrong = { ...settings, listen: { port: 'x' }, typo: 1 };
    expect(() => parseConfig(wrong, { DELIVERY: 'perhaps' })).toThrow(/listen\.port.*|delivery.*|typo/);
  });

  it('name paths from where they stand, by --config or GATEWAY_CONFIG', () => {
    const file = write(0o600);
    const config = readConfig(['--config', file], {});
    expect(config.vault).toEqual({ directory: join(folder, 'vault'), passphraseFile: join(folder, 'passphrase') });
    expect(config.identities.admin.privateKey).toBe(join(folder, 'key.pem'));
    expect(config.peers[0]?.tlsRootCertificate).toBe(join(folder, 'tls.pem'));
    expect(config.store.file).toBe('/var/lib/store.sqlite');
    expect(readConfig([], { GATEWAY_CONFIG: file })).toEqual(config);
    expect(() => readConfig([], {})).toThrow('--config');
  });

  it('are refused where everybody can read a secret', () => {
    const file = write(0o644);
    expect(() => readConfig(['--config', file], {})).toThrow(/everybody can reach/);
  });
});

describe('the users of the settings', () => {
  it('are made with the token of their file, or one that is written for its owner alone', async () => {
    const store = fakeStore('CREDITOR_ORG');
    const given = join(folder, 'token-given');
    const written = join(folder, 'token-written');
    writeFileSync(given, `${'a'.repeat(43)}\n`);
    const users = [
      { userName: 'given', role: 'officer', tokenFile: given },
      { userName: 'written', role: 'admin', tokenFile: written },
    ] as const;
    await makeUsers(store, [...users]);

    expect(await store.userByToken('a'.repeat(43))).toEqual({ userName: 'given', role: 'officer' });
    expect(await store.userByToken(readFileSync(written, 'utf8'))).toEqual({ userName: 'written', role: 'admin' });
    expect(statSync(written).mode & 0o077).toBe(0);
  });

  it('stay as they are where they exist, and their file is not written', async () => {
    const makeUser = jest.fn();
    const tokenFile = join(folder, 'token-of-officer');
    await makeUsers(fakeStore('CREDITOR_ORG', { makeUser }), [{ userName: 'officer', role: 'admin', tokenFile }]);
    expect([makeUser.mock.calls, existsSync(tokenFile)]).toEqual([[], false]);
  });

  it('stay ended where an administrator ended them, whatever their token file says', async () => {
    const store = await openStore({ file: join(folder, 'users.sqlite') });
    const users = [{ userName: 'officer', role: 'officer', tokenFile: join(folder, 'token-ended') } as const];
    await makeUsers(store, users);
    const token = readFileSync(users[0]?.tokenFile ?? '', 'utf8');
    expect(await store.userByToken(token)).toEqual({ userName: 'officer', role: 'officer' });
    await store.removeUser('officer');
    const added = { userName: 'added', role: 'auditor' } as const;
    await makeUsers(store, [...users, added]);
    expect([await store.userByToken(token), await store.users()]).toEqual([undefined, [added]]);
    await store.close();
  });

  it.each([
    ['could be guessed', 'short'],
    ['is empty', ''],
    ['is no text', '\0'.repeat(43)],
    ['has two lines', `${'a'.repeat(43)}\n${'b'.repeat(43)}`],
    ['could not be sent', 'ä'.repeat(43)],
  ])('are not made with a token that %s', async (what, written) => {
    const tokenFile = join(folder, `token-${what.replaceAll(' ', '-')}`);
    writeFileSync(tokenFile, written);
    const users = [{ userName: 'new', role: 'admin', tokenFile }] as const;
    await expect(makeUsers(fakeStore('CREDITOR_ORG'), [...users])).rejects.toThrow(/no token/);
  });
});
