/** A network whose disk fills up: its supervisor lives on, and all is well again once there is room. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringUp, takeDown } from '../../../network/detached/control';
import { networkStatus } from '../../../network/detached/status';
import { readDescription } from '../../../network/local/description';
import { findHolder } from '../../../network/local/folder-lock';
import { type Disk, mountDisk, unmount } from '../../campaign/disk';
import { freePorts, until } from '../../stories/running';
import { onDisk } from '../disks';

onDisk('a network on a disk that fills up', () => {
  let directory: string;
  let disk: Disk;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tallystick-detached-'));
    disk = mountDisk(directory);
  });

  afterAll(async () => {
    disk.free();
    await takeDown(directory);
    unmount(directory);
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it('keeps its supervisor, which brings back what died meanwhile', async () => {
    const { pid } = await bringUp({ directory, ledger: 'embedded', portBase: await freePorts() });
    const gateway = async () => {
      const status = await networkStatus(directory, {});
      return status?.processes.find(({ name }) => name === 'gateway-harbour')?.pid ?? 0;
    };
    const killed = await gateway();
    const url = readDescription(directory)?.institutions.meadow?.url ?? '';
    disk.fill(0);
    process.kill(killed, 'SIGKILL');
    // Each is a line in a log that has no room for a page of them.
    for (let request = 0; request < 60; request++) await fetch(`${url}/healthz`);
    await sleep(5_000);
    expect(findHolder(directory)).toBe(pid);

    disk.free();
    await until('all is well again', async () => (await networkStatus(directory, {}))?.well, 90_000);
    expect(findHolder(directory)).toBe(pid);
    expect(await gateway()).not.toBe(killed);
    for (let request = 0; request < 60; request++) await fetch(`${url}/healthz`);
    const log = readFileSync(join(directory, 'logs', 'gateway-meadow.log'), 'utf8');
    expect(log).toMatch(/\d+ bytes of this log were lost/);
  }, 240_000);
});
