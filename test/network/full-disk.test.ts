/** A first start on a disk that is full: whatever was written is whole or absent, and the next start, with room, succeeds. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeUsers } from '../../gateway/people/settings-users';
import { openStore } from '../../gateway/stores';
import { openVault } from '../../gateway/vault/vault';
import { openLedger } from '../../network/embedded/ledger/ledger';
import { defaultTopology } from '../../network/local/alliance';
import { prepareMaterial } from '../../network/local/material';
import { createWhole, replaceWhole } from '../../network/whole-file';
import { type Disk, mountDisk, unmount } from '../campaign/disk';
import { mayMount, onDisk } from './disks';
import { newOptions } from './embedded/ledger/harness';

let root: string;
let disk: Disk;
const inside = (...names: string[]) => join(root, ...names);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallystick-full-'));
  if (!mayMount) return;
  disk = mountDisk(root);
  // An empty disk has no size to be drawn down to.
  writeFileSync(inside('ballast'), Buffer.alloc(4_096));
});

afterEach(() => {
  if (mayMount) unmount(root);
  rmSync(root, { recursive: true, force: true });
});

/** True where the work was done although the disk was full but for so much. */
async function isDoneOnFullDisk(slackKb: number, work: () => Promise<unknown>): Promise<boolean> {
  disk.fill(slackKb);
  const done = await work().then(
    () => true,
    () => false,
  );
  disk.free();
  return done;
}

/** Tries the work with more and more room until it is done on the full disk itself, and each time again with plenty. */
async function untilThereIsRoom(stepKb: number, work: (folder: string) => Promise<unknown>): Promise<number> {
  for (let failures = 0; failures < 60; failures++) {
    const folder = inside(`try-${failures}`);
    if (await isDoneOnFullDisk(failures * stepKb, () => work(folder))) return failures;
    await work(folder);
    rmSync(folder, { recursive: true, force: true });
  }
  throw new Error('it never had room enough');
}

onDisk('on a full disk', () => {
  it('a file that is written once is absent, and nothing is left beside it', async () => {
    const write = () => createWhole(inside('token'), 'x'.repeat(100));
    disk.fill(0);
    await expect(write()).rejects.toThrow(`${inside('token')} cannot be written: the disk is full: make room`);
    disk.free();
    expect(readdirSync(root)).toEqual(['ballast']);
    expect(await write()).toBe(true);
    expect(await createWhole(inside('token'), 'another')).toBe(false);
    expect(readFileSync(inside('token'), 'utf8')).toBe('x'.repeat(100));
  });

  it('a file that is written again keeps what it held', async () => {
    replaceWhole(inside('config.json'), 'old');
    expect(await isDoneOnFullDisk(0, async () => replaceWhole(inside('config.json'), 'new'))).toBe(false);
    expect(readFileSync(inside('config.json'), 'utf8')).toBe('old');
    expect(readdirSync(root).sort()).toEqual(['ballast', 'config.json']);
  });

  it('identities, secrets and settings are made at the next start', async () => {
    const topology = defaultTopology();
    const failures = await untilThereIsRoom(80, async (folder) => {
      await prepareMaterial(topology, { directory: folder, portBase: 1 }, {});
      for (const secret of ['passphrase', 'token-admin', 'token-officer', 'token-auditor']) {
        expect(readFileSync(join(folder, 'institutions', 'keystone', 'gateway', secret), 'utf8')).toHaveLength(43);
      }
    });
    expect(failures).toBeGreaterThan(3);
  }, 120_000);

  it('the embedded ledger is made at the next start', async () => {
    const failures = await untilThereIsRoom(4, async (directory) => {
      await (await openLedger({ ...newOptions(), directory })).close();
    });
    expect(failures).toBeGreaterThan(1);
  }, 60_000);

  it('a vault is made at the next start', async () => {
    writeFileSync(inside('passphrase'), 'a passphrase for a test', { mode: 0o600 });
    const passphraseFile = inside('passphrase');
    const failures = await untilThereIsRoom(4, (directory) =>
      openVault({ directory, passphraseFile, channel: 'main' }),
    );
    expect(failures).toBeGreaterThan(1);
  }, 60_000);

  it('a store and its users are made at the next start, with the token that the file holds', async () => {
    const failures = await untilThereIsRoom(32, async (folder) => {
      const store = await openStore({ file: join(folder, 'store.sqlite') });
      try {
        const tokenFile = join(folder, 'token');
        await makeUsers(store, [{ userName: 'officer', role: 'officer', tokenFile }]);
        expect(readFileSync(tokenFile, 'utf8')).toHaveLength(43);
      } finally {
        await store.close();
      }
    });
    expect(failures).toBeGreaterThan(3);
  }, 60_000);
});
