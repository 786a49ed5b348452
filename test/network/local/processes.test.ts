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
