/** However a run of jest ends, every process that its suites started ends, and their files go. Needs the built project. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../stories/running';
import { processesIn } from './warden';

const root = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-ending-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** jest, a worker where there are two suites, its warden, the detached process, and the seven of an alliance. */
const runs = [
  ['SIGTERM', 'endless-{alliance,process}', 12],
  ['SIGINT', 'endless-process', 3],
  ['SIGKILL', 'endless-process', 3],
] as const;

function startRun(suites: string): ChildProcess {
  const config = join(folder, 'jest.config.js');
  const endless = `{ ...require(${JSON.stringify(join(root, 'jest.config.js'))}), rootDir: ${JSON.stringify(root)},
    testMatch: ['<rootDir>/test/run/${suites}.ts'], maxWorkers: 2 }`;
  writeFileSync(config, `module.exports = ${endless};\n`);
  const args = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--config', config];
  return spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, TMPDIR: folder } });
}

describe('a run of jest', () => {
  it.each(runs)(
    'leaves no process and no file where %s ends it (%s)',
    async (signal, suites, processes) => {
      const run = startRun(suites);
      await until('all processes run', async () => processesIn(folder).length >= processes, 60_000);
      run.kill(signal);
      await until('all processes have ended', async () => processesIn(folder).length === 0);
      expect(readdirSync(folder).filter((name) => name.startsWith('tallystick-'))).toEqual([]);
    },
    120_000,
  );
});
