/** What a Fabric network says of itself while it runs: asked of the nodes and of the channel, never taken from the settings. */
import type { LocalAlliance } from '../local/alliance';
import { firstPeer } from './lifecycle';
import type { OrdererNode, PeerNode } from './nodes';
import { channelMetric, isHealthy } from './operations';
import { type Fabric, leaderOf, ordererStatus, runningConsensus } from './ordering';

export interface NodeStatus {
  readonly name: string;
  readonly kind: 'orderer' | 'peer';
  readonly pid: number | undefined;
  readonly healthy: boolean;
  /** Blocks that it has; undefined where it does not say. */
  readonly height: number | undefined;
  readonly leads?: boolean;
}

export interface FabricStatus {
  readonly nodes: readonly NodeStatus[];
  /** From the channel's configuration as a peer has it; undefined where no peer answers. */
  readonly consensus: string | undefined;
  readonly leader: string | undefined;
}

export async function statusOf(fabric: Fabric, { processes }: Pick<LocalAlliance, 'processes'>): Promise<FabricStatus> {
  const { orderers, peers, topology } = fabric.plan;
  const leader = await leaderOf(fabric);
  const pidOf = ({ name }: OrdererNode | PeerNode) => processes[name];
  const ordererNodes = orderers.map(async (orderer): Promise<NodeStatus> => {
    const status = await ordererStatus(fabric, orderer).catch(() => undefined);
    const healthy = (await isHealthy(orderer)) && status?.status === 'active';
    const { name } = orderer;
    return { name, kind: 'orderer', pid: pidOf(orderer), healthy, height: status?.height, leads: orderer === leader };
  });
  const peerNodes = peers.map(async (peer): Promise<NodeStatus> => {
    const height = await channelMetric(peer, 'ledger_blockchain_height', topology.channel);
    const healthy = (await isHealthy(peer)) && height !== undefined;
    return { name: peer.name, kind: 'peer', pid: pidOf(peer), healthy, height };
  });
  const nodes = await Promise.all([...ordererNodes, ...peerNodes]);
  return { nodes, leader: leader?.name, consensus: await consensusOf(fabric, nodes) };
}

/** Asked of the first institution whose peer is well. */
async function consensusOf(fabric: Fabric, nodes: readonly NodeStatus[]): Promise<string | undefined> {
  for (const { name } of fabric.plan.topology.organisations) {
    const peer = firstPeer(fabric, name);
    if (nodes.find((node) => node.name === peer.name)?.healthy !== true) continue;
    return runningConsensus(fabric, peer).catch(() => undefined);
  }
  return undefined;
}
