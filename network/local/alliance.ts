/**
 * A whole alliance on this machine, on the embedded ledger: one ledger process, one chaincode process, one gateway for each
 * institution. For development and trials; where members outgrow one machine they run Fabric.
 */
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTokenFile } from '../identity/token-file';
import { readTopology, type Topology } from '../topology';
import { replaceWhole } from '../whole-file';
import { runningByDefault } from './folders';
import { type GatewayPlace, gatewaySpec } from './gateways';
import { insist } from './insist';
import {
  files,
  forgetAlliance,
  institutionLayout,
  type Layout,
  type LocalOptions,
  ports,
  type UserRole,
  userRoles,
} from './layout';
import { listGateways, packageId, prepareMaterial } from './material';
import { refuseFewOpenFiles } from './open-files';
import { type ProcessSpec, Supervised } from './processes';

/** A running alliance as scripts and tests need it; written to `dev.json`. */
export interface LocalAlliance {
  readonly institutions: Readonly<Record<string, Institution>>;
  /** Process ids by name: `ledger`, `chaincode`, `gateway-<institution>`. */
  readonly processes: Readonly<Record<string, number | undefined>>;
}

export interface Institution {
  readonly url: string;
  readonly partyId: string;
  readonly tokens: Readonly<Record<UserRole, string>>;
}

export interface StartOptions extends LocalOptions {
  readonly layout: Layout;
  /** Forgets what an earlier alliance in the directory left. */
  readonly fresh?: boolean;
  /** How long what an earlier, killed start left may take to free its ports. Default: no time. */
  readonly portsWithinMs?: number;
  readonly topology?: Topology;
  /** Told when a process dies again and again, and why; it is tried again all the same. */
  readonly onFailing?: (name: string, why: string) => void;
  readonly onRecovered?: (name: string) => void;
}

/** The package's folder, whether this runs from its sources or from what was built of them. */
export const packageRoot = nearestPackage(__dirname);
const defaultTopologyFile = join(packageRoot, 'network', 'topology.yaml');

export function defaultTopology(): Topology {
  return readTopology(defaultTopologyFile);
}

export class RunningAlliance {
  #isStopped = false;

  constructor(
    private readonly layout: Layout,
    private readonly gateways: readonly GatewayPlace[],
    private readonly supervised: readonly Supervised[],
  ) {}

  describe(): LocalAlliance {
    const institutions = this.gateways.map(({ organisation: { name, mspId }, layout, host, port }) => {
      const tokens = userRoles.map((role) => [role, readTokenFile(files.tokenFile(layout, role))]);
      const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
      return [name, { url, partyId: mspId, tokens: Object.fromEntries(tokens) }];
    });
    return {
      institutions: Object.fromEntries(institutions),
      processes: Object.fromEntries(this.supervised.map(({ name, pid }) => [name, pid])),
    };
  }

  /** So that scripts and later starts find it. */
  writeDescription(): void {
    insist(() => {
      if (!this.#isStopped) replaceWhole(devFile(this.layout), `${JSON.stringify(this.describe(), undefined, 2)}\n`);
    });
  }

  /** Gateways first, so that nothing is cut off in the middle. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const process of this.supervised) process.letEnd();
    const gateways = this.supervised.filter(({ name }) => name.startsWith('gateway-'));
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all(this.supervised.map((process) => process.stop()));
    rmSync(devFile(this.layout), { force: true });
  }
}

/** Resolves when every gateway serves; whatever was started ends again where one does not. */
export async function startAlliance(options: StartOptions): Promise<RunningAlliance> {
  const {
    topology = defaultTopology(),
    fresh = false,
    onFailing: failing = () => {},
    onRecovered = () => {},
  } = options;
  const layout = { ...options.layout, directory: resolve(options.layout.directory) };
  refuseFewOpenFiles();
  await refuseTakenPorts(listPorts(topology, layout), options);
  if (fresh) forgetAlliance(layout);
  if (holdsFabric(layout, topology)) {
    throw new Error(`${layout.directory} holds an alliance on Fabric: choose another --directory`);
  }
  await prepareMaterial(topology, layout, options);

  const restarted = () => alliance.writeDescription();
  const recovered = (name: string) => {
    restarted();
    onRecovered(name);
  };
  const named = (spec: ProcessSpec) => new Supervised(spec, { restarted, failing, recovered });
  const ledger = named(ledgerSpec(layout));
  const chaincode = named(chaincodeSpec(layout));
  const places = listGateways(topology, layout);
  const gateways = places.map((place) => named(gatewaySpec(place, packageRoot, layout)));
  const alliance = new RunningAlliance(layout, places, [ledger, chaincode, ...gateways]);
  try {
    await Promise.all([ledger, chaincode, ...gateways].map((process) => process.start()));
  } catch (error) {
    await alliance.stop();
    throw error;
  }
  alliance.writeDescription();
  return alliance;
}

function holdsFabric(layout: Layout, { organisations }: Topology): boolean {
  return organisations.some(({ name }) => existsSync(join(institutionLayout(layout, name).directory, 'fabric')));
}

export function devFile({ directory }: Layout): string {
  return join(directory, 'dev.json');
}

function ledgerSpec(layout: Layout): ProcessSpec {
  return {
    name: 'ledger',
    args: [join(packageRoot, 'dist', 'network', 'embedded', 'main.js'), '--config', files.ledgerConfig(layout)],
    logFile: files.log(layout, 'ledger'),
    readyText: '"state":"ready"',
  };
}

/** The stock chaincode server; one process serves every organisation's peer over a stream of its own. */
function chaincodeSpec(layout: Layout): ProcessSpec {
  return {
    name: 'chaincode',
    args: [
      join(packageRoot, 'node_modules', 'fabric-shim', 'cli.js'),
      'server',
      '--chaincode-address',
      `127.0.0.1:${ports.chaincode(layout)}`,
      '--chaincode-id',
      packageId,
      '--module-path',
      packageRoot,
    ],
    env: { TALLYSTICK_ALLIANCE: files.foundingDocument(layout), CORE_CHAINCODE_LOGGING_LEVEL: 'warn' },
    logFile: files.log(layout, 'chaincode'),
  };
}

function listPorts({ organisations }: Topology, layout: Layout): readonly number[] {
  const ofEach = organisations.flatMap((_, index) => [ports.gateway(layout, index), ports.peer(layout, index)]);
  return [...ofEach, ports.chaincode(layout)];
}

/** Before anything is touched. */
export async function refuseTakenPorts(
  wanted: readonly number[],
  { portsWithinMs = 0 }: Pick<StartOptions, 'portsWithinMs'> = {},
  host?: string,
): Promise<void> {
  const deadline = performance.now() + portsWithinMs;
  for (const port of wanted) {
    while (!(await isFree(port, host)) && performance.now() < deadline) await sleep(100);
    if (await isFree(port, host)) continue;
    const by = runningByDefault() ?? 'another program, or an alliance in another folder';
    throw new Error(`port ${port} is taken, perhaps by ${by}: end that, or choose others with --port-base`);
  }
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearestPackage(dirname(folder));
}
