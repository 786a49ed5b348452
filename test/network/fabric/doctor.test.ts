import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFabric, searchFabric } from '../../../network/fabric/binaries';
import { examine, type Machine } from '../../../network/fabric/doctor';
import { shippedPlan } from './plans';

const now = new Date('2026-11-21T08:00:00Z');
const healthy: Machine = {
  nodeVersion: 'v20.20.2',
  missing: [],
  versions: { peer: 'v3.1.5', orderer: 'v3.1.5' },
  takenPorts: [],
  isRunning: false,
  certificates: [{ file: 'server.crt', notAfter: new Date('2027-11-21T08:00:00Z') }],
  newestFile: new Date('2026-11-21T07:59:00Z'),
  now,
  freeDiskMb: 50_000,
  freeMemoryMb: 8_000,
  openFiles: 4_096,
  troubles: [],
  proxies: [],
};

const inDays = (days: number) => [{ file: 'server.crt', notAfter: new Date(now.getTime() + days * 86_400_000) }];
const notGood = (change: Partial<Machine>, topology?: string) =>
  examine({ ...healthy, ...change }, shippedPlan(topology)).filter(({ state }) => state !== 'good');

test('a healthy machine is good in everything', () => {
  expect(notGood({})).toEqual([]);
});

test.each([
  ['an old Node', { nodeVersion: 'v20.18.1' }, 'Node', 'wrong'],
  ['an old Fabric', { versions: { peer: 'v2.2.0' } }, 'Fabric', 'wrong'],
  ['programs of two releases', { versions: { peer: 'v3.1.5', orderer: 'v3.0.0' } }, 'Fabric', 'doubtful'],
  ['a taken port', { takenPorts: [8111] }, 'ports', 'wrong'],
  ['a certificate that has ended', { certificates: inDays(-2) }, 'certificates', 'wrong'],
  ['a certificate that ends soon', { certificates: inDays(10) }, 'certificates', 'doubtful'],
  ['a clock that was set back', { newestFile: new Date('2026-11-22T00:00:00Z') }, 'clock', 'wrong'],
  [
    'a clock that was never set',
    { now: new Date('1970-01-02T00:00:00Z'), certificates: [], newestFile: undefined },
    'clock',
    'wrong',
  ],
  ['few open files', { openFiles: 64 }, 'open files', 'wrong'],
  ['not many open files', { openFiles: 512 }, 'open files', 'doubtful'],
  ['a full disk', { freeDiskMb: 100 }, 'disk', 'wrong'],
  ['a disk that fills', { freeDiskMb: 1_000 }, 'disk', 'doubtful'],
  ['little memory', { freeMemoryMb: 500 }, 'memory', 'doubtful'],
  [
    'a gateway whose clock is ahead',
    { troubles: [{ institution: 'meadow', text: 'its clock is 600 s ahead', remedy: 'set the clock' }] },
    'ledger',
    'wrong',
  ],
])('%s is found, with how to repair it', (_, change, about, state) => {
  expect(notGood(change)).toEqual([
    expect.objectContaining({ about, state, detail: expect.any(String), repair: expect.stringMatching(/\w/) }),
  ]);
});

test('Fabric 2.5 runs Raft, and SmartBFT needs Fabric 3', () => {
  const versions = { peer: '2.5.16', orderer: '2.5.16' };
  expect(notGood({ versions })).toEqual([]);
  expect(notGood({ versions }, 'four-bft-orderers')).toEqual([
    expect.objectContaining({
      about: 'Fabric',
      state: 'wrong',
      detail: expect.stringMatching(/2\.5\.16.*SmartBFT .* needs Fabric 3/),
      repair: expect.stringMatching(/Fabric 3\.1, or a topology with consensus: etcdraft/),
    }),
  ]);
  expect(notGood({}, 'four-bft-orderers')).toEqual([]);
});

test('ports and memory that the running network has taken itself are good', () => {
  expect(notGood({ takenPorts: [8101, 8111], freeMemoryMb: 100, isRunning: true })).toEqual([]);
});

describe("Fabric's programs", () => {
  let archive: string;

  beforeEach(() => {
    archive = mkdtempSync(join(tmpdir(), 'archive-'));
    const files = [
      ...['peer', 'orderer', 'osnadmin'].map((name) => join('bin', name)),
      ...['detect', 'build', 'release'].map((name) => join('builders', 'ccaas', 'bin', name)),
      ...['core.yaml', 'orderer.yaml'].map((name) => join('config', name)),
    ];
    for (const folder of ['bin', join('builders', 'ccaas', 'bin'), 'config']) {
      mkdirSync(join(archive, folder), { recursive: true });
    }
    for (const file of files) {
      writeFileSync(join(archive, file), '');
      chmodSync(join(archive, file), 0o755);
    }
  });

  afterEach(() => rmSync(archive, { recursive: true }));

  it('are found in FABRIC_BIN or on PATH, with what lies beside them in the official archive', () => {
    const expected = { configFolder: join(archive, 'config'), builderFolder: join(archive, 'builders', 'ccaas') };
    expect(findFabric({ FABRIC_BIN: join(archive, 'bin') })).toMatchObject(expected);
    expect(findFabric({ PATH: `/nowhere:${join(archive, 'bin')}` })).toMatchObject(expected);
  });

  it.each([
    ['bin/osnadmin', /^osnadmin not found in FABRIC_BIN/],
    ['config/core.yaml', /^core\.yaml not found in .*: keep the archive's folder 'config'/],
    ['builders/ccaas/bin/detect', /^bin\/\{detect\} not found in .*: keep the archive's folder 'builders'/],
  ])('without %s are missing something, and it is said what to do', (file, words) => {
    rmSync(join(archive, file));
    const { missing } = searchFabric({ FABRIC_BIN: join(archive, 'bin') });
    expect(missing).toEqual([expect.stringMatching(words)]);
    expect(() => findFabric({ FABRIC_BIN: join(archive, 'bin') })).toThrow("Fabric's programs are not here");
    expect(notGood({ missing })).toEqual([
      expect.objectContaining({ about: 'Fabric', state: 'wrong', repair: expect.stringMatching(/archive/) }),
    ]);
  });
});
