/** One institution's part in its chaincode's way onto the channel. Each act asks what is there, so that it can be repeated. */
import { countMajority, listEndorsers } from '../topology';
import { readOwnDefinition } from './institution';
import { approve, commit, committedSequence, type Definition, firstPeers, installAt, readiness } from './lifecycle';
import type { PeerNode } from './nodes';
import type { Fabric } from './ordering';
import { listOrderers, type Reached } from './others';
import { CommandFailed } from './run';

/** At every peer of the institution. Resolves with what was installed. */
export async function installChaincode(fabric: Fabric): Promise<Definition> {
  const definition = requireDefinition(fabric);
  for (const peer of fabric.plan.peers) await installAt(fabric, peer, definition);
  return definition;
}

/** For the institution. Resolves with what is approved. */
export async function approveChaincode(fabric: Fabric): Promise<Definition> {
  const definition = requireDefinition(fabric);
  const peer = requirePeer(fabric);
  if ((await committedSequence(fabric, peer, definition.name)) >= definition.sequence) return definition;
  const approvals = await readiness(fabric, peer, definition);
  if (approvals[peer.owner.mspId] === true) return definition;
  await atAnyOrderer(fabric, peer, (orderer) => approve(fabric, peer, { definition, orderer }));
  return definition;
}

/** Once, for all, by anybody, as soon as a majority of the endorsing organisations has approved. Rejects where it has not. */
export async function commitChaincode(fabric: Fabric): Promise<Definition> {
  const definition = requireDefinition(fabric);
  const peer = requirePeer(fabric);
  if ((await committedSequence(fabric, peer, definition.name)) >= definition.sequence) return definition;
  await refuseWithoutMajority(fabric, peer, definition);
  await atAnyOrderer(fabric, peer, (orderer) => commit(fabric, peer, { definition, orderer }));
  return definition;
}

async function refuseWithoutMajority(fabric: Fabric, peer: PeerNode, definition: Definition): Promise<void> {
  const { topology } = fabric.plan;
  const approvals = await readiness(fabric, peer, definition);
  const endorsing = listEndorsers(topology);
  const missing = endorsing.filter(({ mspId }) => approvals[mspId] !== true).map(({ name }) => name);
  const needed = countMajority(topology);
  const approved = endorsing.length - missing.length;
  if (approved >= needed) return;
  const what = `version ${definition.version} of ${definition.name}`;
  throw new Error(
    `${what} has ${approved} of the ${needed} approvals that it needs: send its definition file to ${missing.join(', ')}, who approve it`,
  );
}

function requireDefinition({ plan }: Fabric): Definition {
  const [owner] = plan.owners;
  const definition = owner && readOwnDefinition(owner);
  if (definition !== undefined) return definition;
  const how = "import its file with 'tallystick org import', or make it with 'tallystick chaincode define'";
  throw new Error(`${plan.layout.directory} has no definition of the chaincode yet: ${how}`);
}

function requirePeer({ plan }: Fabric): PeerNode {
  const [peer] = firstPeers(plan);
  if (peer === undefined) throw new Error('an institution that only orders has no part in the chaincode');
  return peer;
}

/** An orderer may be down, or not have joined yet. Rejects with the first one's failure where all fail. */
async function atAnyOrderer(
  fabric: Fabric,
  { owner }: PeerNode,
  act: (orderer: Reached) => Promise<void>,
): Promise<void> {
  let failure: unknown = new Error('the channel has no orderer');
  for (const [index, orderer] of listOrderers(fabric.plan, owner).entries()) {
    try {
      return await act(orderer);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (index === 0) failure = error;
    }
  }
  throw failure;
}
