/** Identities of every organisation that the topology names: its nodes, its two people, and TLS for its chaincode processes. */
import { completeOrganisation } from '../identity/completion';
import type { MemberRequest } from '../identity/organisation';
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
