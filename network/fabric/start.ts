/**
 * A whole alliance on this machine, on Hyperledger Fabric: orderers, peers, a chaincode process beside each peer, and a
 * gateway for each institution. Every step asks what is there already, so an interrupted start is simply started again.
 */

import { resolve } from 'node:path';
import { defaultTopology, RunningAlliance, refuseTakenPorts } from '../local/alliance';
import { forgetAlliance, type Layout } from '../local/layout';
import { refuseFewOpenFiles } from '../local/open-files';
import { type ProcessSpec, Supervised, type SupervisionEvents } from '../local/processes';
import type { Topology } from '../topology';
import { type Environment, findFabric } from './binaries';
import { type BringUpOptions, bringUp, repairPeer } from './bring-up';
import { prepareFabric } from './material';
import { listGateways, planNodes, portsTaken } from './nodes';
import type { Fabric } from './ordering';
import { type Step, Steps } from './steps';

export interface FabricStartOptions extends BringUpOptions {
  readonly layout: Layout;
  readonly topology?: Topology;
  /** Forgets what an earlier alliance in the directory left. */
  readonly fresh?: boolean;
  /** How long what an earlier, killed start left may take to free its ports. Default: no time. */
  readonly portsWithinMs?: number;
  /** The environment that has FABRIC_BIN or PATH. Default: this process's. */
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
  readonly onBegin?: (name: string) => void;
  /** Told when a process dies again and again, and why; it is tried again all the same. */
  readonly onFailing?: (name: string, why: string) => void;
  readonly onRecovered?: (name: string) => void;
}

/** The same interface as an alliance on the embedded ledger, and what is Fabric's own. */
export class RunningFabric extends RunningAlliance {
  constructor(
    readonly fabric: Fabric,
    private readonly events: Partial<SupervisionEvents>,
    private readonly processes: Supervised[] = [],
  ) {
    super(fabric.plan.layout, listGateways(fabric.plan), processes);
  }

  /** Starts processes and keeps them running. */
  async begin(specs: readonly ProcessSpec[]): Promise<void> {
    const restarted = (name: string) => {
      this.writeDescription();
      this.events.restarted?.(name);
    };
    const recovered = (name: string) => {
      this.writeDescription();
      this.events.recovered?.(name);
    };
    const events = { restarted, recovered, failing: (name: string, why: string) => this.events.failing?.(name, why) };
    const begun = specs.map((spec) => new Supervised(spec, events));
    this.processes.push(...begun);
    await Promise.all(begun.map((process) => process.start()));
  }

  /** Ends processes by name, for good. */
  async end(names: readonly string[]): Promise<void> {
    const ending = this.processes.filter(({ name }) => names.includes(name));
    await Promise.all(ending.map((process) => process.stop()));
    for (const process of ending) this.processes.splice(this.processes.indexOf(process), 1);
    this.writeDescription();
  }
}

/** Fabric's programs read lists of files from their settings, parted by commas. */
function refuseComma({ directory }: Layout): void {
  if (!directory.includes(',')) return;
  throw new Error(
    `${directory} holds a comma, at which Fabric's programs part names of files: choose another --directory`,
  );
}

/** Resolves when a majority endorses and every gateway serves; whatever was started ends again where one does not. */
export async function startFabric(options: FabricStartOptions): Promise<RunningFabric> {
  const { topology = defaultTopology(), signal } = options;
  const layout = { ...options.layout, directory: resolve(options.layout.directory) };
  refuseComma(layout);
  const plan = planNodes(topology, layout);
  const files = findFabric(options.env ?? process.env);
  // Nothing comes up while one of its processes cannot: so the waiting stops at once.
  const hopeless = new AbortController();
  let isUp = false;
  const anyEnd = AbortSignal.any([hopeless.signal, ...(signal ? [signal] : [])]);
  const fabric: Fabric = { plan, files, signal };
  refuseFewOpenFiles();
  await refuseTakenPorts(portsTaken(plan), options);
  if (options.fresh) forgetAlliance(layout);
  const steps = new Steps(options.onStep, options.onBegin);
  await prepareFabric(fabric, options, steps);

  const restarted = (name: string) => {
    const peer = plan.peers.find((each) => each.name === name);
    if (peer !== undefined) repairPeer(fabric, peer, options).catch((error) => console.error(String(error)));
  };
  const failing = (name: string, why: string) => {
    if (!isUp) hopeless.abort(new Error(`${name} dies again and again: ${why}`));
    options.onFailing?.(name, why);
  };
  const recovered = (name: string) => options.onRecovered?.(name);
  const alliance = new RunningFabric(fabric, { restarted, failing, recovered });
  try {
    await bringUp({ ...fabric, signal: anyEnd }, options, { steps, begin: (specs) => alliance.begin(specs) });
  } catch (error) {
    await alliance.stop();
    throw hopeless.signal.aborted ? hopeless.signal.reason : error;
  }
  isUp = true;
  alliance.writeDescription();
  return alliance;
}
