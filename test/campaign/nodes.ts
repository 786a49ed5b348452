/** The nodes that a ledger consists of: Fabric's, or none where the embedded ledger is one process. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PeerNode } from '../../network/fabric/nodes';
import { channelMetric } from '../../network/fabric/operations';
import { type Fabric, findLeader } from '../../network/fabric/ordering';
import { soleChannel } from '../../network/topology';

export interface LedgerNodes {
  /** Names of processes. */
  readonly orderers: readonly string[];
  readonly peers: readonly string[];
  /** The orderer that leads now. */
  leader(): Promise<string | undefined>;
  removeDataOf(peer: string): void;
  /** An orderer leads, and every peer has the same blocks and the chaincode. */
  areLevel(): Promise<boolean>;
}

export function nodesOf(fabric: Fabric | undefined): LedgerNodes {
  if (fabric === undefined) {
    return {
      orderers: [],
      peers: [],
      leader: async () => undefined,
      removeDataOf: () => undefined,
      areLevel: async () => true,
    };
  }
  const { orderers, peers, topology } = fabric.plan;
  const heightOf = (peer: PeerNode) => channelMetric(peer, 'ledger_blockchain_height', soleChannel(topology).name);
  return {
    orderers: orderers.map(({ name }) => name),
    peers: peers.map(({ name }) => name),
    leader: async () => (await findLeader(fabric))?.name,
    removeDataOf(name) {
      for (const { dataFolder } of peers.filter((peer) => peer.name === name))
        rmSync(dataFolder, { recursive: true, force: true });
    },
    async areLevel() {
      const heights = new Set(await Promise.all(peers.map(heightOf)));
      if (heights.size !== 1 || heights.has(undefined)) return false;
      return peers.every(hasChaincode) && (await findLeader(fabric)) !== undefined;
    },
  };
}

/** Where a peer keeps the packages that were installed. */
function hasChaincode({ dataFolder }: PeerNode): boolean {
  const folder = join(dataFolder, 'lifecycle', 'chaincodes');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.tar.gz'));
}
