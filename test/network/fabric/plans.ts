/** Plans of the shipped topologies in a folder of the caller's. */
import { join } from 'node:path';
import { type FabricPlan, planNodes } from '../../../network/fabric/nodes';
import { readTopology } from '../../../network/topology';

const shipped = join(__dirname, '..', '..', '..', 'network');

export function shippedPlan(name?: string, directory = '/somewhere'): FabricPlan {
  const file = name === undefined ? join(shipped, 'topology.yaml') : join(shipped, 'topologies', `${name}.yaml`);
  return planNodes(readTopology(file), { directory, portBase: 8101 });
}
