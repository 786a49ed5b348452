/** A supervised process that does not get ready: whoever starts it is told why. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervised } from '../../../network/local/processes';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-processes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const logFile = join(directory, 'one.log');
const events = { restarted: () => undefined, failing: () => undefined, recovered: () => undefined };
const running = (program: string) =>
  new Supervised({ name: 'one', args: ['-e', program], logFile, readyText: 'ready' }, events);

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

  it('is one whose program is not there, which ends nobody else', async () => {
    const failing = new Promise<string>((resolve) => {
      const rest = async () => undefined;
      const spec = { name: 'one', command: join(directory, 'nothing'), args: [], logFile };
      const one = new Supervised(spec, { ...events, failing: (name) => resolve(name) }, rest);
      void one.start().then(() => failing.then(() => one.stop()));
    });
    expect(await failing).toBe('one');
    expect(existsSync(join(directory, 'nothing'))).toBe(false);
  });
});

describe('a process that is not ready in time', () => {
  const isRunning = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

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
