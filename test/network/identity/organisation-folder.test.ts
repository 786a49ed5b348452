import { mkdir, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { serializeIdentity } from '../../../network/identity/identity';
import { Msps } from '../../../network/identity/msp';
import { issueMember, newOrganisation, type Organisation } from '../../../network/identity/organisation';
import {
  memberFolder,
  organisationFolder,
  readMember,
  readMsp,
  readOrganisation,
  writeMember,
  writeOrganisation,
} from '../../../network/identity/organisation-folder';

let harbour: Organisation;
let root: string;
let folder: string;

beforeAll(async () => {
  const members = [
    { name: 'Admin', role: 'admin' },
    { name: 'orderer0', role: 'orderer' },
    { name: 'peer0', role: 'peer' },
    { name: 'User1', role: 'client' },
  ] as const;
  harbour = await newOrganisation({ domain: 'harbour.example.com', members });
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'identity-'));
  folder = organisationFolder(root, 'peer', 'harbour.example.com');
  await writeOrganisation(folder, harbour);
});

afterEach(() => rm(root, { recursive: true }));

async function files(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

test('what was written is read back', async () => {
  const { authorities, members } = await readOrganisation(folder);
  expect(authorities).toEqual(harbour.authorities);
  expect(members).toHaveLength(4);
  expect(members).toEqual(expect.arrayContaining([...harbour.members]));
});

test('the layout is cryptogen’s', async () => {
  const domain = 'harbour.example.com';
  const mspOf = (path: string) => [
    `${path}/cacerts/ca.${domain}-cert.pem`,
    `${path}/config.yaml`,
    `${path}/tlscacerts/tlsca.${domain}-cert.pem`,
  ];
  const ofMember = (path: string, name: string, side: string) => [
    ...mspOf(`${path}/${name}/msp`),
    `${path}/${name}/msp/keystore/priv_sk`,
    `${path}/${name}/msp/signcerts/${name}-cert.pem`,
    ...['ca.crt', `${side}.crt`, `${side}.key`].map((file) => `${path}/${name}/tls/${file}`),
  ];
  const expected = [
    ...[`ca/ca.${domain}-cert.pem`, 'ca/priv_sk', `tlsca/tlsca.${domain}-cert.pem`, 'tlsca/priv_sk'],
    ...mspOf('msp'),
    ...ofMember('peers', `peer0.${domain}`, 'server'),
    ...ofMember('orderers', `orderer0.${domain}`, 'server'),
    ...ofMember('users', `Admin@${domain}`, 'client'),
    ...ofMember('users', `User1@${domain}`, 'client'),
  ];
  expect((await files()).sort()).toEqual(expected.map((path) => `peerOrganizations/${domain}/${path}`).sort());
});

test('private keys, and nothing else, are for their owner’s eyes only', async () => {
  for (const path of await files()) {
    const isKey = (await readFile(join(root, path), 'utf8')).includes('PRIVATE KEY');
    const mode = (await stat(join(root, path))).mode & 0o077;
    expect({ path, isHidden: mode === 0 }).toEqual({ path, isHidden: isKey });
  }
});

test('config.yaml tells the four roles apart by OU', async () => {
  const config = await readFile(join(folder, 'msp', 'config.yaml'), 'utf8');
  expect(config).toMatch(/^NodeOUs:\n {2}Enable: true\n/);
  for (const [key, unit] of [
    ['Client', 'client'],
    ['Peer', 'peer'],
    ['Admin', 'admin'],
    ['Orderer', 'orderer'],
  ]) {
    const certificate = 'cacerts/ca.harbour.example.com-cert.pem';
    expect(config).toContain(
      `  ${key}OUIdentifier:\n    Certificate: ${certificate}\n    OrganizationalUnitIdentifier: ${unit}\n`,
    );
  }
});

test('the public part is enough to tell the organisation’s identities', async () => {
  const definition = await readMsp(join(folder, 'msp'), 'Harbour');
  expect(definition).toEqual({
    mspId: 'Harbour',
    rootCertificates: [harbour.authorities.signing.certificate],
    intermediateCertificates: [],
    tlsRootCertificates: [harbour.authorities.tls.certificate],
  });
  const peer = await readMember(memberFolder(folder, { role: 'peer', name: 'peer0.harbour.example.com' }));
  const identity = new Msps([definition]).identify(serializeIdentity('Harbour', peer.signing.certificate));
  expect(identity.roles).toEqual(['member', 'peer']);
});

test('a member can be added to a folder, and is written once only', async () => {
  const peer1 = await issueMember(harbour.authorities, { name: 'peer1', role: 'peer' });
  await writeMember(folder, harbour.authorities, peer1);
  expect(await readMember(memberFolder(folder, peer1))).toEqual(peer1);
  await expect(writeMember(folder, harbour.authorities, peer1)).rejects.toThrow(
    'is there already and is never replaced',
  );
});

test('an organisation’s folder is never replaced, and a refused write leaves nothing behind', async () => {
  const before = await files();
  const other = await newOrganisation({ domain: 'harbour.example.com', members: [] });
  await expect(writeOrganisation(folder, other)).rejects.toThrow('is there already and is never replaced');
  expect((await readOrganisation(folder)).authorities).toEqual(harbour.authorities);
  expect(await files()).toEqual(before);
});

test('what an interrupted write left behind is overlooked', async () => {
  await mkdir(join(folder, 'peers', '.peer9.harbour.example.com-0a1b'));
  expect((await readOrganisation(folder)).members).toHaveLength(4);
});

test('a missing or doubtful file is named', async () => {
  const peer = memberFolder(folder, { role: 'peer', name: 'peer0.harbour.example.com' });
  await writeFile(join(peer, 'msp', 'keystore', 'another_sk'), '');
  await expect(readMember(peer)).rejects.toThrow(`${join(peer, 'msp', 'keystore')} needs exactly one file`);
  await unlink(join(folder, 'ca', 'priv_sk'));
  await expect(readOrganisation(folder)).rejects.toThrow(`${join(folder, 'ca')} needs exactly one file *_sk`);
});
