/** The order in which a network comes up, and what each step waits for. Every step asks what is there already. */
import { connect } from 'node:net';
import { packageRoot } from '../local/alliance';
import { gatewaySpec } from '../local/gateways';
import type { LocalOptions } from '../local/layout';
import type { ProcessSpec } from '../local/processes';
import { definitionInForce, deploy, extraDefinitions } from './deployment';
import { awaitEndorsement } from './endorsement-probe';
import { type Definition, firstPeers, installAt, joinPeer } from './lifecycle';
import { chaincodeSpec, ordererSpec, peerSpec } from './node-processes';
import { type ChaincodeServer, findTurn, listGateways, type OrdererNode, type PeerNode } from './nodes';
import { isHealthy } from './operations';
import { awaitLeader, type Fabric, joinOrderer, ordererStatus, runningConsensus } from './ordering';
import type { Steps } from './steps';
import { until } from './waiting';

export interface Undertaking {
  readonly steps: Steps;
  /** Starts processes and keeps them running. */
  begin(specs: readonly ProcessSpec[]): Promise<void>;
}

export interface BringUpOptions extends LocalOptions {
  /** Fabric's log specification for peers and orderers. */
  readonly nodeLogging?: string;
  /** After how many blocks a peer takes what was purged out of its stores. Default: Fabric's, 100. */
  readonly purgeInterval?: number;
}

const nodeDeadlineMs = 60_000;
const endorsementDeadlineMs = 90_000;

export async function bringUp(fabric: Fabric, options: BringUpOptions, undertaking: Undertaking): Promise<void> {
  const { steps, begin } = undertaking;
  const { topology, layout } = fabric.plan;
  await bringNodesUp(fabric, options, undertaking);
  const leader = await steps.take('an orderer leads', () => awaitLeader(fabric));
  await steps.take('peers join the channel', () =>
    Promise.all(fabric.plan.peers.map((peer) => joinedPeer(fabric, peer))),
  );
  await steps.take(`consensus is ${topology.orderers.consensus}`, () => verifyConsensus(fabric));
  await bringChaincodeUp(fabric, options, { ...undertaking, leader });
  await steps.take('a majority endorses', () => majorityEndorses(fabric));
  await steps.take('gateways are ready', () =>
    begin(listGateways(fabric.plan).map((place) => gatewaySpec(place, packageRoot, layout))),
  );
}

/** All nodes of the plan take part in the channel; those that do already stay as they are. */
export async function joinChannel(fabric: Fabric): Promise<void> {
  await Promise.all(fabric.plan.orderers.map((orderer) => joined(fabric, orderer)));
  await Promise.all(fabric.plan.peers.map((peer) => joinedPeer(fabric, peer)));
}

/** Resolves when all nodes of the plan answer, whether they take part in the channel or not. */
export async function nodesServe(fabric: Fabric): Promise<void> {
  const wait = { deadlineMs: nodeDeadlineMs, everyMs: 100, signal: fabric.signal };
  await Promise.all([
    ...fabric.plan.orderers.map((orderer) =>
      until(`${orderer.name} answers`, () => answers(orderer.adminAddress), wait),
    ),
    ...fabric.plan.peers.map((peer) => serving(fabric, peer)),
  ]);
}

/**
 * A peer that lost its data and was started again is nobody's peer: it joins, and gets the chaincode, anew. All that it has
 * stays.
 */
export async function repairPeer(fabric: Fabric, peer: PeerNode, options: LocalOptions): Promise<void> {
  await joinedPeer(fabric, peer);
  const definitions = [await definitionInForce(fabric), ...extraDefinitions(fabric.plan.topology, options)];
  for (const definition of definitions) await installAt(fabric, peer, definition);
}

