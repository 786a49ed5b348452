/** `npm start` as a newcomer meets it: it says where everything is, refuses to run twice, and leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAlliance } from '../../network/local/alliance';
import { freePorts, until } from './running';

const script = join(__dirname, '..', '..', 'dist', 'scripts', 'start.js');
let directory: string;
let portBase: number;
let started: { readonly child: ChildProcess; output(): string };

/** In a process group of its own, as a shell starts it. */
function start(): typeof started {
  const args = [script, '--directory', directory, '--port-base', String(portBase)];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output };
}

function described(): LocalAlliance {
  return JSON.parse(readFileSync(join(directory, 'dev.json'), 'utf8')) as LocalAlliance;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-start-'));
  portBase = await freePorts();
  started = start();
  await until('the alliance is ready', async () => started.output().includes('ready after'), 60_000);
}, 90_000);

afterAll(() => {
  if (started.child.exitCode === null && started.child.pid !== undefined) process.kill(-started.child.pid, 'SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

describe('npm start', () => {
  it('prints five gateways and describes them for scripts, for the owner only', async () => {
    const { institutions } = described();
    expect(Object.keys(institutions)).toEqual(['keystone', 'harbour', 'meadow', 'orchard', 'watchtower']);
    for (const { url, tokens } of Object.values(institutions)) {
      expect(started.output()).toContain(url);
      expect(started.output()).toContain(tokens.officer);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    }
    expect(statSync(join(directory, 'dev.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses to start a second time, and the first goes on', async () => {
    const second = start();
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(second.output()).toContain('is taken');
    expect(existsSync(join(directory, 'dev.json'))).toBe(true);
  });

  it('ends everything within five seconds of a SIGTERM to its group', async () => {
    const pids = Object.values(described().processes).filter((pid) => pid !== undefined);
    const begun = Date.now();
    process.kill(-(started.child.pid ?? 0), 'SIGTERM');
    await once(started.child, 'exit');
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(pids).toHaveLength(7);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(directory, 'dev.json'))).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
