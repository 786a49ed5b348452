/** Supervised processes: told of where they do not get ready, kept from an operator's shell, and ended with their supervisor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervised } from '../../../network/local/processes';
import { until } from '../../stories/running';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-processes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const logFile = join(directory, 'one.log');
const events = { restarted: () => undefined, failing: () => undefined, recovered: () => undefined };
const specOf = (program: string) => ({ name: 'one', args: ['-e', program], logFile, readyText: 'ready' });
const running = (program: string) => new Supervised(specOf(program), events);
/** A supervisor that is to be killed runs from what was built. */
const built = join(__dirname, '..', '..', '..', 'dist', 'network', 'local', 'processes.js');

describe('a process that ends before it is ready', () => {
  it('is told of with the reason that it gives', async () => {
    const line = JSON.stringify({ state: 'failed', reason: 'the store is another version' });
    const one = running(`console.error('first'); console.error(${JSON.stringify(line)}); process.exitCode = 1;`);
    await expect(one.start()).rejects.toThrow('one ended (1) before it was ready: the store is another version');
    expect(readFileSync(logFile, 'utf8')).toContain(line);
  });

  it.each([
    ['nothing', ''],
    ['blanks', "console.error('  ');"],
  ])('is told of with its log where it said %s', async (_what, program) => {
    const one = running(`${program} process.exitCode = 2;`);
    await expect(one.start()).rejects.toThrow(`one ended (2) before it was ready: see ${logFile}`);
  });

  it.each([
    ['no JSON', 'broken {', 'broken {'],
    ['several lines', 'one\\ntwo\\nthree\\nfour', 'two | three | four'],
    [
      'an error that nobody caught',
      'x.js:1\\n\\nTypeError: no such thing\\n    at f (x.js:1)',
      'TypeError: no such thing',
    ],
    ['a panic of Go', 'panic: no space left\\n\\ngoroutine 1 [running]:\\nmain.main()', 'panic: no space left'],
    [
      "a line of Fabric's log",
      '{"level":"panic","msg":"disk is full","stacktrace":"x"}\\n{"level":"info"}',
      'disk is full',
    ],
    ['colours', '\\x1b[31mred\\x1b[0m', 'red'],
  ])('is told of at once with its last words where they are %s', async (_what, said, told) => {
    const one = running(`console.error('${said}'); process.exitCode = 2;`);
    await expect(one.start()).rejects.toThrow(`one ended (2) before it was ready: ${told}; see ${logFile}`);
  });
});

describe('a process that dies again and again', () => {
  const room = join(directory, 'room');
  /** Lives only where there is room. */
  const program = `if (!require('fs').existsSync(${JSON.stringify(room)})) {
    console.error('Error: ENOSPC: no space left');
    process.exit(1);
  }
  setInterval(() => undefined, 1_000);`;

  it('is tried for ever, ever more slowly, told of once, and taken for well once it lives', async () => {
    const complained = jest.spyOn(console, 'error').mockReturnValue();
    const told: string[] = [];
    const pauses: number[] = [];
    const listener = {
      restarted: () => undefined,
      failing: (name: string, why: string) => {
        told.push(`${name}: ${why}`);
        throw new Error('whoever listens has a full disk, too');
      },
      recovered: (name: string) => told.push(`${name} is well`),
    };
    const rest = async (ms: number) => {
      pauses.push(ms);
      if (pauses.length === 25) writeFileSync(room, '');
    };
    const one = new Supervised({ name: 'one', args: ['-e', program], logFile }, listener, rest);
    await one.start();
    while (told.length < 2) await sleep(50);
    await one.stop();
    expect(told).toEqual(['one: Error: ENOSPC: no space left', 'one is well']);
    expect(pauses).toHaveLength(25);
    expect(complained).toHaveBeenCalledTimes(1);
    complained.mockRestore();
    expect(pauses.slice(0, 9)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000]);
    expect(new Set(pauses.slice(8))).toEqual(new Set([30_000]));
  }, 60_000);

  it('is one whose program is gone, which ends nobody else', async () => {
    const command = join(directory, 'going');
    writeFileSync(command, '#!/bin/sh\nrm "$0"\n', { mode: 0o700 });
    const failing = new Promise<string>((resolve) => {
      const rest = async () => undefined;
      const spec = { name: 'one', command, args: [], logFile };
      const one = new Supervised(spec, { ...events, failing: (name) => resolve(name) }, rest);
      void one.start().then(() => failing.then(() => one.stop()));
    });
    expect(await failing).toBe('one');
    expect(existsSync(command)).toBe(false);
  });

  it('is refused at its first start where there is no such program', async () => {
    const spec = { name: 'one', command: join(directory, 'nothing'), args: [], logFile };
    await expect(new Supervised(spec, events).start()).rejects.toThrow('ENOENT');
  });
});

