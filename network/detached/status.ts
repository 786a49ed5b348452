/** A network as an operator wants to see it: what lives, what is well, how far it is, and what ends soon. */
import { relative } from 'node:path';
import { type Environment, findFabric } from '../fabric/binaries';
import { type FabricPlan, listGateways, planNodes, planOwnNetwork } from '../fabric/nodes';
import { requireChannel } from '../fabric/others';
import { type FabricStatus, readFabricStatus } from '../fabric/status';
import { certificateEnds } from '../identity/expiry';
import { isInstitution, readInstitutionSettings } from '../institution/settings';
import { defaultTopology, type LocalAlliance } from '../local/alliance';
import { readDescription } from '../local/description';
import type { Layout } from '../local/layout';
import { readMemory } from '../local/process-memory';
import { readTopology } from '../topology';
import { type Failing, groupLives, type LedgerKind, type NetworkState, readState, supervisorLives } from './state';

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number;
  readonly alive: boolean;
  readonly memoryMb?: number | undefined;
}

export interface GatewayStatus {
  readonly institution: string;
  readonly url: string;
  readonly ready: boolean;
}

export interface NetworkStatus {
  /** False where something that should work does not. */
  readonly well: boolean;
  readonly ledger: LedgerKind;
  readonly phase: NetworkState['phase'] | 'unattended';
  /** None where nodes run in containers. */
  readonly processes: readonly ProcessStatus[];
  readonly failing: readonly Failing[];
  readonly gateways: readonly GatewayStatus[];
  readonly fabric?: FabricStatus;
  /** The first certificate of each organisation to end. */
  readonly certificates: readonly { readonly organisation: string; readonly file: string; readonly notAfter: string }[];
}

const readyDeadlineMs = 3_000;

/** Undefined where nothing was brought up in the folder. */
export async function networkStatus(directory: string, env: Environment): Promise<NetworkStatus | undefined> {
  const state = readState(directory);
  if (state === undefined) return undefined;
  const plan = readPlan(directory, state);
  const { layout } = plan;
  const described = describedIn(layout);
  const processes = await readProcesses(described);
  const gateways = await Promise.all(Object.entries(described.institutions).map(readGateway));
  const fabric =
    state.ledger === 'fabric'
      ? await readFabricStatus({ plan, files: findFabric({ FABRIC_BIN: state.fabricBin, ...env }) }, described)
      : undefined;
  const phase = supervisorLives(state, directory) ? state.phase : 'unattended';
  const well =
    phase === 'ready' &&
    state.failing.length === 0 &&
    processes.every(({ alive }) => alive) &&
    gateways.length === listGateways(plan).length &&
    gateways.every(({ ready }) => ready) &&
    (fabric === undefined || (hasLeader(plan, fabric) && fabric.nodes.every(({ healthy }) => healthy)));
  return {
    well,
    ledger: state.ledger,
    phase: groupLives(state) ? phase : 'unattended',
    processes,
    failing: state.failing,
    gateways,
    ...(fabric && { fabric }),
    certificates: readCertificates(plan),
  };
}

/** The network that was brought up in a folder, or the part of one that the folder's institution runs. */
function readPlan(directory: string, state: NetworkState): FabricPlan {
  if (isInstitution(directory)) {
    const { topology } = requireChannel({ directory, portBase: state.portBase });
    return planOwnNetwork(topology, readInstitutionSettings(directory), directory);
  }
  const topology = state.topology === undefined ? defaultTopology() : readTopology(state.topology);
  return planNodes(topology, { directory, portBase: state.portBase });
}

/** An institution does not see whether another one's orderer leads. */
function hasLeader({ orderers, topology }: FabricPlan, { leader }: FabricStatus): boolean {
  return leader !== undefined || orderers.length < topology.orderers.nodes.length;
}

export function describedIn(layout: Layout): LocalAlliance {
  return readDescription(layout.directory) ?? { institutions: {}, processes: {} };
}

async function readProcesses({ processes }: LocalAlliance): Promise<ProcessStatus[]> {
  const known = Object.entries(processes).flatMap(([name, pid]) => (pid === undefined ? [] : [{ name, pid }]));
  const memory = await readMemory(known.map(({ pid }) => pid));
  return known.map(({ name, pid }) => ({ name, pid, alive: memory.has(pid), memoryMb: memory.get(pid) }));
}

export async function readGateway([institution, { url }]: [string, { readonly url: string }]): Promise<GatewayStatus> {
  const answer = fetch(`${url}/readyz`, { signal: AbortSignal.timeout(readyDeadlineMs) });
  return { institution, url, ready: await answer.then(({ ok }) => ok).catch(() => false) };
}

export function readCertificates({ owners, layout }: FabricPlan): NetworkStatus['certificates'] {
  return owners.flatMap(({ name, folder }) => {
    const [first] = certificateEnds(folder);
    if (first === undefined) return [];
    const file = relative(layout.directory, first.file);
    return [{ organisation: name, file, notAfter: first.notAfter.toISOString() }];
  });
}
