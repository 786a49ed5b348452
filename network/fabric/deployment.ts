/** Which chaincodes a channel has, and how each comes onto it. */
import type { DefinitionFile } from '../institution/definition-file';
import type { LocalOptions } from '../local/layout';
import type { Topology } from '../topology';
import { soleChannel } from '../topology';
import { besideEachPeer, newPackage, oneForAll } from './chaincode-package';
import { listCollections } from './collections';
import { approve, commit, committedSequence, type Definition, firstPeers, installAt, readiness } from './lifecycle';
import { findTurn, type OrdererNode, type PeerNode } from './nodes';
import { channelMetric } from './operations';
import type { Fabric } from './ordering';
import type { Steps } from './steps';

/** Installs everywhere, has every organisation approve, commits once. All that the channel has stays as it is. */
export async function deploy(
  fabric: Fabric,
  definition: Definition,
  { steps, leader }: { readonly steps: Steps; readonly leader: OrdererNode },
): Promise<void> {
  const { plan } = fabric;
  const [first] = plan.peers;
  const deployed = { definition, orderer: { address: leader.address, tlsRoot: leader.owner.tlsRoot } };
  if (first === undefined) throw new Error('the alliance has no peer');
  await steps.take(`${definition.name} is installed`, () =>
    Promise.all(plan.peers.map((peer) => installAt(fabric, peer, definition))),
  );
  if ((await committedSequence(fabric, first, definition.name)) >= definition.sequence) return;
  await steps.take(`${definition.name} is approved`, async () => {
    const approved = await readiness(fabric, first, definition);
    const waiting = firstPeers(plan).filter(({ owner }) => approved[owner.mspId] !== true);
    await Promise.all(waiting.map((peer) => approve(fabric, peer, deployed)));
  });
  await steps.take(`${definition.name} is committed`, () => commit(fabric, first, deployed));
}

/** The alliance's own chaincode at a sequence: a version for each. */
export function ownDefinition(topology: Topology, sequence: number): Definition {
  const { chaincode: name } = soleChannel(topology);
  return {
    name,
    version: String(sequence),
    sequence,
    package: newPackage(`${name}_${sequence}`, besideEachPeer(findTurn(sequence))),
    collections: listCollections(topology),
  };
}

/** As members send it to one another. */
export function writeDefinition(topology: Topology, definition: Definition): DefinitionFile {
  const { name, version, sequence, package: packed, collections } = definition;
  const channel = soleChannel(topology).name;
  return { format: 'tallystick-definition/1', channel, name, version, sequence, packageId: packed.id, collections };
}

/** The definition of the alliance's chaincode that the channel has, or the first one where it has none. */
export async function definitionInForce(fabric: Fabric): Promise<Definition> {
  const { topology } = fabric.plan;
  const peer = await foremostPeer(fabric);
  return ownDefinition(topology, Math.max(1, await committedSequence(fabric, peer, soleChannel(topology).chaincode)));
}

/** The one with the most blocks: another may not have heard of the last definition yet. */
async function foremostPeer({ plan }: Fabric): Promise<PeerNode> {
  const { name: channel } = soleChannel(plan.topology);
  const heights = await Promise.all(
    plan.peers.map(async (peer) => ({
      peer,
      height: (await channelMetric(peer, 'ledger_blockchain_height', channel)) ?? 0,
    })),
  );
  const [first] = heights.sort((one, other) => other.height - one.height);
  if (first === undefined) throw new Error('the alliance has no peer');
  return first.peer;
}

export function extraDefinitions(topology: Topology, { extraChaincodes = [] }: LocalOptions): readonly Definition[] {
  return extraChaincodes.map(({ name, address, sealed = false }) => ({
    name,
    version: '1',
    sequence: 1,
    package: newPackage(`${name}_1`, oneForAll(address)),
    collections: sealed ? listCollections(topology) : [],
  }));
}
