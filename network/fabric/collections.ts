/** The chaincode's collections as `peer lifecycle chaincode` reads them. Why they are so: DESIGN and the README. */
import { defineRegistrarCollection, defineSealedCollection, type Topology } from '../topology';

type Collection = ReturnType<typeof defineSealedCollection> & { readonly endorsementPolicy?: string };

export function listCollections(topology: Topology) {
  return [
    onFabric(topology, defineSealedCollection(topology), 1),
    // A package is on its way again within two periods, so that the registrar's one peer is enough to take it.
    onFabric(topology, defineRegistrarCollection(topology), 0),
  ];
}

/** `copies`: how many other peers must have a value before its endorsement counts, where there are so many. */
function onFabric({ organisations }: Topology, collection: Collection, copies: number) {
  const { name, members, memberOnlyRead, memberOnlyWrite, blockToLive, endorsementPolicy } = collection;
  const holders = organisations.filter(({ mspId }) => members.includes(mspId));
  const otherPeers = holders.reduce((sum, { peers }) => sum + peers, 0) - 1;
  return {
    name,
    policy: `OR(${members.map((mspId) => `'${mspId}.member'`).join(', ')})`,
    requiredPeerCount: Math.min(copies, otherPeers),
    maxPeerCount: otherPeers,
    blockToLive,
    memberOnlyRead,
    memberOnlyWrite,
    ...(endorsementPolicy !== undefined && { endorsementPolicy: { signaturePolicy: endorsementPolicy } }),
  };
}
