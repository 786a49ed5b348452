/** `npm start` as a newcomer meets it: it says where everything is, refuses to run twice, and leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAlliance } from '../../network/local/alliance';
import { within } from '../run/pace';
import { freePorts, until } from './running';

const script = join(__dirname, '..', '..', 'dist', 'scripts', 'start.js');
let directory: string;
let portBase: number;
let started: { readonly child: ChildProcess; output(): string };

/** What may lie about in a shell, and would mislead a gateway, the chaincode server or gRPC. */
const strangeShell = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  grpc_proxy: 'http://127.0.0.1:9',
  NODE_USE_ENV_PROXY: '1',
  LOG_LEVEL: 'loud',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  GATEWAY_CONFIG: '/nowhere',
  CORE_CHAINCODE_ADDRESS: '127.0.0.1:9',
  CORE_PEER_TLS_ENABLED: 'true',
  TZ: 'America/New_York',
  LC_ALL: 'tr_TR.UTF-8',
  NODE_ENV: 'production',
};

/** In a process group of its own, as a shell starts it. */
function start(...more: readonly string[]): typeof started {
  const args = [script, '--directory', directory, '--port-base', String(portBase), ...more];
  const env = { ...process.env, ...strangeShell };
  const child = spawn(process.execPath, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output };
}

/** Of the files that a start writes. */
function contents(): readonly string[] {
  const written = [
    'alliance.json',
    'dev.json',
    'ledger.json',
    'institutions/harbour/gateway/config.json',
    'institutions/harbour/gateway/passphrase',
  ];
  return written.map((file) => `${statSync(join(directory, file)).ino} ${readFileSync(join(directory, file), 'utf8')}`);
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

  it.each([
    ['as it runs', []],
    ['at other ports', ['--port-base', '19000']],
    ['at other ports, anew', ['--port-base', '19000', '--fresh']],
  ])('refuses to start a second time in its folder, %s, before anything is touched', async (_how, more) => {
    const before = contents();
    const second = start(...more);
    const [code] = (await once(second.child, 'close')) as [number];
    expect(code).toBe(1);
    expect(second.output()).toMatch(new RegExp(`process ${started.child.pid} \\(.*start\\.js.*\\) is at work in`));
    expect(contents()).toEqual(before);
  });

  it('keeps what is not of an alliance where it begins anew', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tallystick-start-'));
    writeFileSync(join(other, 'letter'), 'mine');
    const second = start('--directory', other, '--fresh');
    await once(second.child, 'close');
    expect(second.output()).toContain('holds other things and no alliance');
    expect(readFileSync(join(other, 'letter'), 'utf8')).toBe('mine');
    rmSync(other, { recursive: true });
  });

  it('ends with npm, however that is killed', async () => {
    const file = join(directory, 'parent.js');
    const child = join(__dirname, '..', '..', 'dist', 'scripts', 'npm-parent.js');
    const program = `require(${JSON.stringify(child)}).endWithNpm(); setInterval(() => undefined, 1_000)`;
    writeFileSync(
      file,
      `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(program)}],
        { env: { ...process.env, npm_lifecycle_event: 'start' } });
       console.log(child.pid); setInterval(() => undefined, 1_000);`,
    );
    const npm = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(npm.stdout, 'data')) as [Buffer];
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(isAlive(Number(said))).toBe(true);
    npm.kill('SIGKILL');
    await until('its child has ended', async () => !isAlive(Number(said)));
  });

  it('ends everything within five seconds of a SIGTERM to its group', async () => {
    const pids = Object.values(described().processes).filter((pid) => pid !== undefined);
    const begun = Date.now();
    process.kill(-(started.child.pid ?? 0), 'SIGTERM');
    await once(started.child, 'exit');
    expect(Date.now() - begun).toBeLessThan(within(5_000));
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
