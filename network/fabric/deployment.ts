/** Which chaincodes a channel has, and how each comes onto it. */
import type { LocalOptions } from '../local/layout';
import type { Topology } from '../topology';
import { besideEachPeer, oneForAll, packageOf } from './chaincode-package';
import { collectionsOf } from './collections';
import { approve, commit, committedSequence, type Definition, firstPeer, installAt, readiness } from './lifecycle';
import type { OrdererNode } from './nodes';
import type { Fabric } from './ordering';
import type { Steps } from './steps';

/** Installed everywhere, approved by every organisation, committed once. What the channel has stays as it is. */
export async function deploy(
  fabric: Fabric,
  definition: Definition,
  { steps, leader }: { readonly steps: Steps; readonly leader: OrdererNode },
): Promise<void> {
  const { peers, topology } = fabric.plan;
  const [first] = peers;
  if (first === undefined) throw new Error('there is no peer');
  await steps.take(`${definition.name} is installed`, () =>
    Promise.all(peers.map((peer) => installAt(fabric, peer, definition))),
  );
  if ((await committedSequence(fabric, first, definition.name)) >= definition.sequence) return;
  await steps.take(`${definition.name} is approved`, async () => {
    const approved = await readiness(fabric, first, definition);
    const waiting = topology.organisations.filter(({ mspId }) => approved[mspId] !== true);
    await Promise.all(waiting.map(({ name }) => approve(fabric, firstPeer(fabric, name), { definition, leader })));
  });
  await steps.take(`${definition.name} is committed`, () => commit(fabric, definition, leader));
}

/** The alliance's own chaincode first. */
export function definitionsOf(topology: Topology, { extraChaincodes = [] }: LocalOptions): readonly Definition[] {
  const first = { version: '1', sequence: 1 };
  const { chaincode: name } = topology;
  return [
    { ...first, name, package: packageOf(`${name}_1`, besideEachPeer), collections: collectionsOf(topology) },
    ...extraChaincodes.map(({ name, address, sealed = false }) => ({
      ...first,
      name,
      package: packageOf(`${name}_1`, oneForAll(address)),
      collections: sealed ? collectionsOf(topology) : [],
    })),
  ];
}
