/** How each node and each chaincode process is started. */
import { join } from 'node:path';
import { files } from '../local/layout';
import type { ProcessSpec } from '../local/processes';
import { ordererSettings, type PeerTuning, peerSettings } from './node-settings';
import type { FabricPlan, OrdererNode, PeerNode, Turn } from './nodes';
import type { Fabric } from './ordering';

export interface Chaincode {
  readonly packageId: string;
  readonly turn: Turn;
  /** The package that holds fabric-shim and, as its main file, the contracts. */
  readonly folder: string;
}

export function ordererSpec({ plan, files: fabric }: Fabric, orderer: OrdererNode, logging?: string): ProcessSpec {
  return {
    name: orderer.name,
    command: fabric.programs.orderer,
    args: [],
    env: ordererSettings(plan, orderer, logging),
    logFile: files.log(plan.layout, orderer.name),
  };
}

export function peerSpec({ plan, files: fabric }: Fabric, peer: PeerNode, tuning: PeerTuning): ProcessSpec {
  return {
    name: peer.name,
    command: fabric.programs.peer,
    args: ['node', 'start'],
    env: peerSettings(plan, peer, tuning),
    logFile: files.log(plan.layout, peer.name),
  };
}

/** The stock chaincode server, with its organisation's own copy of the founding document. */
export function chaincodeSpec(plan: FabricPlan, peer: PeerNode, { packageId, turn, folder }: Chaincode): ProcessSpec {
  const { name, listen, tlsFolder } = peer.chaincode[turn];
  return {
    name,
    args: [
      join(folder, 'node_modules', 'fabric-shim', 'cli.js'),
      'server',
      ...['--chaincode-address', listen, '--chaincode-id', packageId, '--module-path', folder],
      ...['--chaincode-tls-cert-file', join(tlsFolder, 'server.crt')],
      ...['--chaincode-tls-key-file', join(tlsFolder, 'server.key')],
      // A connection that something in between has dropped is closed, so that the peer makes another; a busy process needs patience.
      ...['--grpc.keepalive_time_ms', '4000', '--grpc.keepalive_timeout_ms', '8000'],
    ],
    env: {
      TALLYSTICK_ALLIANCE: files.foundingDocument(peer.owner.layout),
      CORE_CHAINCODE_LOGGING_LEVEL: 'warn',
    },
    logFile: files.log(plan.layout, name),
  };
}
