/** A supervised process that does not get ready: whoever starts it is told why. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Supervised } from '../../../network/local/processes';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-processes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const logFile = join(directory, 'one.log');
const events = { restarted: () => undefined, givenUp: () => undefined };
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
    ['no JSON', "console.error('broken {');"],
    ['JSON without a reason', "console.error('{}');"],
  ])('is told of with its log where its last line is %s', async (_what, program) => {
    const one = running(`${program} process.exitCode = 2;`);
    await expect(one.start()).rejects.toThrow(`one ended (2) before it was ready: see ${logFile}`);
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
