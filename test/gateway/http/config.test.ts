/** The settings, and the users that they name. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readConnectionSettings } from '../../../gateway/config';
import { makeUsers } from '../../../gateway/people/settings-users';
import { openStore } from '../../../gateway/stores';
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

function write(mode: number, content: object = settings): string {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(content));
  for (const secret of ['key.pem', 'passphrase']) {
    writeFileSync(join(folder, secret), 'secret');
    chmodSync(join(folder, secret), mode);
  }
  return file;
}

function read(content: object, environment: NodeJS.ProcessEnv) {
  return readConfig(['--config', write(0o600, content)], environment);
}

describe('the settings', () => {
  it('have defaults for whatever is not needed', () => {
    expect(read(settings, {})).toMatchObject({
      chaincode: 'tallystick',
      delivery: 'auto',
      redemptions: 'auto',
      acceptance: { checkForm: true },
      logLevel: 'info',
      failedSignInsPerMinute: 30,
      listen: { host: '127.0.0.1', port: 8102 },
      users: [],
      reportCopy: [],
    });
  });

  it('name kinds of the copy for reports, and no others', () => {
    const reportCopy = ['plans', 'tokenMovements'];
    expect(read({ ...settings, reportCopy }, {})).toMatchObject({ reportCopy });
    expect(() => read({ ...settings, reportCopy: ['borrowers'] }, {})).toThrow('reportCopy.0');
  });

  it.each(['0.0.0.0', '::', '192.168.7.1', 'gateway.example'])('refuse plain HTTP on %s unless they say it', (host) => {
    const listen = { host, port: 8102 };
    expect(() => read({ ...settings, listen }, {})).toThrow(`listen.host ${host} can be reached`);
    expect(read({ ...settings, listen: { ...listen, plainHttp: true } }, {}).listen.host).toBe(host);
    const tls = { certificate: 'tls.pem', privateKey: 'key.pem' };
    expect(read({ ...settings, listen: { ...listen, tls } }, {}).listen.tls?.privateKey).toBe(join(folder, 'key.pem'));
  });

  it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('take plain HTTP on %s', (host) => {
    expect(read({ ...settings, listen: { host, port: 1 } }, {}).listen).toMatchObject({ host });
  });

  it('may name a directory, over HTTPS or on this machine, whose secret nobody else may reach', () => {
    const directory = {
      issuer: 'https://login.example',
      clientId: 'tallystick',
      clientSecretFile: 'passphrase',
      publicUrl: 'https://tallystick.example',
      roles: { desk: 'officer' },
    };
    const withDirectory = (changes: object) => ({ ...settings, oidc: { ...directory, ...changes } });
    expect(read(withDirectory({}), {}).oidc).toMatchObject({
      clientSecretFile: join(folder, 'passphrase'),
      roleClaim: 'groups',
      idleMinutes: 30,
      absoluteHours: 12,
    });
    expect(read(withDirectory({ issuer: 'http://127.0.0.1:8080' }), {}).oidc?.issuer).toBe('http://127.0.0.1:8080');
    expect(() => read(withDirectory({ issuer: 'http://login.example' }), {})).toThrow('oidc.issuer');
    expect(() => read(withDirectory({ publicUrl: 'https://tallystick.example/path' }), {})).toThrow('oidc.publicUrl');
    writeFileSync(join(folder, 'oidc-secret'), 'secret');
    chmodSync(join(folder, 'oidc-secret'), 0o644);
    expect(() => read(withDirectory({ clientSecretFile: 'oidc-secret' }), {})).toThrow('oidc-secret');
  });

  it('have the environment on top', () => {
    const environment = { DELIVERY: 'manual', REDEMPTIONS: 'manual', DATABASE_URL: 'postgres://db', LOG_LEVEL: 'warn' };
    expect(read({ ...settings, delivery: 'auto' }, environment)).toMatchObject({
      delivery: 'manual',
      redemptions: 'manual',
      databaseUrl: 'postgres://db',
      logLevel: 'warn',
    });
  });

  it('may leave deliveries to officers above a fee, and need not look at their form', () => {
    const acceptance = { byHandAboveFen: 5_000, checkForm: false };
    expect(read({ ...settings, acceptance }, {})).toMatchObject({ acceptance });
    const wrong = { ...settings, acceptance: { byHandAboveFen: -1 } };
    expect(() => read(wrong, {})).toThrow('acceptance.byHandAboveFen');
  });

  it('let webhooks go to public addresses over HTTPS alone, and name each network that they open', () => {
    const closed = { allowedNetworks: [], allowedPorts: [443, 8443], allowHttp: false, allowLoopback: false };
    expect(read(settings, {}).webhooks).toEqual(closed);
    const allowedNetworks = ['10.1.0.0/16', 'fd12:3456::/32'];
    expect(read({ ...settings, webhooks: { allowedNetworks } }, {}).webhooks).toEqual({ ...closed, allowedNetworks });
    const wrong = { ...settings, webhooks: { allowedNetworks: ['10.1.0.0/16', '10.1.0.0'] } };
    expect(() => read(wrong, {})).toThrow('webhooks.allowedNetworks.1');
  });

  it('are refused with the paths of what is wrong', () => {
    const wrong = { ...settings, listen: { port: 'x' }, typo: 1 };
    expect(() => read(wrong, { DELIVERY: 'perhaps' })).toThrow(/listen\.port.*|delivery.*|typo/);
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

  it.each<[string, string | Buffer]>([
    ['full of NULs', Buffer.alloc(300)],
    ['truncated', JSON.stringify(settings).slice(0, 40)],
    ['empty', ''],
    ['a list', '[]'],
    ['nothing', 'null'],
  ])('are refused by the name of their file where it is %s', (_what, content) => {
    const file = write(0o600);
    writeFileSync(file, content);
    expect(() => readConfig(['--config', file], {})).toThrow(new RegExp(`^${file} is .*correct it`));
  });

  it('name a certificate or a key that is damaged', () => {
    const file = write(0o600);
    const reading = () => readConnectionSettings(readConfig(['--config', file], {}));
    writeFileSync(join(folder, 'tls.pem'), Buffer.alloc(500));
    expect(reading).toThrow(`${join(folder, 'tls.pem')} is damaged (it holds NUL bytes)`);
    writeFileSync(join(folder, 'tls.pem'), '-----BEGIN CERTIFICATE-----');
    expect(reading).toThrow(`${join(folder, 'tls.pem')} is damaged, or no such PEM: restore it from a copy`);
  });

  it('are refused with an environment of bytes that are no UTF-8, without repeating them', () => {
    const file = write(0o600);
    const environment = { DATABASE_URL: 'postgres://u:pass\uFFFDword@db' };
    expect(() => readConfig(['--config', file], environment)).toThrow('DATABASE_URL holds bytes that are no UTF-8');
    expect(() => readConfig(['--config', file], environment)).not.toThrow('word');
  });

  it('are refused where everybody can read a secret', () => {
    const file = write(0o644);
    expect(() => readConfig(['--config', file], {})).toThrow(/everybody can reach .*: chmod 600 .*filesOpenToOthers/);
  });

  it('are taken where everybody can read a secret and they say so', () => {
    const file = write(0o644);
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...settings, filesOpenToOthers: true }));
    expect(readConfig(['--config', file], {})).toMatchObject({ filesOpenToOthers: true });
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

  it('are named where their file holds no token of theirs, as one that was removed and made again', async () => {
    const store = await openStore({ file: join(folder, 'renewed.sqlite') });
    const users = ['kept', 'renewed', 'gone', 'other', 'ended'].map((userName) => {
      return { userName, role: 'admin' as const, tokenFile: join(folder, `token-of-${userName}`) };
    });
    expect(await makeUsers(store, users)).toEqual([]);
    writeFileSync(join(folder, 'token-of-renewed'), 'c'.repeat(43));
    rmSync(join(folder, 'token-of-gone'));
    writeFileSync(join(folder, 'token-of-other'), readFileSync(join(folder, 'token-of-kept')));
    await store.removeUser('ended');
    expect(await makeUsers(store, users)).toEqual(['renewed', 'other']);
    await store.close();
  });

  it('are not made with a token that could be guessed', async () => {
    const tokenFile = join(folder, 'token-short');
    writeFileSync(tokenFile, 'short');
    const users = [{ userName: 'new', role: 'admin', tokenFile }] as const;
    await expect(makeUsers(fakeStore('CREDITOR_ORG'), [...users])).rejects.toThrow('no token');
  });

  it.each<[string, string | Buffer]>([
    ['NULs', Buffer.alloc(43)],
    ['two lines', `${'a'.repeat(43)}\n${'b'.repeat(43)}\n`],
    ['nothing', ''],
    ['blanks', ' '.repeat(43)],
  ])('are not made with a token file of %s, which is named and not repeated', async (_what, content) => {
    const tokenFile = join(folder, 'token-damaged');
    writeFileSync(tokenFile, content);
    const store = fakeStore('CREDITOR_ORG');
    const making = makeUsers(store, [{ userName: 'new', role: 'admin', tokenFile }]);
    const error = await making.catch((reason: Error) => reason);
    expect(String(error)).toContain(`${tokenFile} `);
    expect(String(error)).not.toContain('aaaa');
    expect((await store.users()).map(({ userName }) => userName)).not.toContain('new');
  });
});
