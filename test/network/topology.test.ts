import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { foundingDocumentForm } from '../../chaincode/api/alliance';
import {
  foundingDocumentOf,
  majorityOf,
  readTopology,
  sealedCollectionOf,
  type Topology,
} from '../../network/topology';

const shipped = join(__dirname, '..', '..', 'network');
const defaultFile = join(shipped, 'topology.yaml');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'topology-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What reading the default topology with a change says. */
function complaintAbout(change: (topology: Topology) => object): string {
  const file = join(folder, 'topology.yaml');
  const topology = parse(readFileSync(defaultFile, 'utf8')) as Topology;
  writeFileSync(file, stringify({ ...topology, ...change(topology) }));
  try {
    readTopology(file);
  } catch (error) {
    return (error as Error).message.replace(folder, '');
  }
  return 'no complaint';
}

describe('the shipped topologies', () => {
  it('the default one has four endorsing organisations with two peers each, a regulator, and three Raft orderers', () => {
    const { organisations, orderers } = readTopology(defaultFile);
    const shape = organisations.map(({ name, peers, endorses }) => [name, peers, endorses]);
    expect(shape).toEqual([
      ['keystone', 2, true],
      ['harbour', 2, true],
      ['meadow', 2, true],
      ['orchard', 2, true],
      ['watchtower', 1, false],
    ]);
    expect([orderers.consensus, orderers.nodes.length]).toEqual(['etcdraft', 3]);
    expect(majorityOf(readTopology(defaultFile))).toBe(3);
  });

  it.each(readdirSync(join(shipped, 'topologies')))('%s can be read', (name) => {
    expect(readTopology(join(shipped, 'topologies', name)).channel).toBe('alliance');
  });

  it.each([defaultFile, ...readdirSync(join(shipped, 'topologies')).map((name) => join(shipped, 'topologies', name))])(
    'an alliance can be founded with %s',
    (file) => {
      const { error } = foundingDocumentForm.safeParse(foundingDocumentOf(readTopology(file)));
      expect(error?.issues).toBeUndefined();
    },
  );

  it('the regular view of the source documents has two organisations, four peers and three orderers of neither', () => {
    const { organisations, orderers } = readTopology(join(shipped, 'topologies', 'two-organisations.yaml'));
    expect(organisations.map(({ peers }) => peers)).toEqual([2, 2]);
    expect(new Set(orderers.nodes.map(({ organisation }) => organisation))).toEqual(new Set(['ordering']));
  });
});

describe('the collection for sealed records', () => {
  it('has every creditor as a member, since each pays for what its node has to hold, and no other that only looks on', () => {
    const topology = readTopology(defaultFile);
    const watching = { name: 'lantern', mspId: 'LanternMSP', partyOrgType: 'DATA_SERVICE_PROVIDER' } as const;
    const silent = topology.organisations.map((each) =>
      each.name === 'orchard' ? { ...each, endorses: false } : each,
    );
    const organisations = [...silent, { ...watching, partyName: 'Lantern', endorses: false, peers: 1 }];
    expect(sealedCollectionOf({ ...topology, organisations }).members).toEqual([
      'KeystoneMSP',
      'HarbourMSP',
      'MeadowMSP',
      'OrchardMSP',
      'WatchtowerMSP',
    ]);
  });
});

describe('a topology that cannot be', () => {
  it('names the field that is not well formed', () => {
    const complaint = complaintAbout(({ organisations }) => ({
      organisations: organisations.map((organisation) => ({ ...organisation, peers: 0 })),
    }));
    expect(complaint).toContain('organisations[0].peers');
  });

  it.each<[string, string, string]>([
    ['no token issuer', 'keystone', 'CREDITOR_ORG'],
    ['two token issuers', 'harbour', 'TOKEN_ISSUER'],
  ])('has %s', (_what, name, partyOrgType) => {
    const complaint = complaintAbout(({ organisations }) => ({
      organisations: organisations.map((each) => (each.name === name ? { ...each, partyOrgType } : each)),
    }));
    expect(complaint).toMatch(/there must be one token issuer.*\s+→ at organisations/);
  });

  it('names a registrar that does not endorse', () => {
    expect(complaintAbout(() => ({ registrar: 'watchtower' }))).toMatch(/does not endorse.*\s+→ at registrar/);
  });

  it('names a founder, an evaluator, a registrar and an owner of orderers that do not exist', () => {
    expect(complaintAbout(() => ({ founder: 'nobody' }))).toMatch(/no organisation is named nobody\s+→ at founder/);
    expect(complaintAbout(() => ({ evaluators: ['nobody'] }))).toMatch(/nobody\s+→ at evaluators/);
    expect(complaintAbout(() => ({ registrar: 'nobody' }))).toMatch(/no organisation is named nobody\s+→ at registrar/);
    const orderers = { consensus: 'etcdraft', batchTimeoutMs: 200, nodes: [{ name: 'o', organisation: 'nobody' }] };
    expect(complaintAbout(() => ({ orderers }))).toMatch(/nobody\s+→ at orderers\.nodes\[0\]/);
  });

  it('names what stands twice', () => {
    const [keystone, ...others] = readTopology(defaultFile).organisations;
    const twice = [keystone, ...others, { ...others[0], name: 'another' }];
    expect(complaintAbout(() => ({ organisations: twice }))).toContain('two organisations share the MSP id HarbourMSP');
    const doubled = complaintAbout(({ orderers }) => ({
      orderers: { ...orderers, nodes: [...orderers.nodes, orderers.nodes[0]] },
    }));
    expect(doubled).toContain('two orderers share the name orderer0');
  });

  it('refuses BFT with fewer than four orderers, since nobody could lie unnoticed', () => {
    const complaint = complaintAbout(({ orderers }) => ({ orderers: { ...orderers, consensus: 'BFT' } }));
    expect(complaint).toContain('BFT needs at least 4 orderers, here are 3');
  });

  it('refuses a regulator that endorses, and an alliance in which nobody does', () => {
    const all = (endorses: boolean) =>
      complaintAbout(({ organisations }) => ({
        organisations: organisations.map((organisation) => ({ ...organisation, endorses })),
      }));
    expect(all(true)).toContain('watchtower is a regulator, and regulators endorse nothing');
    expect(all(false)).toContain('no organisation endorses');
  });

  it('says so where the file is no YAML at all', () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'channel: [');
    expect(() => readTopology(file)).toThrow(`${file} is not a topology`);
  });
});
