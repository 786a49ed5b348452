/** A network that runs by itself, on the embedded ledger, which needs nothing but Node: up, looked at, orphaned, taken over, down. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringUp, takeDown } from '../../../network/detached/control';
import { readState } from '../../../network/detached/state';
import { networkStatus } from '../../../network/detached/status';
import { freePorts, until } from '../../stories/running';

let directory: string;
let portBase: number;
const notes: string[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-detached-'));
  portBase = await freePorts(21);
});

afterAll(async () => {
  await takeDown(directory);
  rmSync(directory, { recursive: true, force: true });
}, 30_000);

const up = () => bringUp({ directory, ledger: 'embedded', portBase, onNote: (note) => notes.push(note) });
const pids = async () => (await networkStatus(directory, {}))?.processes.map(({ pid }) => pid) ?? [];

it('comes up, goes on without whoever asked for it, and is the same when asked for again', async () => {
  const state = await up();
  expect(state).toMatchObject({ phase: 'ready', ledger: 'embedded', portBase });
  expect(await up()).toMatchObject({ pid: state.pid });
  const status = await networkStatus(directory, {});
  expect(status).toMatchObject({ well: true, ledger: 'embedded', phase: 'ready' });
  expect(status?.processes).toHaveLength(7);
  expect(status?.gateways.every(({ ready }) => ready)).toBe(true);
}, 90_000);

it('is not mixed with a network on the other ledger', async () => {
  await expect(bringUp({ directory, ledger: 'fabric' })).rejects.toThrow('a network on the embedded ledger runs in');
});

it('ends what a killed supervisor left before it starts anew', async () => {
  const orphans = await pids();
  process.kill(readState(directory)?.pid ?? 0, 'SIGKILL');
  await until('it is seen', async () => (await networkStatus(directory, {}))?.phase === 'unattended');
  expect(orphans.filter(isAlive)).toEqual(orphans);

  expect(await up()).toMatchObject({ phase: 'ready' });
  expect(notes).toEqual(['The supervisor is gone; ending what it left running.']);
  expect(orphans.filter(isAlive)).toEqual([]);
}, 120_000);

it('goes down without a process left, and there is nothing to take down then', async () => {
  const running = await pids();
  expect(running).toHaveLength(7);
  expect(await takeDown(directory)).toBe(true);
  expect(running.filter(isAlive)).toEqual([]);
  expect(existsSync(join(directory, 'dev.json'))).toBe(false);
  expect(await networkStatus(directory, {})).toBeUndefined();
  expect(await takeDown(directory)).toBe(false);
}, 60_000);

it('says why it does not come up, and leaves nothing running', async () => {
  const topology = join(directory, 'nowhere.yaml');
  await expect(bringUp({ directory, ledger: 'embedded', topology })).rejects.toThrow(`${topology} does not exist`);
  expect(await networkStatus(directory, {})).toBeUndefined();
}, 30_000);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
