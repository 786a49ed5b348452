/** Identities of one institution: its nodes, its two people, and TLS for its chaincode processes; and what of them is public. */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { completeOrganisation } from '../identity/completion';
import type { MemberRequest } from '../identity/organisation';
import { readMsp } from '../identity/organisation-folder';
import type { MemberFile } from '../institution/member-file';
import { readPem } from '../settings-file';
import { chaincodeHost, type Owner, type OwnNodes } from './nodes';

/** Existing identities stay. */
export async function prepareOwnIdentities({ folder, domain, settings }: Owner): Promise<void> {
  const { listen, host } = settings;
  await completeOrganisation(folder, {
    domain,
    members: listMembers(settings, [listen, ...(host === undefined ? [] : [host])]),
    servers: settings.peers.map(({ name }) => chaincodeHost(name)),
    serverHosts: [listen],
  });
}

/** The file that an organisation shows to all others. Throws SettingsWrong where one of its certificates cannot be read. */
export async function readMemberFile({ owner, peers, orderers }: OwnNodes): Promise<MemberFile> {
  const { name, mspId, folder } = owner;
  const {
    rootCertificates,
    intermediateCertificates = [],
    tlsRootCertificates,
  } = await readMsp(join(folder, 'msp'), mspId);
  return {
    format: 'tallystick-member/1',
    name,
    mspId,
    rootCertificates: rootCertificates.map(alone),
    intermediateCertificates: intermediateCertificates.map(alone),
    tlsRootCertificates: tlsRootCertificates.map(alone),
    peers: peers.map(({ announcedHost: host, port }, index) => {
      return { name: owner.settings.peers[index]?.name ?? '', host, port };
    }),
    orderers: orderers.map((orderer) => ({
      name: orderer.name,
      host: orderer.announcedHost,
      port: orderer.port,
      certificate: readPem(join(orderer.folder, 'msp', 'signcerts', `${orderer.hostName}-cert.pem`), alone),
      tlsCertificate: readPem(join(orderer.folder, 'tls', 'server.crt'), alone),
    })),
  };
}

/** The certificate, without whatever stands around it. */
function alone(pem: string): string {
  return new X509Certificate(pem).toString();
}

function listMembers({ orderers, peers }: Owner['settings'], hosts: readonly string[]): MemberRequest[] {
  return [
    ...orderers.map(({ name }) => ({ name, role: 'orderer' as const, hosts })),
    ...peers.map(({ name }) => ({ name, role: 'peer' as const, hosts })),
    { name: 'Admin', role: 'admin' },
    { name: 'User1', role: 'client' },
  ];
}
