/** The built `tallystick` as a process of its own: interrupted in the middle of an import, and run again. Needs the built project. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Desk, type FakeGateway, newDesk, newFakeGateway } from './fake-gateway';

const command = join(__dirname, '..', '..', 'dist', 'scripts', 'tallystick.js');
let gateway: FakeGateway;
let desk: Desk;

beforeEach(async () => {
  gateway = await newFakeGateway();
  desk = newDesk();
});

afterEach(async () => {
  await gateway.close();
  desk.clear();
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number; readonly output: string }>;
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...desk.around.env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return { child, ended: once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number, output })) };
}

it('ends with 130 on Ctrl-C while the import runs; the same command sees it through', async () => {
  gateway.states = [{ status: 'RUNNING', accepted: 1 }];
  const first = start('upload', desk.file, '--gateway', gateway.url);
  while (gateway.requests.length < 3) await sleep(20);
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ exitCode: 130, output: expect.stringContaining('goes on watching') });

  gateway.states = [{ status: 'DONE', accepted: 2, rejected: 1 }];
  gateway.errors = [{ row: 3, column: 'loanIdent', reason: 'no' }];
  const second = await start('upload', desk.file, '--gateway', gateway.url).ended;
  expect(second).toMatchObject({ exitCode: 1, output: expect.stringContaining('3 rows: 2 accepted, 1 rejected.') });
  expect(gateway.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
});

it('names the exit codes in its help', async () => {
  const { exitCode, output } = await start('upload', '--help').ended;

  expect(exitCode).toBe(0);
  expect(output).toContain('130 interrupted');
});

it('ends with 2 where it is called wrongly', async () => {
  expect((await start('uplaod').ended).exitCode).toBe(2);
});
