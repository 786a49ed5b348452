/** `tallystick network`, `doctor` and their words, where nothing runs: what is refused, and with which exit code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkStatus } from '../../network/detached/status';
import { tallystick } from '../../scripts/tallystick';
import { writeLines } from '../../scripts/tallystick/network-report';
import { type Desk, newDesk } from './fake-gateway';

let desk: Desk;

beforeEach(() => {
  desk = newDesk();
});

afterEach(() => desk.clear());

const run = (...args: string[]) => tallystick([...args, '--directory', desk.folder], desk.around);

describe('where no network runs', () => {
  it('status says so with 4, in words or as JSON', async () => {
    expect(await run('network', 'status')).toBe(4);
    expect(desk.stderr()).toContain('no network runs in');
    expect(await run('network', 'status', '--json')).toBe(4);
    expect(JSON.parse(desk.stdout())).toMatchObject({ well: false, exitCode: 4 });
  });

  it('down has nothing to do', async () => {
    expect(await run('network', 'down')).toBe(0);
    expect(desk.stdout()).toBe('No network ran here.\n');
  });

  it('a chaincode cannot be deployed', async () => {
    expect(await run('chaincode', 'deploy')).toBe(3);
  });

  it('reset asks, and forgets nothing of what is not the network’s', async () => {
    mkdirSync(join(desk.folder, 'ledger'));
    expect(await run('network', 'reset')).toBe(2);
    expect(desk.stderr()).toContain('--yes');
    expect(await run('network', 'reset', '--yes')).toBe(0);
    expect(await tallystick(['template', desk.file], desk.around)).toBe(2);
  });
});

describe('a damaged file', () => {
  const state = { ledger: 'fabric', pid: 1, phase: 'ready', portBase: 8101, steps: [], notes: [], failing: [] };

  it.each<[string, string | Buffer]>([
    ['full of NULs', Buffer.alloc(200)],
    ['truncated', JSON.stringify(state).slice(0, 30)],
    ['empty', ''],
    ['a list', '[]'],
    ['of other types', JSON.stringify({ ...state, pid: '1' })],
  ])('network.json, %s, is named by every command, with what to do', async (_what, content) => {
    const file = join(desk.folder, 'network.json');
    writeFileSync(file, content);
    for (const verb of ['status', 'down', 'up']) {
      expect(await run('network', verb)).toBe(2);
      expect(desk.stderr()).toMatch(new RegExp(`^${file} is .*remove the file, and repeat the command`));
    }
  });

  it('dev.json or compose.json is named, too', async () => {
    writeFileSync(join(desk.folder, 'network.json'), JSON.stringify({ ...state, ledger: 'embedded' }));
    writeFileSync(join(desk.folder, 'dev.json'), Buffer.alloc(10));
    expect(await run('network', 'status')).toBe(2);
    expect(desk.stderr()).toContain(`${join(desk.folder, 'dev.json')} is damaged`);
    writeFileSync(join(desk.folder, 'compose.json'), '{"command": "docker"}');
    expect(await run('network', 'status')).toBe(2);
    expect(desk.stderr()).toContain(`${join(desk.folder, 'compose.json')} is not what`);
  });

  it('a topology is refused with 2 before anything starts', async () => {
    const topology = join(desk.folder, 'topology.yaml');
    writeFileSync(topology, Buffer.alloc(50));
    expect(await run('network', 'up', '--topology', topology)).toBe(2);
    expect(desk.stderr()).toContain(`${topology} is damaged`);
  });
});

describe('logs', () => {
  beforeEach(() => {
    mkdirSync(join(desk.folder, 'logs'));
    writeFileSync(join(desk.folder, 'logs', 'orderer0.log'), 'one\ntwo\nthree\n');
  });

  it('names the processes that have one, and shows the end of one', async () => {
    expect(await run('network', 'logs')).toBe(0);
    expect(await run('network', 'logs', 'orderer0', '--lines', '2')).toBe(0);
    expect(desk.stdout()).toBe('orderer0\ntwo\nthree\n');
  });

  it('refuses a process that has none', async () => {
    expect(await run('network', 'logs', '../secret')).toBe(2);
  });
});

describe('doctor', () => {
  it('ends with 4 where Fabric is missing, and says how to get it', async () => {
    expect(await run('doctor', '--json')).toBe(4);
    const { well, findings } = JSON.parse(desk.stdout());
    expect(well).toBe(false);
    const [fabric] = findings.filter(({ about }: { about: string }) => about === 'Fabric');
    expect(fabric).toMatchObject({ state: 'wrong', repair: expect.stringContaining('FABRIC_BIN') });
  });
});

describe('a status in words', () => {
  const status: NetworkStatus = {
    well: false,
    ledger: 'fabric',
    phase: 'ready',
    processes: [
      { name: 'orderer0', pid: 11, alive: true, memoryMb: 40 },
      { name: 'peer0.harbour', pid: 12, alive: false },
    ],
    failing: [{ name: 'peer0.harbour', why: 'no space left on device' }],
    gateways: [{ institution: 'harbour', url: 'http://127.0.0.1:8102', ready: false }],
    fabric: {
      consensus: 'etcdraft',
      leader: 'orderer0',
      nodes: [
        { name: 'orderer0', kind: 'orderer', pid: 11, healthy: true, height: 7, leads: true },
        { name: 'peer0.harbour', kind: 'peer', pid: 12, healthy: false, fault: 'does not answer', height: undefined },
      ],
    },
    certificates: [{ organisation: 'harbour', file: 'server.crt', notAfter: '2026-12-01T00:00:00.000Z' }],
  };

  it('names consensus and leader, and whatever is not well or ends soon', () => {
    const text = writeLines(status, Date.parse('2026-11-21T00:00:00Z')).join('\n');
    expect(text).toContain('fabric ledger, ready, consensus etcdraft, leader orderer0');
    expect(text).toMatch(/orderer0 .*40 MB +healthy +height 7 +leads/);
    expect(text).toMatch(/peer0\.harbour .*GONE +UNHEALTHY +does not answer/);
    expect(text).toContain('NOT READY');
    expect(text).toMatch(/peer0\.harbour dies again and again, .*: no space left on device/);
    expect(text).toContain('harbour: a certificate ends on 2026-12-01');
  });
});
