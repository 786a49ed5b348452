/**
 * docker-compose.yaml from a topology: the same nodes, names, ports and settings as natively, each in a container that bears
 * its host name. Pure, and free of secrets: what a node needs of the alliance's folder is mounted into it, read-only, and no
 * container sees another organisation's keys.
 */
import { stringify } from 'yaml';
import { planNodes } from '../fabric/nodes';
import { compose } from '../fabric/runtime';
import type { Topology } from '../topology';
import { folderInside } from './container';
import { couchdbService, ordererService, peerService } from './node-services';
import { chaincodeService, gatewayService } from './own-services';

export interface ComposeFileOptions {
  readonly portBase: number;
  /** The project's own folder, as the file names it. */
  readonly context: string;
}

export const projectName = 'tallystick';

const head = `# Generated from network/topology.yaml: change that, and then \`npm run tallystick -- network compose --write\`.
# Brought up with \`npm run tallystick -- network up --runtime compose\`, which founds the alliance first: network/compose/README.md
`;

export function writeComposeFile(topology: Topology, { portBase, context }: ComposeFileOptions): string {
  const plan = planNodes(topology, { directory: folderInside, portBase }, compose);
  const services = [
    ...plan.orderers.map((orderer) => ordererService(plan, orderer)),
    ...plan.peers.flatMap((peer) => [
      couchdbService(peer),
      peerService(plan, peer),
      chaincodeService(plan, peer, context),
    ]),
    ...plan.owners.flatMap((owner) => gatewayService(plan, owner, context) ?? []),
  ];
  const volumes = services.flatMap(({ keeps }) => (keeps === undefined ? [] : [keeps.volume]));
  const file = {
    name: projectName,
    services: Object.fromEntries(services.map(({ name, definition }) => [name, definition])),
    volumes: Object.fromEntries(volumes.map((volume) => [volume, {}])),
  };
  return `${head}${stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}
