/**
 * The state of a running Fabric network, asked of the nodes and of the channel, never taken from the settings. A node
 * that answers need not be well: its files may be gone, or it may get no blocks.
 */
import { existsSync } from 'node:fs';
import type { LocalAlliance } from '../local/alliance';
import { soleChannel } from '../topology';
import { firstPeers, readsBlocks } from './lifecycle';
import type { OrdererNode, PeerNode } from './nodes';
import { channelMetric, isHealthy } from './operations';
import { type Fabric, findLeader, ordererStatus, runningConsensus } from './ordering';

export interface NodeStatus {
  readonly name: string;
  readonly kind: 'orderer' | 'peer';
  readonly pid: number | undefined;
  readonly healthy: boolean;
  /** Present if it is not healthy. */
  readonly fault?: string;
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

/** A node that is so many blocks behind the others does not catch up within a moment. */
const mostBehind = 20;

export async function readFabricStatus(
  fabric: Fabric,
  { processes }: Pick<LocalAlliance, 'processes'>,
): Promise<FabricStatus> {
  const { orderers, peers, topology } = fabric.plan;
  const leader = await findLeader(fabric);
  const findPid = ({ name }: OrdererNode | PeerNode) => processes[name];
  const ordererNodes = orderers.map(async (orderer): Promise<NodeStatus> => {
    const { name } = orderer;
    const status = await ordererStatus(fabric, orderer).catch(() => undefined);
    const takesPart = (await isHealthy(orderer)) && status?.status === 'active';
    const fault = takesPart ? folderFault(fabric, orderer) : 'does not answer, or takes no part in the channel';
    const leads = orderer === leader;
    return { name, kind: 'orderer', pid: findPid(orderer), ...healthFrom(fault), height: status?.height, leads };
  });
  const peerNodes = peers.map(async (peer): Promise<NodeStatus> => {
    const { name } = peer;
    const height = await channelMetric(peer, 'ledger_blockchain_height', soleChannel(topology).name);
    const answers = (await isHealthy(peer)) && height !== undefined;
    const fault = answers ? await ledgerFault(fabric, peer) : 'does not answer, or is not on the channel';
    return { name, kind: 'peer', pid: findPid(peer), ...healthFrom(fault), height };
  });
  const nodes = markLagging(await Promise.all([...ordererNodes, ...peerNodes]));
  return { nodes, leader: leader?.name, consensus: await readConsensus(fabric, nodes) };
}

function healthFrom(fault: string | undefined): Pick<NodeStatus, 'healthy' | 'fault'> {
  return fault === undefined ? { healthy: true } : { healthy: false, fault };
}

async function ledgerFault(fabric: Fabric, peer: PeerNode): Promise<string | undefined> {
  return folderFault(fabric, peer) ?? ((await readsBlocks(fabric, peer)) ? undefined : 'cannot read its blocks');
}

/** A process goes on for long without the files that somebody has deleted. In containers they are out of sight. */
function folderFault({ plan: { runtime } }: Fabric, { dataFolder }: OrdererNode | PeerNode): string | undefined {
  if (runtime.name !== 'native' || existsSync(dataFolder)) return undefined;
  return `its data folder ${dataFolder} is gone: end the process, and it is started and joins anew`;
}

/** Nodes far behind the foremost one are not healthy. */
export function markLagging(nodes: readonly NodeStatus[]): readonly NodeStatus[] {
  const foremost = Math.max(0, ...nodes.map(({ height = 0 }) => height));
  return nodes.map((node) => {
    const behind = foremost - (node.height ?? foremost);
    return node.healthy && behind > mostBehind ? { ...node, ...healthFrom(`is ${behind} blocks behind`) } : node;
  });
}

/** Asked of the first institution whose peer is well. */
async function readConsensus(fabric: Fabric, nodes: readonly NodeStatus[]): Promise<string | undefined> {
  for (const peer of firstPeers(fabric.plan)) {
    if (nodes.find((node) => node.name === peer.name)?.healthy !== true) continue;
    return runningConsensus(fabric, peer).catch(() => undefined);
  }
  return undefined;
}
