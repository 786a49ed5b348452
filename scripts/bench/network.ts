/**
 * The alliance that the bench measures, on the embedded ledger or on Fabric: where its gateways, peers and processes are found,
 * and nothing of what is measured.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, newClient } from '../../gateway/client/client';
import { newPackage, oneForAll } from '../../network/fabric/chaincode-package';
import { startFabric } from '../../network/fabric/start';
import { defaultTopology, startAlliance } from '../../network/local/alliance';
import { files, institutionLayout } from '../../network/local/layout';
import type { Topology } from '../../network/topology';
import { readCpuMs } from './measure';
import type { PlainPeer } from './plain-connection';

export interface BenchNetwork {
  readonly partyIds: readonly string[];
  /** From the start of its processes. */
  readonly readyMs: number;
  findPartyId(institution: string): string;
  findClient(institution: string): Client;
  /** The settings of a client that goes around the gateway. */
  findPeer(institution: string): PlainPeer;
  findGatewayPid(institution: string): number;
  /** Process ids by name. */
  processes(): Readonly<Record<string, number | undefined>>;
  stop(): Promise<void>;
}

const portBase = 8301;
const naiveAddress = '127.0.0.1:8299';
/** Fabric names a package by what is in it. */
const ledgers = {
  embedded: { start: startAlliance, naivePackage: 'naive_1:embedded' },
  fabric: { start: startFabric, naivePackage: newPackage('naive_1', oneForAll(naiveAddress)).id },
} as const;
export type Ledger = keyof typeof ledgers;
const requestTimeoutMs = 300_000;

export interface BenchSettings {
  readonly importBatchesInFlight: number;
  /** When a block is cut, where it is not the default. */
  readonly batchTimeoutMs?: number | undefined;
  /** Instead of those of the default topology. */
  readonly parameters?: Readonly<Record<string, number>> | undefined;
}

/** The default alliance and a third creditor that can pay Harbour, with the naive contract beside ours on the channel. */
export async function startNetwork(ledger: Ledger, settings: BenchSettings): Promise<BenchNetwork> {
  const { importBatchesInFlight } = settings;
  const { start, naivePackage } = ledgers[ledger];
  const layout = { directory: mkdtempSync(join(tmpdir(), 'tallystick-bench-')), portBase };
  const topology = benchTopology(settings);
  const naive = await startNaive(naivePackage);
  const begun = performance.now();
  const alliance = await start({
    layout,
    topology,
    delivery: { harbour: 'manual' },
    logLevel: 'warn',
    importBatchesInFlight,
    extraChaincodes: [{ name: 'naive', packageId: naivePackage, address: naiveAddress, sealed: true }],
  }).catch((error) => {
    naive.kill('SIGTERM');
    throw error;
  });
  const readyMs = performance.now() - begun;
  const { institutions } = alliance.describe();
  const findInstitution = (name: string) => named(institutions, name);
  const clients = Object.fromEntries(
    Object.entries(institutions).map(([name, { url, tokens }]) => [
      name,
      // A repeated request would be measured as one that took long.
      newClient({ url, token: tokens.officer, timeoutMs: requestTimeoutMs, maxRetries: 0 }),
    ]),
  );
  const processes = () => ({ ...alliance.describe().processes, naive: naive.pid });
  return {
    partyIds: topology.organisations.map(({ mspId }) => mspId),
    readyMs,
    findPartyId: (name) => findInstitution(name).partyId,
    findClient: (name) => named(clients, name),
    findPeer(name) {
      const own = institutionLayout(layout, name);
      const folder = files.gatewayFolder(own);
      const config = JSON.parse(readFileSync(files.gatewayConfig(own), 'utf8'));
      const { partyId, channel, peers, identities } = config;
      const [{ tlsRootCertificate: root, ...peer }] = peers;
      const tlsRootCertificate = root === undefined ? undefined : resolve(folder, root);
      const certificate = resolve(folder, identities.client.certificate);
      const privateKey = resolve(folder, identities.client.privateKey);
      return { ...peer, tlsRootCertificate, mspId: partyId, channel, certificate, privateKey };
    },
    findGatewayPid: (name) => named(processes(), `gateway-${name}`),
    processes,
    async stop() {
      await alliance.stop();
      naive.kill('SIGTERM');
      rmSync(layout.directory, { recursive: true, force: true });
    },
  };
}

/** CPU time of all its processes so far. */
export function cpuMsOfAll(network: BenchNetwork): number {
  const pids = Object.values(network.processes()).filter((pid) => pid !== undefined);
  return pids.reduce((sum, pid) => sum + readCpuMs(pid), 0);
}

function benchTopology({ batchTimeoutMs, parameters }: BenchSettings): Topology {
  const founding = defaultTopology();
  const topology = { ...founding, parameters: { ...founding.parameters, ...parameters } };
  const quarry = {
    name: 'quarry',
    partyName: 'Quarry',
    mspId: 'QuarryMSP',
    partyOrgType: 'CREDITOR_ORG',
    endorses: true,
    peers: 2,
  } as const;
  const organisations = [...topology.organisations, quarry];
  if (batchTimeoutMs === undefined) return { ...topology, organisations };
  const batch = { ...topology.batch, timeoutMs: batchTimeoutMs };
  return { ...topology, organisations, batch, orderers: { ...topology.orderers, batchTimeoutMs } };
}

async function startNaive(naivePackage: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, 'naive-server.js'), naiveAddress, naivePackage], {
    env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  return child;
}

function named<T>(values: Readonly<Record<string, T | undefined>>, name: string): T {
  const value = values[name];
  if (value === undefined) throw new Error(`nothing is named ${name} here`);
  return value;
}
