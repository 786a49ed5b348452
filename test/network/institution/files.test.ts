/** The files that institutions send one another, and what each refuses of another's. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../../chaincode/api/canonical';
import { readMemberFile } from '../../../network/fabric/identities';
import { createChannel, defineChaincode, importFile, initInstitution } from '../../../network/fabric/institution';
import { type OwnNodes, planOwnNodes } from '../../../network/fabric/nodes';
import { readOwnChannel } from '../../../network/fabric/others';
import { newOrganisation } from '../../../network/identity/organisation';
import type { ChannelFile } from '../../../network/institution/channel-file';
import { findEnded, type MemberFile } from '../../../network/institution/member-file';
import { readOutId, writePublicFile } from '../../../network/institution/public-file';
import { deriveSettings } from '../../../network/institution/settings';
import { shippedPlan } from '../fabric/plans';

const { topology } = shippedPlan('two-organisations');
const now = new Date();

let root: string;
let keystone: OwnNodes;
let harbour: OwnNodes;
let ordering: OwnNodes;
let channel: ChannelFile;

async function newInstitution(name: string, directory = join(root, name)): Promise<OwnNodes> {
  const place = { listen: '127.0.0.2', host: `${name}.example`, portBase: 8101 };
  const settings = deriveSettings(topology, place).find((each) => each.name === name);
  if (settings === undefined) throw new Error(`no organisation is named ${name}`);
  const nodes = planOwnNodes(settings, directory);
  await initInstitution(nodes.owner);
  return nodes;
}

/** A file in the mail. */
function sent(value: unknown, name = 'file.json'): string {
  const file = join(root, 'mail', name);
  writeFileSync(file, typeof value === 'string' ? value : canonicalJson(value));
  return file;
}

async function sentMember(nodes: OwnNodes, change: (member: MemberFile) => object = (member) => member) {
  return sent(change(await readMemberFile(nodes)));
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'institutions-'));
  mkdirSync(join(root, 'mail'));
  [keystone, harbour, ordering] = await Promise.all([
    newInstitution('keystone'),
    newInstitution('harbour'),
    newInstitution('ordering'),
  ]);
  for (const other of [harbour, ordering]) await importFile(keystone, await sentMember(other));
  channel = await createChannel(keystone, { topology, capability: 'V3_0', now });
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a member file', () => {
  it('holds the addresses that the settings name, and certificates, and no private key', async () => {
    const member = await readMemberFile(ordering);
    expect(member.orderers[0]).toMatchObject({ name: 'orderer0', host: 'ordering.example', port: 8111 });
    expect((await readMemberFile(harbour)).peers.map(({ host }) => host)).toEqual([
      'harbour.example',
      'harbour.example',
    ]);
    expect(JSON.stringify(member)).not.toContain('PRIVATE KEY');
    expect(Buffer.byteLength(canonicalJson(member))).toBeLessThan(32_768);
  });

  it.each<[string, (member: MemberFile) => object, RegExp]>([
    ['a field more', (member) => ({ ...member, note: 'hello' }), /there is no setting note/],
    [
      'another format',
      (member) => ({ ...member, format: 'tallystick-member/9' }),
      /its format is tallystick-member\/9/,
    ],
    [
      'a host with a port',
      (member) => ({ ...member, peers: [{ name: 'peer0', host: 'a:1', port: 1 }] }),
      /peers\.0\.host/,
    ],
    [
      'a text for a certificate',
      (member) => ({ ...member, rootCertificates: ['-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'] }),
      /rootCertificates\.0: must be one certificate in PEM/,
    ],
    [
      "a node's certificate for an authority's",
      (member) => ({ ...member, tlsRootCertificates: member.orderers.map(({ tlsCertificate }) => tlsCertificate) }),
      /tlsRootCertificates\.0: must be the certificate of a certificate authority/,
    ],
  ])('with %s is refused', async (_what, change, reason) => {
    await expect(importFile(keystone, await sentMember(ordering, change))).rejects.toThrow(reason);
  });

  it("with another organisation's orderer is refused", async () => {
    const other = await newOrganisation({ domain: 'other.example', members: [{ name: 'orderer0', role: 'orderer' }] });
    const [{ signing, tls } = { signing: { certificate: '' }, tls: { certificate: '' } }] = other.members;
    const change = (member: MemberFile) => ({
      ...member,
      orderers: member.orderers.map((each) => ({
        ...each,
        certificate: signing.certificate,
        tlsCertificate: tls.certificate,
      })),
    });
    await expect(importFile(keystone, await sentMember(ordering, change))).rejects.toThrow(
      /orderers\.0\.certificate: must be issued by one of the file's own authorities/,
    );
  });

  it('that holds a private key anywhere is refused, with the advice to replace the key, and is never written', async () => {
    const key = readFileSync(join(harbour.owner.folder, 'ca', 'priv_sk'), 'utf8');
    const file = sent({ ...(await readMemberFile(harbour)), name: key });
    await expect(importFile(keystone, file)).rejects.toThrow(/holds a private key: .* have that key replaced/);
    expect(() => writePublicFile(join(root, 'mail', 'never.json'), { key })).toThrow('would hold a private key');
  });

  it('that is larger than such a file can be, is empty, or is no JSON is refused before it is read as one', async () => {
    await expect(importFile(keystone, sent('x'.repeat(5_000_000)))).rejects.toThrow('is larger than');
    const padded = `${canonicalJson(await readMemberFile(harbour))}${' '.repeat(300_000)}`;
    await expect(importFile(keystone, sent(padded))).rejects.toThrow('is larger than 262144 bytes');
    await expect(importFile(keystone, sent(''))).rejects.toThrow('is empty: ask its sender');
    await expect(importFile(keystone, sent('{'))).rejects.toThrow('is no JSON: ask its sender');
    await expect(importFile(keystone, sent('[]'))).rejects.toThrow('its format is not named');
  });

  it("of one's own institution is refused, and so is one whose certificates have ended", async () => {
    await expect(importFile(keystone, await sentMember(keystone))).rejects.toThrow('is of this institution itself');
    const member = await readMemberFile(ordering);
    expect(findEnded(member, now)).toBeUndefined();
    const later = new Date(now.getTime() + 400 * 86_400_000);
    expect(findEnded(member, later)).toMatch(/^the certificate of orderer0 of OrderingMSP ended on 20\d\d-/);
  });

  it('has an id that changes with any of its bytes, short enough to be read out', async () => {
    const member = await readMemberFile(harbour);
    expect(readOutId(member)).toMatch(/^([0-9a-f]{4}-){3}[0-9a-f]{4}$/);
    expect(readOutId({ ...member, peers: [] })).not.toBe(readOutId(member));
  });
});

