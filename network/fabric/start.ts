/**
 * A whole alliance on this machine, on Hyperledger Fabric: orderers, peers, a chaincode process beside each peer, and a
 * gateway for each institution. Every step asks what is there already, so an interrupted start is simply started again.
 */

import { rmSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { resolve } from 'node:path';
import { defaultTopology, packageRoot, RunningAlliance, refuseTakenPorts } from '../local/alliance';
import { gatewaySpec } from '../local/gateways';
import type { Layout, LocalOptions } from '../local/layout';
import { type ProcessSpec, Supervised } from '../local/processes';
import type { Topology } from '../topology';
import { type Environment, findFabric, majorVersion, versionOf } from './binaries';
import { besideEachPeer, oneForAll, packageOf } from './chaincode-package';
import { collectionsOf } from './collections';
import { awaitEndorsement } from './endorsement-probe';
import {
  approve,
  commit,
  committedSequence,
  type Definition,
  firstPeer,
  installAt,
  joinPeer,
  readiness,
} from './lifecycle';
import { prepareFabric } from './material';
import { chaincodeSpec, ordererSpec, peerSpec } from './node-processes';
import { type PeerNode, planOf, portsTaken } from './nodes';
import { isHealthy } from './operations';
import { awaitLeader, type Fabric, joinOrderer, ordererStatus, runningConsensus } from './ordering';
import { type Step, Steps } from './steps';
import { until } from './waiting';

export interface FabricStartOptions extends LocalOptions {
  readonly layout: Layout;
  readonly topology?: Topology;
  /** Forgets what an earlier alliance in the directory left. */
  readonly fresh?: boolean;
  /** Where FABRIC_BIN or PATH stand. Default: this process's. */
  readonly env?: Environment;
  /** Fabric's log specification for peers and orderers. */
  readonly nodeLogging?: string;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
  readonly onBegin?: (name: string) => void;
  /** Told when a process died too often to be started again. */
  readonly onGivenUp?: (name: string) => void;
}

/** The same interface as an alliance on the embedded ledger, and what is Fabric's own. */
export class RunningFabric extends RunningAlliance {
  constructor(
    readonly fabric: Fabric,
    readonly steps: readonly Step[],
    supervised: readonly Supervised[],
  ) {
    super(fabric.plan.layout, fabric.plan.topology, supervised);
  }
}

const nodeDeadlineMs = 60_000;
const endorsementDeadlineMs = 90_000;

/** Resolves when a majority endorses and every gateway serves; whatever was started ends again where one does not. */
export async function startFabric(options: FabricStartOptions): Promise<RunningFabric> {
  const { topology = defaultTopology(), signal } = options;
  const layout = { ...options.layout, directory: resolve(options.layout.directory) };
  const plan = planOf(topology, layout);
  const files = findFabric(options.env ?? process.env);
  const major = majorVersion(await versionOf(files.programs.peer, 'peer'));
  const fabric: Fabric = { plan, files, major, signal };
  await refuseTakenPorts(portsTaken(plan, layout));
  if (options.fresh) rmSync(layout.directory, { recursive: true, force: true });
  const steps = new Steps(options.onStep, options.onBegin);
  await prepareFabric(fabric, options, steps);

  const supervised: Supervised[] = [];
  const alliance = new RunningFabric(fabric, steps.done, supervised);
  const events = { restarted: () => alliance.writeDescription(), givenUp: options.onGivenUp ?? (() => {}) };
  const begin = async (specs: readonly ProcessSpec[]) => {
    const begun = specs.map((spec) => new Supervised(spec, events));
    supervised.push(...begun);
    await Promise.all(begun.map((process) => process.start()));
  };
  try {
    await bringUp(fabric, options, { steps, begin });
  } catch (error) {
    await alliance.stop();
    throw error;
  }
  alliance.writeDescription();
  return alliance;
}

interface Undertaking {
  readonly steps: Steps;
  begin(specs: readonly ProcessSpec[]): Promise<void>;
}

async function bringUp(fabric: Fabric, options: FabricStartOptions, { steps, begin }: Undertaking): Promise<void> {
  const { plan, signal } = fabric;
  const { orderers, peers, topology, layout } = plan;
  const definitions = definitionsOf(topology, options);
  const [own] = definitions;
  const packageId = own?.package.id ?? '';
  const { nodeLogging } = options;
  await steps.take('orderers join the channel', async () => {
    await begin(orderers.map((orderer) => ordererSpec(fabric, orderer, nodeLogging)));
    await begin(peers.map((peer) => peerSpec(fabric, peer, nodeLogging)));
    await Promise.all(orderers.map((orderer) => joined(fabric, orderer)));
  });
  const leader = await steps.take('an orderer leads', () => awaitLeader(fabric));
  await steps.take('peers join the channel', async () => {
    await Promise.all(
      peers.map(async (peer) => {
        await until(`${peer.name} is healthy`, () => isHealthy(peer), { deadlineMs: nodeDeadlineMs, signal });
        await joinPeer(fabric, peer);
      }),
    );
  });
  await steps.take(`consensus is ${topology.orderers.consensus}`, () => verifyConsensus(fabric));
  await begin(peers.map((peer) => chaincodeSpec(plan, peer, { packageId, folder: packageRoot })));
  for (const definition of definitions) await deploy(fabric, definition, { steps, leader });
  await steps.take('chaincode serves', () => Promise.all(peers.map(({ chaincode }) => serves(fabric, chaincode))));
  await steps.take('a majority endorses', () =>
    Promise.all(
      topology.organisations.map(({ name }) =>
        awaitEndorsement(plan, firstPeer(fabric, name), { deadlineMs: endorsementDeadlineMs, signal }),
      ),
    ),
  );
  await steps.take('gateways are ready', () =>
    begin(topology.organisations.map(({ name }) => gatewaySpec(layout, name, packageRoot))),
  );
}

/** Installed everywhere, approved by every organisation, committed once. What the channel has stays as it is. */
async function deploy(
  fabric: Fabric,
  definition: Definition,
  { steps, leader }: { readonly steps: Steps; readonly leader: Parameters<typeof commit>[2] },
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

function definitionsOf(topology: Topology, { extraChaincodes = [] }: LocalOptions): readonly Definition[] {
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

/** Takes part in the channel; its admin endpoint may need a moment, and an orderer that was away fetches blocks. */
async function joined(fabric: Fabric, orderer: Fabric['plan']['orderers'][number]): Promise<void> {
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

async function serves({ signal }: Fabric, { name, address }: PeerNode['chaincode']): Promise<void> {
  await until(`${name} answers`, () => answers(address), { deadlineMs: nodeDeadlineMs, signal });
}

/** Whether something listens there. */
function answers(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connectTo({ host: host ?? '', port: Number(port) });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
