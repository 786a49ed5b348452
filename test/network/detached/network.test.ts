/** A network that runs by itself, on the embedded ledger, which needs nothing but Node: up, looked at, killed, begun anew, down. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { bringUp, takeDown } from '../../../network/detached/control';
import { readState, writeState } from '../../../network/detached/state';
import { networkStatus } from '../../../network/detached/status';
import { findHolder, whileLocked } from '../../../network/local/folder-lock';
import { tallystick } from '../../../scripts/tallystick';
import { freePorts, until } from '../../stories/running';

let directory: string;
let portBase: number;
const defaultTopologyFile = join(__dirname, '..', '..', '..', 'network', 'topology.yaml');

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-detached-'));
  portBase = await freePorts(21);
});

afterAll(async () => {
  await takeDown(directory);
  rmSync(directory, { recursive: true, force: true });
}, 30_000);

const up = () => bringUp({ directory, ledger: 'embedded', portBase });
const pids = async () => (await networkStatus(directory, {}))?.processes.map(({ pid }) => pid) ?? [];

it('comes up once where two ask for it at once, and both are told of the same', async () => {
  const [one, other] = await Promise.all([up(), up()]);
  expect(one).toMatchObject({ phase: 'ready', pid: other.pid });
  expect(findHolder(directory)).toBe(one.pid);
}, 90_000);

it('goes on without whoever asked for it, and is the same when asked for again', async () => {
  const state = await up();
  expect(state).toMatchObject({ phase: 'ready', ledger: 'embedded', portBase });
  const status = await networkStatus(directory, {});
  expect(status).toMatchObject({ well: true, ledger: 'embedded', phase: 'ready' });
  expect(status?.processes).toHaveLength(7);
  expect(status?.gateways.every(({ ready }) => ready)).toBe(true);
}, 90_000);

it.each([
  ['on the other ledger', { ledger: 'fabric' }, 'on the embedded ledger'],
  ['at other ports', { portBase: 9_000 }, 'at port'],
  ['of another topology', { topology: defaultTopologyFile }, 'of another topology'],
] as const)('is not taken for a network %s', async (_which, wanted, what) => {
  const { pid } = readState(directory) ?? {};
  const another = bringUp({ directory, ledger: 'embedded', ...wanted });
  await expect(another).rejects.toThrow(`a network ${what}`);
  await expect(another).rejects.toThrow(`runs in ${directory} (process ${pid}): take it down first`);
});

it('is not said to be ready while one of its gateways is not', async () => {
  const asked = async () => {
    let nowMs = 0;
    const stdout = new PassThrough();
    const around = {
      ...{ stdout, stderr: new PassThrough(), env: {}, interrupted: new AbortController().signal },
      nowMs: () => nowMs,
      pause: async (ms: number) => {
        nowMs += 60 * ms;
      },
    };
    const args = ['network', 'up', '--ledger', 'embedded', '--directory', directory];
    return { exitCode: await tallystick(args, around), said: String(stdout.read()) };
  };
  const { processes = [] } = (await networkStatus(directory, {})) ?? {};
  const { pid = 0 } = processes.find(({ name }) => name === 'gateway-meadow') ?? {};
  process.kill(pid, 'SIGSTOP');
  expect(await asked()).toMatchObject({ exitCode: 3, said: expect.stringMatching(/NOT READY[\s\S]*NOT WELL after/) });
  process.kill(pid, 'SIGCONT');
  expect(await asked()).toMatchObject({ exitCode: 0, said: expect.stringContaining('ready after') });
}, 60_000);

it('leaves nothing running where its supervisor is killed, and starts anew at once', async () => {
  const orphans = await pids();
  process.kill(readState(directory)?.pid ?? 0, 'SIGKILL');
  await until('it is gone', async () => findHolder(directory) === undefined);
  expect(await up()).toMatchObject({ phase: 'ready' });
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

it('is neither begun nor ended in a folder where another process is at work', async () => {
  await whileLocked(directory, async () => {
    const files = readdirSync(directory);
    for (const attempt of [up(), takeDown(directory)]) {
      await expect(attempt).rejects.toThrow(`process ${process.pid} (`);
    }
    expect(readdirSync(directory)).toEqual(files);
  });
});

it('is not ended by the id of a process that got it later', async () => {
  const innocent = spawn('sleep', ['60'], { detached: true });
  const { pid } = innocent;
  if (pid === undefined) throw new Error('there is no such program');
  writeState(directory, { ledger: 'embedded', pid, phase: 'ready', portBase, steps: [], notes: [], failing: [] });
  expect(await takeDown(directory)).toBe(false);
  expect(isAlive(pid)).toBe(true);
  innocent.kill();
});

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
