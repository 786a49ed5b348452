import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeOrganisation } from '../../../network/identity/completion';
import { certificateEnds } from '../../../network/identity/expiry';
import { organisationFolder, readOrganisation, serverFolder } from '../../../network/identity/organisation-folder';

const domain = 'harbour.example.com';
const peer = (name: string) => ({ name, role: 'peer' as const });
let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'completion-'));
  folder = organisationFolder(root, 'peer', domain);
});

afterEach(() => rm(root, { recursive: true }));

test('what is there stays as it is, and what is lacking is issued by the same authorities', async () => {
  await completeOrganisation(folder, { domain, members: [peer('peer0')] });
  const before = await readOrganisation(folder);
  await completeOrganisation(folder, { domain, members: [peer('peer0'), peer('peer1')], servers: ['chaincode-peer0'] });
  const after = await readOrganisation(folder);

  expect(after.authorities).toEqual(before.authorities);
  expect(after.members.map(({ name }) => name)).toEqual([`peer0.${domain}`, `peer1.${domain}`]);
  expect(after.members[0]).toEqual(before.members[0]);
});

test('a TLS server is good for this machine and its host name, and is no member that could sign', async () => {
  await completeOrganisation(folder, { domain, members: [], servers: ['chaincode-peer0'] });
  const { authorities, members } = await readOrganisation(folder);
  const pem = await readFile(join(serverFolder(folder, 'chaincode-peer0', domain), 'server.crt'));
  const certificate = new X509Certificate(pem);

  expect(members).toEqual([]);
  expect(certificate.verify(new X509Certificate(authorities.tls.certificate).publicKey)).toBe(true);
  expect(certificate.verify(new X509Certificate(authorities.signing.certificate).publicKey)).toBe(false);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost(`chaincode-peer0.${domain}`)).toBe(`chaincode-peer0.${domain}`);
});

test('the ends of all certificates are told, the first first', async () => {
  await completeOrganisation(folder, { domain, members: [peer('peer0')] });
  const days = certificateEnds(folder).map(({ notAfter }) =>
    Math.round((notAfter.getTime() - Date.now()) / 86_400_000),
  );
  expect([days[0], days.at(-1)]).toEqual([365, 3_650]);
  expect(certificateEnds(join(root, 'nowhere'))).toEqual([]);
});
