/** The collection for sealed records as `peer lifecycle chaincode` reads it. Why it is so: DESIGN and the README. */
import { sealedCollectionOf, sealedMembersOf, type Topology } from '../topology';

export function collectionsOf(topology: Topology) {
  const { name, members, memberOnlyRead, memberOnlyWrite, blockToLive } = sealedCollectionOf(topology);
  const otherPeers = sealedMembersOf(topology).reduce((sum, { peers }) => sum + peers, 0) - 1;
  return [
    {
      name,
      policy: `OR(${members.map((mspId) => `'${mspId}.member'`).join(', ')})`,
      requiredPeerCount: Math.min(1, otherPeers),
      maxPeerCount: otherPeers,
      blockToLive,
      memberOnlyRead,
      memberOnlyWrite,
    },
  ];
}
