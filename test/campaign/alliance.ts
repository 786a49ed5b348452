/**
 * The alliance that a campaign torments: Meadow has two gateways on one PostgreSQL store and one vault, Orchard's store is
 * in PostgreSQL too, the embedded ledger's and Harbour's data lie on disks that can be made full. On Fabric where
 * TALLYSTICK_LEDGER=fabric asks for it.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, readConfig } from '../../gateway/config';
import type * as fabric from '../../network/fabric/start';
import type * as local from '../../network/local/alliance';
import { files, institutionLayout, type Layout } from '../../network/local/layout';
import { Supervised, type SupervisionEvents } from '../../network/local/processes';
import { onFabric, until } from '../stories/running';
import { type Following, followChain } from './following';
import { type Ground, type GroundWanted, layGround } from './ground';
import { type LedgerNodes, nodesOf } from './nodes';
import type { Instance } from './recorder';
import { type OpenStore, openStoreOf } from './stores';

/** Silence is judged by the ledger's days. */
const daySeconds = onFabric ? 10 : 5;
/** Short enough for exchanges to be refunded or paid by expiry, and redemptions to end, within a round. */
const parameters = {
  clockWindowSeconds: 20,
  deliverWithinSeconds: daySeconds,
  expiryGraceSeconds: 1,
  disputeWithinSeconds: 2 * daySeconds,
  settleWithinSeconds: 2 * daySeconds,
  objectWithinSeconds: 2 * daySeconds,
  decideWithinDays: 2,
  packagePeriodSeconds: onFabric ? 3 : 1,
  packageBytes: 16_384,
};
/** Its gateway does not speak for it as a holder of tokens, so that what it does not object to burns. */
const silent = 'harbour';
const inPostgres = ['meadow', 'orchard'] as const;
const onOwnDisk: GroundWanted['disks'] = {
  'gateway-harbour': join('institutions', 'harbour', 'gateway'),
  ...(onFabric ? {} : { ledger: 'ledger' }),
};
/** Beside the database's. */
const secondInstancePort = 31;
export const healMs = onFabric ? 180_000 : 90_000;

export interface CampaignAlliance extends LedgerNodes, Pick<Ground, 'folder' | 'disks' | 'database' | 'missing'> {
  readonly instances: readonly NamedInstance[];
  /** Names of processes. */
  readonly processes: readonly string[];
  readonly stores: readonly OpenStore[];
  readonly following: Following;
  /** Processes that die again and again, and have not recovered. */
  readonly failing: ReadonlySet<string>;
  pidOf(name: string): number | undefined;
  untilReady(): Promise<void>;
  end(): Promise<void>;
}

/** `name` is that of its process. */
export type NamedInstance = Instance & { readonly name: string };

const ownRoot = join(__dirname, '..', '..');

/** `packageRoot`: the built package to run, where it is not this one. */
export async function beginAlliance({
  packageRoot = ownRoot,
}: {
  packageRoot?: string;
} = {}): Promise<CampaignAlliance> {
  const ground = await layGround({ disks: onOwnDisk, databases: inPostgres });
  const ending = [() => ground.clear()];
  const end = async () => {
    for (const step of ending.splice(0).reverse()) await step();
  };
  try {
    const { directory, portBase, database } = ground;
    const layout = { directory, portBase };
    const failing = new Set<string>();
    const onFailing = (name: string) => void failing.add(name);
    const onRecovered = (name: string) => void failing.delete(name);
    const alliance = await startMembers(packageRoot, { layout, database, onFailing, onRecovered });
    ending.push(() => alliance.stop());
    const { institutions } = alliance.describe();
    const instances: NamedInstance[] = Object.entries(institutions).map(([institution, { url, tokens }]) => ({
      name: `gateway-${institution}`,
      institution,
      url,
      token: tokens.officer,
    }));
    const second = database && secondInstance(layout, packageRoot, { failing: onFailing, recovered: onRecovered });
    if (second !== undefined) {
      ending.push(() => second.process.stop());
      await second.process.start();
      instances.push({ ...second, name: second.process.name, token: institutions.meadow?.tokens.officer ?? '' });
    }

    const configOf = (name: string): Config =>
      readConfig(['--config', files.gatewayConfig(institutionLayout(layout, name))], {});
    const following = followChain(configOf('orchard'));
    ending.push(() => following.stop());
    const stores = await Promise.all(Object.keys(institutions).map((name) => openStoreOf(name, configOf(name))));
    ending.push(async () => {
      await Promise.all(stores.map((store) => store.close()));
      keepLogs(directory);
    });

    const pids = () => ({
      ...alliance.describe().processes,
      ...(second && { [second.process.name]: second.process.pid }),
    });
    const nodes = nodesOf('fabric' in alliance ? alliance.fabric : undefined);
    const allServe = async () => (await allReady(instances)) && nodes.areLevel();
    return {
      ...ground,
      ...nodes,
      instances,
      processes: Object.keys(pids()),
      stores,
      following,
      failing,
      pidOf: (name) => pids()[name],
      untilReady: () => until('every gateway and node is ready', allServe, healMs).then(() => undefined),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface MembersWanted extends Pick<Ground, 'database'> {
  readonly layout: Layout;
  readonly onFailing: (name: string) => void;
  readonly onRecovered: (name: string) => void;
}

function startMembers(
  packageRoot: string,
  { layout, database, onFailing, onRecovered }: MembersWanted,
): Promise<local.RunningAlliance | fabric.RunningFabric> {
  const network = join(packageRoot, 'dist', 'network');
  const { startFabric }: typeof fabric = require(join(network, 'fabric', 'start.js'));
  const { defaultTopology, startAlliance }: typeof local = require(join(network, 'local', 'alliance.js'));
  const topology = defaultTopology();
  return (onFabric ? startFabric : startAlliance)({
    layout,
    topology: { ...topology, daySeconds, parameters: { ...topology.parameters, ...parameters } },
    databaseUrls: Object.fromEntries(inPostgres.flatMap((name) => (database ? [[name, database.urlOf(name)]] : []))),
    redemptions: { [silent]: 'manual' },
    onFailing,
    onRecovered,
  });
}

/** Meadow's second gateway: the same settings, listening elsewhere. */
function secondInstance(layout: Layout, root: string, events: Omit<SupervisionEvents, 'restarted'>) {
  const config = files.gatewayConfig(institutionLayout(layout, 'meadow'));
  const settings = JSON.parse(readFileSync(config, 'utf8')) as { listen: object };
  const port = layout.portBase + secondInstancePort;
  const file = join(dirname(config), 'config-2.json');
  writeFileSync(file, JSON.stringify({ ...settings, listen: { ...settings.listen, port } }), { mode: 0o600 });
  const name = 'gateway-meadow-2';
  const spec = {
    name,
    args: [join(root, 'dist', 'gateway', 'main.js'), '--config', file],
    logFile: files.log(layout, name),
    readyText: '"state":"ready"',
  };
  const process = new Supervised(spec, { ...events, restarted: () => undefined });
  return { process, institution: 'meadow', url: `http://127.0.0.1:${port}` };
}

async function allReady(instances: readonly Instance[]): Promise<boolean> {
  const ready = async ({ url }: Instance) => {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    return answer?.status === 200;
  };
  return (await Promise.all(instances.map(ready))).every(Boolean);
}

/** CAMPAIGN_LOGS=FOLDER keeps the processes' logs of the last alliance. */
function keepLogs(directory: string): void {
  const { CAMPAIGN_LOGS } = process.env;
  if (CAMPAIGN_LOGS) cpSync(join(directory, 'logs'), CAMPAIGN_LOGS, { recursive: true });
}
