/** `tallystick report-copy` over a gateway's settings and store. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../gateway/stores';
import { tallystick } from '../../scripts/tallystick';
import { blockOf, put } from '../gateway/store/chain';
import { plan } from '../gateway/store/records';
import { type Desk, newDesk } from './fake-gateway';

let desk: Desk;
let settings: string;
let file: string;

beforeEach(() => {
  desk = newDesk();
  const folder = join(desk.folder, 'gateway');
  mkdirSync(folder, { recursive: true });
  file = join(folder, 'store.db');
  settings = join(folder, 'config.json');
  const identity = { certificate: 'cert.pem', privateKey: 'key.pem' };
  for (const secret of ['key.pem', 'passphrase']) {
    writeFileSync(join(folder, secret), 'secret');
    chmodSync(join(folder, secret), 0o600);
  }
  const config = {
    partyId: 'HarbourMSP',
    channel: 'alliance',
    listen: { port: 8102 },
    peers: [{ endpoint: '127.0.0.1:7051' }],
    identities: { client: identity, admin: identity },
    vault: { directory: 'vault', passphraseFile: 'passphrase' },
    store: { file: 'store.db' },
    reportCopy: ['plans'],
  };
  writeFileSync(settings, JSON.stringify(config));
});

afterEach(() => desk.clear());

const run = (...args: string[]) => tallystick(['report-copy', ...args], desk.around);

async function foldPlans(count: number): Promise<void> {
  const store = await openStore({ file });
  await store.reports.choose(['plans']);
  const plans = Array.from({ length: count }, (_, index) => plan(`plan-${index}`));
  await store.applyBlock(blockOf(0, [{ writes: plans.map(put) }]));
  await store.close();
}

describe('tallystick report-copy', () => {
  it('describes tables and columns without any settings', async () => {
    expect(await run('describe')).toBe(0);
    const tables = JSON.parse(desk.stdout());
    expect(tables[0]).toMatchObject({ name: 'plans', kind: 'plans', key: ['plan_id'] });
    const limit = { name: 'shared_limit_rmb', type: 'bigint', since: 1, about: 'the limit that is shared' };
    expect(tables[0].columns).toContainEqual(limit);
  });

  it('builds the copy anew, and its hash is that of the copy which blocks made', async () => {
    await foldPlans(700);
    expect(await run('rebuild', '--config', settings)).toBe(0);
    const rebuilt = JSON.parse(desk.stdout());
    expect(rebuilt).toMatchObject({ asOfBlock: 0, tables: [{ name: 'plans', rows: 700, state: 'KEPT' }, {}] });
    expect(await run('hash', '--config', settings)).toBe(0);
    expect(desk.stdout()).toBe(`${JSON.stringify(rebuilt, undefined, 2)}\n`.repeat(2));
  });

  it('says which tables the hash leaves out while they are filled, and ends with 3', async () => {
    await foldPlans(1);
    expect(await run('hash', '--config', settings)).toBe(3);
    expect(desk.stderr()).toContain('plans, plan_participations');
  });

  it('refuses settings that are not there, with 2', async () => {
    expect(await run('hash')).toBe(2);
    expect(await run('hash', '--config', join(desk.folder, 'absent.json'))).toBe(2);
  });
});
