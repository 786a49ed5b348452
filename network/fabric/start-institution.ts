/**
 * The processes of one institution on a machine of its own: its nodes at once, its chaincode as soon as it has a definition, its gateway
 * as soon as the channel has one in force. It looks every second for what is missing, since others' acts decide it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readInstitutionSettings } from '../institution/settings';
import { packageRoot, refuseTakenPorts } from '../local/alliance';
import { gatewaySpec } from '../local/gateways';
import { refuseFewOpenFiles } from '../local/open-files';
import { type Environment, findFabric, readVersion } from './binaries';
import { chaincodeServes, chaincodeSpecs, nodesServe, repairPeer } from './bring-up';
import { ownDefinition } from './deployment';
import { prepareInstitution, readOwnDefinition } from './institution';
import { committedSequence, firstPeers } from './lifecycle';
import { ordererSpec, peerSpec } from './node-processes';
import { listGateways, planOwnNetwork, portsTaken } from './nodes';
import type { Fabric } from './ordering';
import { requireChannel } from './others';
import { releaseFor } from './release';
import { type FabricStartOptions, RunningFabric } from './start';
import { Steps } from './steps';

const lookEveryMs = 1_000;
/** Calls that are under way at an old version's processes end within this time. */
const drainMs = 5_000;

/** The institution of a folder, with Fabric's programs. Throws where it has no channel yet. */
export function openInstitution(directory: string, env: Environment, signal?: AbortSignal): Fabric {
  const settings = readInstitutionSettings(directory);
  const { topology } = requireChannel({ directory, portBase: 0 });
  return { plan: planOwnNetwork(topology, settings, directory), files: findFabric(env), signal };
}

/** Resolves when the institution's nodes serve. */
export async function startInstitution(options: FabricStartOptions): Promise<RunningFabric> {
  const { signal } = options;
  const fabric = openInstitution(options.layout.directory, options.env ?? process.env, signal);
  const { plan, files } = fabric;
  const [owner] = plan.owners;
  if (owner === undefined) throw new Error('the folder has no institution');
  const release = releaseFor(plan.topology, await readVersion(files.programs.peer));
  const steps = new Steps(options.onStep, options.onBegin);
  refuseFewOpenFiles();
  await refuseTakenPorts(portsTaken(plan), options, owner.settings.listen);
  await steps.take('settings', () => prepareInstitution(plan, owner, { fabric: files, release, options }));
  const failing = (name: string, why: string) => options.onFailing?.(name, why);
  const recovered = (name: string) => options.onRecovered?.(name);
  const restarted = (name: string) => {
    const peer = plan.peers.find((each) => each.name === name);
    if (peer !== undefined) repairPeer(fabric, peer, options).catch((error) => console.error(String(error)));
  };
  const running = new RunningFabric(fabric, { restarted, failing, recovered });
  try {
    await steps.take('nodes serve', async () => {
      await running.begin(plan.orderers.map((orderer) => ordererSpec(fabric, orderer, options.nodeLogging)));
      await running.begin(plan.peers.map((peer) => peerSpec(fabric, peer, { logging: options.nodeLogging })));
      await nodesServe(fabric);
    });
  } catch (error) {
    await running.stop();
    throw error;
  }
  running.writeDescription();
  void new Chaincodes(running).follow(signal);
  return running;
}

/** The versions of the chaincode that have processes here, and the gateway that needs one. */
class Chaincodes {
  readonly #begun = new Set<number>();
  #inForce = 0;
  #hasGateway = false;

  constructor(private readonly running: RunningFabric) {}

  async follow(signal: AbortSignal | undefined): Promise<void> {
    while (signal?.aborted !== true) {
      await this.#look().catch((error) => console.error(String(error)));
      await sleep(lookEveryMs, undefined, { ref: false });
    }
  }

  async #look(): Promise<void> {
    const { fabric } = this.running;
    const [peer] = firstPeers(fabric.plan);
    if (peer === undefined) return;
    const asked = readOwnDefinition(peer.owner);
    if (asked === undefined) return;
    if (this.#inForce < asked.sequence)
      this.#inForce = await committedSequence(fabric, peer, asked.name).catch(() => 0);
    for (const sequence of [this.#inForce, asked.sequence]) await this.#begin(sequence);
    if (this.#inForce === 0) return;
    if (!this.#hasGateway) await this.#beginGateway();
    await this.#endOld();
  }

  async #beginGateway(): Promise<void> {
    const { plan } = this.running.fabric;
    const specs = listGateways(plan).map((place) => gatewaySpec(place, packageRoot, plan.layout));
    try {
      await this.running.begin(specs);
      this.#hasGateway = true;
      this.running.writeDescription();
    } catch (error) {
      await this.running.end(specs.map(({ name }) => name));
      throw error;
    }
  }

  async #begin(sequence: number): Promise<void> {
    if (sequence === 0 || this.#begun.has(sequence)) return;
    this.#begun.add(sequence);
    const { fabric } = this.running;
    const definition = ownDefinition(fabric.plan.topology, sequence);
    await this.running.begin(chaincodeSpecs(fabric, definition));
    await chaincodeServes(fabric, definition);
    this.running.writeDescription();
  }

  async #endOld(): Promise<void> {
    const old = [...this.#begun].filter((sequence) => sequence < this.#inForce);
    if (old.length === 0) return;
    await sleep(drainMs);
    const { fabric } = this.running;
    for (const sequence of old) {
      const specs = chaincodeSpecs(fabric, ownDefinition(fabric.plan.topology, sequence));
      await this.running.end(specs.map(({ name }) => name));
      this.#begun.delete(sequence);
    }
  }
}
