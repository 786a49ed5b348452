/** The arrows between folders: what each may import of the project, and nothing else. */
import { readImports, readProjectImports, sources } from './sources';

/** What every program does with the files and words that an operator gives it. */
const ofProcesses = ['network/settings-file', 'network/command-line', 'network/proxy', 'network/whole-file'];

/** What every capability of a gateway stands on. */
const platform = [
  'chaincode/api',
  'gateway/api',
  'gateway/http',
  'gateway/ledger/types',
  'gateway/outbox',
  'gateway/store',
  'gateway/vault/types',
  'gateway/work',
];

/** The longest entry that a file lies under holds for it. Its own folder is always allowed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'chaincode/api': [],
  'chaincode/domain': ['chaincode/api'],
  'chaincode/state': ['chaincode/api'],
  'chaincode/contract': ['chaincode/api', 'chaincode/domain', 'chaincode/state'],
  // What a person's browser runs, too.
  'gateway/client': [
    'chaincode/api/base64url',
    'chaincode/api/canonical',
    'chaincode/api/credit-fields',
    'chaincode/api/low-s',
    'chaincode/api/sealed-forms',
    'chaincode/api/texts',
    'chaincode/api/time-zones',
    'chaincode/api/times',
  ],
  'gateway/viewer': ['chaincode/api', 'gateway/client', 'gateway/queries/report'],
  'gateway/vault': ['chaincode/api', 'network/file-modes', 'network/whole-file'],
  // The keys, so that a record counts under its own one only.
  'gateway/ledger': ['chaincode/api', 'chaincode/state/keys', 'network/identity', 'network/proxy'],
  'gateway/store': ['chaincode/api', 'gateway/api', 'gateway/ledger', 'network/file-modes'],
  'gateway/api': ['chaincode/api'],
  'gateway/work': ['chaincode/api', 'gateway/http/route', 'gateway/ledger/types', 'gateway/store'],
  'gateway/outbox': ['chaincode/api', 'gateway/ledger/types', 'gateway/store', 'gateway/vault/types', 'gateway/work'],
  'gateway/registrar': [...platform, 'gateway/ledger/asked-last'],
  'gateway/audit': [...platform],
  'gateway/alliance': [...platform, 'network/settings-file'],
  'gateway/operations': [...platform],
  'gateway/sessions': [...platform],
  'gateway/people': [...platform, 'network/identity/token-file', 'network/whole-file'],
  // Who is asked to endorse a delivery.
  'gateway/plans': [...platform, 'gateway/ledger/asked-last'],
  'gateway/imports': [...platform, 'gateway/plans/publishing', 'gateway/records/lending', 'gateway/spreadsheets'],
  'gateway/spreadsheets': ['chaincode/api', 'gateway/api'],
  'gateway/records': [...platform, 'gateway/client/to-sign'],
  'gateway/queries': [...platform, 'gateway/client/to-sign', 'gateway/records/dispute-texts'],
  // People's devices recompute the words of what a key signs.
  'gateway/subjects': [...platform, 'gateway/client/to-sign', 'gateway/client/words'],
  'gateway/tokens': [...platform],
  'gateway/chain': [...platform],
  'gateway/reports': [...platform],
  'gateway/webhooks': [...platform],
  gateway: ['chaincode/api', ...ofProcesses, 'gateway', 'network/identity'],
  'network/identity': ofProcesses,
  'network/embedded/ledger': ['network/file-modes', 'network/whole-file'],
  'network/channel': ['network/identity', 'network/topology'],
  'network/institution': [
    ...ofProcesses,
    'chaincode/api',
    'network/channel',
    'network/identity',
    'network/topology',
    'network/topology-form',
  ],
  'network/embedded': [
    ...ofProcesses,
    'network/channel/genesis',
    'network/channel/groups',
    'network/file-modes',
    'network/identity',
  ],
  'network/local': [...ofProcesses, 'network/file-modes', 'network/identity', 'network/topology'],
  'network/fabric': [
    'chaincode/api/canonical',
    ...ofProcesses,
    'network/channel',
    'network/institution',
    'network/identity',
    'network/local',
    'network/topology',
  ],
  'network/detached': [
    ...ofProcesses,
    'network/fabric',
    'network/institution',
    'network/identity',
    'network/local',
    'network/topology',
  ],
  'network/compose': [...ofProcesses, 'network/detached', 'network/fabric', 'network/local', 'network/topology'],
  network: ['chaincode/api', ...ofProcesses],
  // What the client package is made of; the package itself knows neither.
  'scripts/client': ['gateway/api', 'gateway/client', 'gateway/http/openapi'],
  scripts: [
    'network',
    'gateway/audit/chain',
    'gateway/client',
    'gateway/report-copy',
    'gateway/subjects/voprf',
    'chaincode/api',
    'chaincode/state/shim-port',
  ],
  chaincode: [],
};

/** Packages that only one part of the project may know. */
const onlyIn: Readonly<Record<string, readonly string[]>> = {
  '@cloudflare/voprf-ts': ['gateway/subjects'],
  '@hyperledger/fabric-gateway': ['gateway/ledger', 'network/fabric', 'scripts'],
  'fabric-shim': ['chaincode/state', 'scripts/bench'],
  'fabric-contract-api': ['chaincode/contract', 'scripts/bench'],
  express: ['gateway'],
  kysely: ['gateway'],
  'node-forge': ['gateway/vault'],
  multer: ['gateway/http'],
  'openid-client': ['gateway/sessions'],
  saxes: ['gateway/spreadsheets'],
  yauzl: ['gateway/spreadsheets'],
  yazl: ['gateway/spreadsheets'],
  'csv-parse': ['gateway/spreadsheets'],
  'classic-level': ['network/embedded/ledger'],
};

describe('the arrows between folders', () => {
  it('finds the sources that it checks', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it('no folder imports what is not listed for it', () => {
    const offences = sources.flatMap((source) => {
      const folder = folderOf(source);
      const allowed = [folder, ...(mayImport[folder] ?? [])];
      return readProjectImports(source)
        .filter((target) => !allowed.some((prefix) => target === prefix || isUnder(target, prefix)))
        .map((target) => `${source} imports ${target}`);
    });

    expect(offences).toEqual([]);
  });

  it.each(Object.entries(onlyIn))('%s is known only where it belongs', (packageName, folders) => {
    const offenders = sources
      .filter((source) => readImports(source).some((target) => target === packageName || isUnder(target, packageName)))
      .filter((source) => !folders.some((folder) => isUnder(source, folder)));

    expect(offenders).toEqual([]);
  });

  it('no source imports a test', () => {
    expect(sources.filter((source) => readProjectImports(source).some((target) => isUnder(target, 'test')))).toEqual(
      [],
    );
  });
});

function isUnder(path: string, prefix: string): boolean {
  return path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function folderOf(source: string): string {
  const candidates = Object.keys(mayImport).filter((folder) => isUnder(source, folder));
  return candidates.sort((one, other) => other.length - one.length)[0] ?? '';
}