describe('a process that is not ready in time', () => {
  it('is ended, so that its successor finds its port free', async () => {
    const args = ['-e', 'setInterval(() => undefined, 1_000)'];
    const late = new Supervised({ name: 'one', args, logFile, readyText: 'ready', readyWithinMs: 500 }, events);
    const starting = late.start();
    const pid = late.pid ?? 0;
    expect(isRunning(pid)).toBe(true);
    await expect(starting).rejects.toThrow('one was not ready in time');
    expect(isRunning(pid)).toBe(false);
  });
});

describe('a process that the system does not start', () => {
  it('is told of, and does not end its supervisor', async () => {
    const absent = new Supervised({ name: 'one', command: '/nowhere', args: [], logFile }, events);
    await expect(absent.start()).rejects.toThrow('ENOENT');
    await absent.stop();
  });
});

describe('the log of a process', () => {
  it('may find no room: the process goes on, and the log says what was lost once there is room', async () => {
    const folder = join(directory, 'gone');
    const file = join(folder, 'one.log');
    const args = ['-e', "console.log('ready'); setInterval(() => console.log('x'.repeat(9)), 20)"];
    const one = new Supervised({ name: 'one', args, logFile: file, readyText: 'ready' }, events);
    await one.start();
    const pid = one.pid ?? 0;
    mkdirSync(folder);
    await until('the log is written', async () => readLog(file).includes('x'));
    expect(readLog(file)).toMatch(/^\(\d+ bytes of this log were lost: there was no room\)\n/);
    expect(isRunning(pid)).toBe(true);
    await one.stop();
  });
});

it("is told nothing of what lies about in an operator's shell", async () => {
  const shell = {
    LOG_LEVEL: 'trace',
    DATABASE_URL: 'postgres://elsewhere',
    GATEWAY_CONFIG: '/elsewhere',
    CORE_PEER_ADDRESS: 'elsewhere:1',
    ORDERER_GENERAL_LISTENPORT: '1',
    FABRIC_CFG_PATH: '/elsewhere',
    NODE_OPTIONS: '--no-warnings',
    NODE_ENV: 'production',
    npm_config_loglevel: 'silly',
    http_proxy: 'http://elsewhere:3128',
    grpc_proxy: 'http://elsewhere:3128',
    TZ: 'America/New_York',
    LC_ALL: 'tr_TR.UTF-8',
  };
  Object.assign(process.env, shell);
  const one = new Supervised(
    { ...specOf("console.log(JSON.stringify(Object.keys(process.env))); console.log('ready')"), env: { OWN: 'yes' } },
    events,
  );
  await one.start().finally(() => {
    for (const name of Object.keys(shell)) delete process.env[name];
  });
  await one.stop();
  const seen = JSON.parse(readFileSync(logFile, 'utf8').trim().split('\n').at(-2) ?? '') as string[];
  expect(seen).toEqual(expect.arrayContaining(['PATH', 'HOME', 'OWN']));
  expect(seen.filter((name) => name in shell)).toEqual([]);
});

describe('a supervisor that is killed', () => {
  it.each([
    ['that end when they are asked', 'setInterval(() => undefined, 1_000)'],
    ['that do not', "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1_000)"],
  ])('leaves no processes behind %s', async (_which, program) => {
    const file = join(directory, 'supervisor.js');
    const spec = { name: 'one', args: ['-e', `${program}; console.log('ready')`], logFile, readyText: 'ready' };
    writeFileSync(
      file,
      `const { Supervised } = require(${JSON.stringify(built)});
       const one = new Supervised(${JSON.stringify(spec)}, { restarted() {}, failing() {}, recovered() {} });
       one.start().then(() => console.log(one.pid)); setInterval(() => undefined, 1_000);`,
    );
    const supervisor = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(supervisor.stdout, 'data')) as [Buffer];
    const child = Number(said);
    expect(isRunning(child)).toBe(true);
    supervisor.kill('SIGKILL');
    await until('its child has ended', async () => !isRunning(child));
  });
});

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
