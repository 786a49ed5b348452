import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { foundingDocumentForm } from '../../chaincode/api/alliance';
import {
  countMajority,
  defineSealedCollection,
  makeFoundingDocument,
  readTopology,
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
    expect(countMajority(readTopology(defaultFile))).toBe(3);
  });

  it.each(readdirSync(join(shipped, 'topologies')))('%s can be read', (name) => {
    expect(readTopology(join(shipped, 'topologies', name)).channels).toEqual([
      { name: 'alliance', chaincode: 'tallystick' },
    ]);
  });

  it.each([defaultFile, ...readdirSync(join(shipped, 'topologies')).map((name) => join(shipped, 'topologies', name))])(
    'an alliance can be founded with %s',
    (file) => {
      const { error } = foundingDocumentForm.safeParse(makeFoundingDocument(readTopology(file)));
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
    expect(defineSealedCollection({ ...topology, organisations }).members).toEqual([
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
    expect(complaint).toContain('organisations.0.peers: must be 1 or more');
  });

  it.each<[string, string, string]>([
    ['no token issuer', 'keystone', 'CREDITOR_ORG'],
    ['two token issuers', 'harbour', 'TOKEN_ISSUER'],
  ])('has %s', (_what, name, partyOrgType) => {
    const complaint = complaintAbout(({ organisations }) => ({
      organisations: organisations.map((each) => (each.name === name ? { ...each, partyOrgType } : each)),
    }));
    expect(complaint).toMatch(/organisations: there must be one token issuer, .*: give one organisation partyOrgType/);
  });

  it('names a registrar that does not endorse', () => {
    expect(complaintAbout(() => ({ registrar: 'watchtower' }))).toMatch(
      /registrar: watchtower does not endorse, .*: name one of keystone, harbour, meadow, orchard$/,
    );
  });

  it('names a founder, an evaluator, a registrar and an owner of orderers that do not exist', () => {
    const nobody =
      'no organisation is named nobody: take one of keystone, harbour, meadow, orchard, watchtower, or add';
    expect(complaintAbout(() => ({ founder: 'nobody' }))).toContain(`founder: ${nobody}`);
    expect(complaintAbout(() => ({ evaluators: ['nobody'] }))).toContain(`evaluators.0: ${nobody}`);
    expect(complaintAbout(() => ({ registrar: 'nobody' }))).toContain(`registrar: ${nobody}`);
    const orderers = { consensus: 'etcdraft', batchTimeoutMs: 200, nodes: [{ name: 'o', organisation: 'nobody' }] };
    expect(complaintAbout(() => ({ orderers }))).toContain(`orderers.nodes.0.organisation: ${nobody}`);
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

  it.each<[string, string | Buffer, string]>([
    ['no YAML at all', 'channel: [', 'is damaged (line 1 cannot be parsed)'],
    ['empty', '', 'is empty'],
    ['full of NULs', Buffer.alloc(2_000), 'is damaged (it holds NUL bytes)'],
    ['a list', '[]', 'is not what a topology must be'],
    ['a text', 'channel', 'is not what a topology must be'],
  ])('is named first where the file is %s', (_what, content, fault) => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, content);
    expect(() => readTopology(file)).toThrow(`${file} ${fault}`);
  });

  it('is refused where somebody else than the token issuer founds it, which no peer would let it do', () => {
    expect(complaintAbout(() => ({ founder: 'harbour' }))).toMatch(
      /founder: only the token issuer can found the alliance: name keystone$/,
    );
  });

  it('is refused where the same organisation evaluates twice', () => {
    expect(complaintAbout(() => ({ evaluators: ['keystone', 'keystone'] }))).toContain(
      'evaluators: the same organisation is named twice: keystone',
    );
  });

  it.each<[string, number, RegExp]>([
    ['disputeWithinSeconds', -1, /parameters\.disputeWithinSeconds: must be 1 or more/],
    ['settleWithinSeconds', 0, /parameters\.settleWithinSeconds: must be 1 or more/],
    ['retentionDays', 1_000_000, /parameters\.retentionDays: must be 36525 or less/],
    ['clockWindowSeconds', 5, /parameters\.clockWindowSeconds: must be 10 or more/],
    ['disputeWithinSeconds', 3_600, /parameters\.disputeWithinSeconds: is shorter than 2 of the ledger's days/],
    ['payoutDays', 1.5, /parameters\.payoutDays: must be of type int/],
  ])('is refused with %s of %d', (name, value, complaint) => {
    expect(complaintAbout(({ parameters }) => ({ parameters: { ...parameters, [name]: value } }))).toMatch(complaint);
  });

  it.each(Object.keys(readTopology(defaultFile).parameters))('is refused without the parameter %s', (name) => {
    const complaint = complaintAbout(({ parameters }) => ({ parameters: { ...parameters, [name]: undefined } }));
    expect(complaint).toMatch(new RegExp(`parameters\\.${name}: `));
  });

  it('is refused where a name is written wrongly, naming the one that may be meant', () => {
    expect(complaintAbout(() => ({ fouder: 'keystone' }))).toContain('there is no setting fouder: is founder meant?');
    const misspelt = complaintAbout(({ parameters }) => ({ parameters: { ...parameters, retentionDay: 5 } }));
    expect(misspelt).toContain('parameters: there is no setting retentionDay: is retentionDays meant?');
    expect(complaintAbout(() => ({ colour: 'red' }))).toMatch(/there is no setting colour$/);
  });

  it.each([0, -1, 86_401])('is refused with days of %d seconds', (daySeconds) => {
    expect(complaintAbout(() => ({ daySeconds }))).toMatch(/daySeconds: must be \d+ or (more|less)/);
  });

  it.each([
    ['no', 0],
    ['two', 2],
    ['four', 4],
    ['eleven', 11],
  ])('is refused with %s Raft orderers', (_what, length) => {
    const nodes = Array.from({ length }, (_, index) => ({ name: `orderer${index}`, organisation: 'keystone' }));
    expect(complaintAbout(({ orderers }) => ({ orderers: { ...orderers, nodes } }))).toMatch(
      /orderers\.nodes: (must be|\d orderers survive no more failures than)/,
    );
  });

  it('is refused where an orderer has the name of another process', () => {
    for (const name of ['gateway-harbour', 'peer0', 'supervisor']) {
      const nodes = [{ name, organisation: 'harbour' }];
      expect(complaintAbout(({ orderers }) => ({ orderers: { ...orderers, nodes } }))).toContain(
        `orderers.nodes.0.name: ${name} is the name of another process of harbour`,
      );
    }
  });

  it('is refused where two organisations bear one name towards people', () => {
    const twice = complaintAbout(({ organisations }) => ({
      organisations: organisations.map((each) => ({ ...each, partyName: 'Harbour' })),
    }));
    expect(twice).toContain('two organisations share the party name Harbour');
  });

  it.each<[string, string, string]>([
    ['mspId', 'Harbour MSP', 'such as HarbourMSP'],
    ['mspId', '..', 'Fabric takes no such MSP id'],
    ['mspId', '港口', 'such as HarbourMSP'],
    ['mspId', 'H'.repeat(65), 'such as HarbourMSP'],
    ['name', 'Harbour', 'a-z, 0-9 and hyphens'],
    ['name', 'harbour-', 'not end with a hyphen'],
    ['name', 'har_bour', 'a-z, 0-9 and hyphens'],
  ])('is refused with the %s %s, in words and not by a pattern', (member, value, words) => {
    const complaint = complaintAbout(({ organisations: [first, ...others] }) => ({
      organisations: [{ ...first, [member]: value }, ...others],
    }));
    expect(complaint).toContain(`organisations.0.${member}: `);
    expect(complaint).toContain(words);
    expect(complaint).not.toMatch(/\^|\[a-z/);
  });

  it.each(['lscc', 'tally--stick', '-tally', 'tally_stick'])('is refused with the chaincode %s', (chaincode) => {
    const complaint = complaintAbout(({ channels: [first] }) => ({ channels: [{ ...first, chaincode }] }));
    expect(complaint).toMatch(/channels.0.chaincode: must /);
  });

  it('is refused with more than one channel, in words that say what to do', () => {
    const complaint = complaintAbout(({ channels: [first] }) => ({ channels: [first, { ...first, name: 'second' }] }));
    expect(complaint).toContain('channels: a network has one channel today, here are 2: leave one, and start another');
  });

  it('is refused without a channel, and with the setting of an earlier version, which names the new one', () => {
    expect(complaintAbout(() => ({ channels: [] }))).toContain('channels: must be 1 entries or more');
    expect(complaintAbout(() => ({ channel: 'alliance' }))).toContain(
      'there is no setting channel: is channels meant?',
    );
  });

  it('is refused with more organisations or peers than there are ports for', () => {
    const many = complaintAbout(({ organisations }) => ({
      organisations: Array.from({ length: 11 }, (_, index) => ({
        ...organisations[index === 0 ? 0 : 1],
        name: `o${index}`,
        mspId: `O${index}`,
      })),
    }));
    expect(many).toContain('organisations: must be 10 entries or less');
    const peers = complaintAbout(({ organisations }) => ({
      organisations: organisations.map((each) => ({ ...each, peers: 5 })),
    }));
    expect(peers).toContain('organisations.0.peers: must be 4 or less');
  });

  it.each([80, 65_400, 1.5])('is refused with the first port %d', (portBase) => {
    expect(complaintAbout(() => ({ portBase }))).toContain('portBase: must be ');
  });

  it('is refused with blocks in which no transaction of the greatest size would fit', () => {
    const small = complaintAbout(({ batch }) => ({ batch: { ...batch, absoluteMaxBytes: 100_000 } }));
    expect(small).toContain('batch.absoluteMaxBytes: must be 4194304 or more');
    const upside = complaintAbout(({ batch }) => ({ batch: { ...batch, preferredMaxBytes: 20_000_000 } }));
    expect(upside).toContain('batch.preferredMaxBytes: is above absoluteMaxBytes: choose 10485760 or less');
  });
});