describe('a channel file', () => {
  it('is taken over by a member that finds its own material in it, and computes the same first block', async () => {
    await importFile(harbour, sent(channel));
    await importFile(harbour, sent(channel));
    expect(readOwnChannel(harbour.owner.layout)).toEqual(channel);
    const block = readFileSync(join(root, 'harbour', 'fabric', 'genesis.block'));
    expect(block).toEqual(readFileSync(join(root, 'keystone', 'fabric', 'genesis.block')));
  });

  it('is refused where its first block does not follow from the rest', async () => {
    const batch = { ...topology.batch, maxMessageCount: topology.batch.maxMessageCount + 1 };
    const changed = { ...channel, topology: { ...channel.topology, batch } };
    await expect(importFile(ordering, sent(changed))).rejects.toThrow(
      /genesisBlock: is not the block that follows from the rest of the file/,
    );
  });

  it('is refused where it has another host, certificate or party of the member that reads it', async () => {
    const directory = join(root, 'another');
    const another = await newInstitution('harbour', directory);
    await expect(importFile(another, sent(channel))).rejects.toThrow(
      /the channel has other certificates or addresses of harbour: send its creator the member file/,
    );
  }, 30_000);

  it('is not replaced by that of another channel', async () => {
    const later = new Date(now.getTime() + 1_000);
    const directory = join(root, 'keystone-again');
    const again = { ...keystone, owner: { ...keystone.owner, layout: { directory, portBase: 0 } } };
    for (const other of [harbour, ordering]) await importFile(again, await sentMember(other));
    const other = await createChannel(again, { topology, capability: 'V3_0', now: later });
    await importFile(harbour, sent(channel));
    await expect(importFile(harbour, sent(other))).rejects.toThrow('is of another channel: choose another folder');
    await expect(createChannel(keystone, { topology, capability: 'V3_0', now })).rejects.toThrow('has a channel');
  });

  it('is not made while a member file is missing, or says something else than the topology', async () => {
    const directory = join(root, 'keystone-alone');
    const alone = { ...keystone, owner: { ...keystone.owner, layout: { directory, portBase: 0 } } };
    const founding = { topology, capability: 'V3_0', now } as const;
    await expect(createChannel(alone, founding)).rejects.toThrow(
      'the member file of harbour is missing: import it first',
    );
    for (const other of [harbour, ordering]) await importFile(alone, await sentMember(other));
    const [first, ...others] = topology.organisations;
    if (first === undefined) throw new Error('the topology is empty');
    const organisations = [{ ...first, peers: first.peers + 1 }, ...others];
    await expect(createChannel(alone, { ...founding, topology: { ...topology, organisations } })).rejects.toThrow(
      'keystone has another MSP id, or other peers or orderers, than the topology says',
    );
  });
});

describe('a definition file', () => {
  it('is the same at every member', async () => {
    await importFile(harbour, sent(channel));
    const definition = defineChaincode(keystone.owner, 1);
    expect(defineChaincode(harbour.owner, 1)).toEqual(definition);
    expect(await importFile(harbour, sent(definition))).toMatchObject({ content: definition });
  });

  it.each<[string, object]>([
    ['packageId', { packageId: `tallystick_1:${'0'.repeat(64)}` }],
    ['version', { version: '7' }],
    ['collections', { collections: [] }],
    ['channel', { channel: 'another' }],
  ])('with another %s is refused, because an approval of it would count for nothing', async (field, change) => {
    await importFile(harbour, sent(channel));
    const file = sent({ ...defineChaincode(keystone.owner, 1), ...change });
    await expect(importFile(harbour, file)).rejects.toThrow(
      `has another ${field} than this institution computes: compare the version of tallystick`,
    );
  });

  it('is refused before the channel is known', async () => {
    const file = sent(defineChaincode(keystone.owner, 1));
    const unfounded = await newInstitution('harbour', join(root, 'unfounded'));
    await expect(importFile(unfounded, file)).rejects.toThrow('has no channel yet: import its file');
  }, 30_000);
});
