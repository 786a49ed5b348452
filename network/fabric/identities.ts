/** Identities of every organisation that the topology names: its nodes, its two people, and TLS for its chaincode processes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelOrganisation } from '../channel/configuration';
import { completeOrganisation } from '../identity/completion';
import type { MemberRequest } from '../identity/organisation';
import { readMsp } from '../identity/organisation-folder';
import { chaincodeHost, type FabricPlan, listPeers, type Owner } from './nodes';

/** Existing identities stay. Organisations do not need each other's keys. */
export async function prepareIdentities(plan: FabricPlan): Promise<void> {
  await Promise.all(
    plan.owners.map((owner) =>
      completeOrganisation(owner.folder, {
        domain: owner.domain,
        members: listMembers(plan, owner),
        servers: listPeerNames(plan, owner).map(chaincodeHost),
      }),
    ),
  );
}

function listMembers(plan: FabricPlan, owner: Owner): MemberRequest[] {
  const orderers = plan.orderers.filter((orderer) => orderer.owner.name === owner.name);
  return [
    ...orderers.map(({ name }) => ({ name, role: 'orderer' as const })),
    ...listPeerNames(plan, owner).map((name) => ({ name, role: 'peer' as const })),
    { name: 'Admin', role: 'admin' },
    { name: 'User1', role: 'client' },
  ];
}

function listPeerNames(plan: FabricPlan, owner: Owner): string[] {
  return listPeers(plan, owner).map((_, number) => `peer${number}`);
}

/** Public material of every organisation. Organisations that only order come last. */
export function readChannelOrganisations(plan: FabricPlan): Promise<readonly ChannelOrganisation[]> {
  return Promise.all(plan.owners.map((owner) => readChannelOrganisation(plan, owner)));
}

async function readChannelOrganisation(plan: FabricPlan, owner: Owner): Promise<ChannelOrganisation> {
  const { mspId, folder } = owner;
  const orderers = plan.orderers.filter((each) => each.owner === owner);
  return {
    ...(await readMsp(join(folder, 'msp'), mspId)),
    peers: listPeers(plan, owner).map(({ announcedHost, port }) => ({ host: announcedHost, port })),
    orderers: orderers.map((orderer) => ({
      host: orderer.announcedHost,
      port: orderer.port,
      tlsCertificate: readFileSync(join(orderer.folder, 'tls', 'server.crt'), 'utf8'),
      certificate: readFileSync(join(orderer.folder, 'msp', 'signcerts', `${orderer.hostName}-cert.pem`), 'utf8'),
    })),
  };
}
