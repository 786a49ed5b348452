/** A network in containers as an operator wants to see it: asked of its nodes and gateways at the published ports. */

import { describedIn, type NetworkStatus, readCertificates, readGateway } from '../detached/status';
import { type Environment, findFabric } from '../fabric/binaries';
import { planNodes } from '../fabric/nodes';
import { compose } from '../fabric/runtime';
import { readFabricStatus } from '../fabric/status';
import { defaultTopology } from '../local/alliance';
import { readTopology } from '../topology';
import type { Composed } from './command';

export async function composedStatus(
  directory: string,
  { portBase, topology: file }: Composed,
  env: Environment,
): Promise<NetworkStatus> {
  const topology = file === undefined ? defaultTopology() : readTopology(file);
  const layout = { directory, portBase };
  const described = describedIn(layout);
  const plan = planNodes(topology, layout, compose);
  const fabric = await readFabricStatus({ plan, files: findFabric(env) }, described);
  const gateways = await Promise.all(Object.entries(described.institutions).map(readGateway));
  const nodesAreWell = fabric.leader !== undefined && fabric.nodes.every(({ healthy }) => healthy);
  return {
    well: nodesAreWell && gateways.length > 0 && gateways.every(({ ready }) => ready),
    ledger: 'fabric',
    phase: 'ready',
    processes: [],
    failing: [],
    gateways,
    fabric,
    certificates: readCertificates(plan),
  };
}
