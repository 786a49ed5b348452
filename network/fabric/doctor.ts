/**
 * Looks the machine over before it is blamed: what a Fabric network needs of it, what is wrong, and how to repair it. Every
 * fact comes through `Machine`, so that a test can be one.
 */
import { leastOpenFiles } from '../local/open-files';
import type { FabricPlan } from './nodes';
import { findRelease, findShortcoming } from './release';

export interface Finding {
  readonly about: string;
  readonly state: 'good' | 'doubtful' | 'wrong';
  readonly detail: string;
  /** Present if the finding is not good. */
  readonly repair?: string;
}

export interface Machine {
  readonly nodeVersion: string;
  /** The parts of Fabric that are missing, in words that say how to repair it. */
  readonly missing: readonly string[];
  /** Each program's own version. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly takenPorts: readonly number[];
  /** True where the network that the ports are for runs, and so has taken them itself. */
  readonly isRunning: boolean;
  readonly certificates: readonly { readonly file: string; readonly notAfter: Date }[];
  /** When the newest file in the network's folder was written. */
  readonly newestFile: Date | undefined;
  readonly now: Date;
  readonly freeDiskMb: number;
  readonly freeMemoryMb: number;
  /** The number of files that one process may open. */
  readonly openFiles: number;
  /** Faults of the ledger that running gateways report. */
  readonly troubles: readonly Trouble[];
  /** Those that the environment names. */
  readonly proxies: readonly string[];
}

export interface Trouble {
  readonly institution: string;
  readonly text: string;
  readonly remedy: string;
}

const oldestNode = [20, 19] as const;
const leastDiskMb = 2_048;
const diskWrongMb = 512;
const soundOpenFiles = 1_024;
const dayMs = 86_400_000;
const soonDays = 30;
const mbPerNode = { peer: 200, orderer: 60, gateway: 130 } as const;

export function examine(machine: Machine, plan: FabricPlan): readonly Finding[] {
  return [
    nodeFinding(machine),
    ...fabricFindings(machine, plan),
    portFinding(machine),
    certificateFinding(machine),
    clockFinding(machine),
    diskFinding(machine),
    memoryFinding(machine, plan),
    ...openFilesFinding(machine),
    ...proxyFinding(machine),
    ...machine.troubles.map(({ institution, text, remedy }) => wrong('ledger', `${institution}: ${text}`, remedy)),
  ];
}

function nodeFinding({ nodeVersion }: Machine): Finding {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  return isOld
    ? wrong('Node', `${nodeVersion} is older than ${oldestNode.join('.')}`, 'install Node 20.19 or later')
    : good('Node', nodeVersion);
}

function fabricFindings({ missing, versions }: Machine, { topology }: FabricPlan): readonly Finding[] {
  if (missing.length > 0) {
    return missing.map((text) => {
      const [detail = text, repair = ''] = text.split(/: (?=[^:]*$)/);
      return wrong('Fabric', detail, repair);
    });
  }
  const said = Object.entries(versions).map(([program, version]) => `${program} ${version ?? 'of unknown version'}`);
  const distinct = new Set(Object.values(versions));
  const isMixed = distinct.size > 1;
  const isOld = [...distinct].some((version) => /^v?([01]\.|2\.[0-4]\.)/.test(version ?? ''));
  if (isOld) return [wrong('Fabric', said.join(', '), 'use Fabric 3.1 (2.5 works, without SmartBFT)')];
  const shortcoming = findShortcoming(topology, findRelease(versions.peer));
  if (shortcoming) return [wrong('Fabric', `${said.join(', ')}: ${shortcoming.detail}`, shortcoming.repair)];
  if (isMixed) return [doubtful('Fabric', said.join(', '), 'take all programs from one archive')];
  return [good('Fabric', said.join(', '))];
}

function portFinding({ takenPorts, isRunning }: Machine): Finding {
  if (isRunning) return good('ports', 'taken by the network that runs here');
  if (takenPorts.length === 0) return good('ports', 'all free');
  return wrong('ports', `taken: ${takenPorts.join(', ')}`, 'end what listens there, or choose others with --port-base');
}

function certificateFinding({ certificates, now }: Machine): Finding {
  const [first] = certificates;
  if (first === undefined) return good('certificates', 'none yet');
  const days = Math.floor((first.notAfter.getTime() - now.getTime()) / dayMs);
  const detail = `the first ends in ${days} days: ${first.file}`;
  const repair = 'issue its owner a new one before that day, and restart it';
  if (days < 0) return wrong('certificates', `ended ${-days} days ago: ${first.file}`, repair);
  return days < soonDays ? doubtful('certificates', detail, repair) : good('certificates', detail);
}

/** A clock that was set back makes new certificates begin in the future, and peers refuse proposals of other times. */
function clockFinding({ now, newestFile }: Machine): Finding {
  const isBeforeRelease = now.getTime() < Date.UTC(2026, 0, 1);
  const isSetBack = newestFile !== undefined && newestFile.getTime() > now.getTime() + 60_000;
  const detail = isBeforeRelease
    ? `it says ${now.toISOString()}`
    : `it says ${now.toISOString()}, and files of the network are from ${newestFile?.toISOString()}`;
  const repair = 'set the clock, and keep it set (chrony, systemd-timesyncd): peers refuse what is a minute off';
  return isBeforeRelease || isSetBack ? wrong('clock', detail, repair) : good('clock', now.toISOString());
}

function diskFinding({ freeDiskMb }: Machine): Finding {
  const detail = `${freeDiskMb} MB free`;
  if (freeDiskMb < diskWrongMb) return wrong('disk', detail, 'free at least 2 GB: nodes end when they cannot write');
  return freeDiskMb < leastDiskMb ? doubtful('disk', detail, 'free at least 2 GB') : good('disk', detail);
}

function memoryFinding({ freeMemoryMb, isRunning }: Machine, { peers, orderers, topology }: FabricPlan): Finding {
  const needed =
    peers.length * mbPerNode.peer +
    orderers.length * mbPerNode.orderer +
    topology.organisations.length * mbPerNode.gateway;
  const detail = `${freeMemoryMb} MB free, ${needed} MB needed`;
  if (isRunning || freeMemoryMb >= needed) return good('memory', detail);
  return doubtful('memory', detail, 'choose a topology with fewer peers, or end other programs');
}

function openFilesFinding({ openFiles }: Machine): readonly Finding[] {
  if (openFiles >= soundOpenFiles) return [];
  const judged = openFiles < leastOpenFiles ? wrong : doubtful;
  return [judged('open files', `${openFiles} for a process`, "allow 4096 (ulimit -n, or the service's LimitNOFILE)")];
}

function proxyFinding({ proxies }: Machine): readonly Finding[] {
  if (proxies.length === 0) return [];
  return [good('proxies', `${proxies.join(', ')}: asked only for what is on other machines`)];
}

function good(about: string, detail: string): Finding {
  return { about, state: 'good', detail };
}

function doubtful(about: string, detail: string, repair: string): Finding {
  return { about, state: 'doubtful', detail, repair };
}

function wrong(about: string, detail: string, repair: string): Finding {
  return { about, state: 'wrong', detail, repair };
}