async function bringNodesUp(
  fabric: Fabric,
  { nodeLogging: logging, purgeInterval }: BringUpOptions,
  { steps, begin }: Undertaking,
): Promise<void> {
  const { orderers, peers } = fabric.plan;
  await steps.take('orderers join the channel', async () => {
    await begin(orderers.map((orderer) => ordererSpec(fabric, orderer, logging)));
    await begin(peers.map((peer) => peerSpec(fabric, peer, { logging, purgeInterval })));
    await Promise.all(orderers.map((orderer) => joined(fabric, orderer)));
  });
}

async function bringChaincodeUp(
  fabric: Fabric,
  options: BringUpOptions,
  { steps, begin, leader }: Undertaking & { readonly leader: OrdererNode },
): Promise<void> {
  const { topology } = fabric.plan;
  const own = await definitionInForce(fabric);
  await begin(chaincodeSpecs(fabric, own));
  for (const definition of [own, ...extraDefinitions(topology, options)]) {
    await deploy(fabric, definition, { steps, leader });
  }
  await steps.take('chaincode serves', () => chaincodeServes(fabric, own));
}

/** A process beside each peer, from the contracts as they are built now. */
export function chaincodeSpecs({ plan }: Fabric, { package: { id }, sequence }: Definition): ProcessSpec[] {
  const chaincode = { packageId: id, turn: findTurn(sequence), folder: packageRoot };
  return plan.peers.map((peer) => chaincodeSpec(plan, peer, chaincode));
}

export async function chaincodeServes(fabric: Fabric, { sequence }: Definition): Promise<void> {
  await Promise.all(fabric.plan.peers.map((peer) => serves(fabric, peer.chaincode[findTurn(sequence)])));
}

async function joinedPeer(fabric: Fabric, peer: PeerNode): Promise<void> {
  await serving(fabric, peer);
  // A container's published port answers before the container does.
  const wait = { deadlineMs: nodeDeadlineMs, everyMs: 200, signal: fabric.signal };
  await until(`${peer.name} joins the channel`, () => joinPeer(fabric, peer).then(() => true), wait);
}

/** A peer is healthy a moment before it listens. */
async function serving({ signal }: Fabric, peer: PeerNode): Promise<void> {
  const isServing = async () => (await isHealthy(peer)) && answers(peer.address);
  await until(`${peer.name} is healthy and listens`, isServing, { deadlineMs: nodeDeadlineMs, signal });
}

/** Through every institution's first peer. */
export async function majorityEndorses(fabric: Fabric): Promise<void> {
  const wait = { deadlineMs: endorsementDeadlineMs, signal: fabric.signal };
  await Promise.all(firstPeers(fabric.plan).map((peer) => awaitEndorsement(fabric.plan, peer, wait)));
}

/** Takes part in the channel; its admin endpoint may need a moment, and an orderer that was away fetches blocks. */
async function joined(fabric: Fabric, orderer: OrdererNode): Promise<void> {
  const wait = { deadlineMs: nodeDeadlineMs, everyMs: 100, signal: fabric.signal };
  await until(`${orderer.name} answers`, () => answers(orderer.adminAddress), wait);
  await until(`${orderer.name} joins the channel`, () => joinOrderer(fabric, orderer).then(() => true), wait);
  await until(
    `${orderer.name} takes part in the channel`,
    async () => (await ordererStatus(fabric, orderer))?.status === 'active',
    wait,
  );
}

async function verifyConsensus(fabric: Fabric): Promise<void> {
  const asked = fabric.plan.topology.orderers.consensus;
  const [peer] = fabric.plan.peers;
  const running = await runningConsensus(fabric, peer as PeerNode);
  if (running !== asked) throw new Error(`the topology asks for ${asked}, and the channel runs ${running}`);
}

async function serves({ signal }: Fabric, { name, address }: ChaincodeServer): Promise<void> {
  await until(`${name} answers`, () => answers(address), { deadlineMs: nodeDeadlineMs, signal });
}

/** True where something listens there. */
function answers(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '', port: Number(port) });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
