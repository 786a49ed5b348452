/** Identities of every organisation that the topology names: its nodes, its two people, and TLS for its chaincode processes. */
import { completeOrganisation } from '../identity/completion';
import type { MemberRequest } from '../identity/organisation';
import { chaincodeHost, type FabricPlan, type Owner, peersOf } from './nodes';

/** What is there stays; organisations do not need each other's keys. */
export async function prepareIdentities(plan: FabricPlan): Promise<void> {
  await Promise.all(
    plan.owners.map((owner) =>
      completeOrganisation(owner.folder, {
        domain: owner.domain,
        members: membersOf(plan, owner),
        servers: peerNamesOf(plan, owner).map(chaincodeHost),
      }),
    ),
  );
}

function membersOf(plan: FabricPlan, owner: Owner): MemberRequest[] {
  const orderers = plan.orderers.filter((orderer) => orderer.owner.name === owner.name);
  return [
    ...orderers.map(({ name }) => ({ name, role: 'orderer' as const })),
    ...peerNamesOf(plan, owner).map((name) => ({ name, role: 'peer' as const })),
    { name: 'Admin', role: 'admin' },
    { name: 'User1', role: 'client' },
  ];
}

function peerNamesOf(plan: FabricPlan, owner: Owner): string[] {
  return peersOf(plan, owner).map((_, number) => `peer${number}`);
}
