/**
 * The alliance that a campaign torments: Meadow has two gateways on one PostgreSQL store and one vault, Orchard's store is
 * in PostgreSQL too, the ledger's and Harbour's data lie on disks that can be made full. What the machine does not offer is
 * left out and said.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Config, readConfig } from '../../gateway/config';
import * as local from '../../network/local/alliance';
import { files } from '../../network/local/material';
import { Supervised } from '../../network/local/processes';
import { freePorts, until } from '../stories/running';
import { type Disk, mountDisk } from './disk';
import { type Following, followChain } from './following';
import { PostgresServer, postgresPrograms } from './postgres';
import type { Instance } from './recorder';
import { type OpenStore, openStoreOf } from './stores';
import { markedProcesses, markName, removeAll } from './warden';

/** Short enough for exchanges to be refunded and redemptions to expire within a round. */
const parameters = {
  deliverWithinSeconds: 2,
  expiryGraceSeconds: 1,
  disputeWithinSeconds: 3,
  settleWithinSeconds: 1,
  objectWithinSeconds: 2,
};
const inPostgres = ['meadow', 'orchard'] as const;
const onOwnDisk = { ledger: 'ledger', 'gateway-harbour': join('gateways', 'harbour') } as const;
export const healMs = 90_000;

export interface CampaignAlliance {
  readonly directory: string;
  /** Everything that a run writes: the alliance's folder, and the database's. */
  readonly folder: string;
  readonly instances: readonly (Instance & { readonly name: string })[];
  /** Names of processes, those of the second instance included. */
  readonly processes: readonly string[];
  readonly disks: ReadonlyMap<string, Disk>;
  readonly database: PostgresServer | undefined;
  readonly stores: readonly OpenStore[];
  readonly following: Following;
  /** Faults that this machine does not allow, with the reason. */
  readonly missing: readonly string[];
  /** Processes that died too often and stay down. */
  readonly givenUp: readonly string[];
  pidOf(name: string): number | undefined;
  untilReady(): Promise<void>;
  end(): Promise<void>;
}

/** `packageRoot`: the built package to run, where it is not this one. */
export async function beginAlliance({ packageRoot }: { packageRoot?: string } = {}): Promise<CampaignAlliance> {
  const root = packageRoot ?? join(__dirname, '..', '..');
  const { startAlliance }: typeof local =
    packageRoot === undefined ? local : require(join(packageRoot, 'dist', 'network', 'local', 'alliance.js'));
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-campaign-'));
  chmodSync(folder, 0o711);
  const mark = randomBytes(8).toString('hex');
  process.env[markName] = mark;
  const warden = spawn(
    process.execPath,
    [join(__dirname, '..', '..', 'dist', 'test', 'campaign', 'warden.js'), mark, folder],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      env: { PATH: process.env.PATH },
    },
  );
  warden.unref();

  const missing: string[] = [];
  const givenUp: string[] = [];
  const ending: (() => Promise<void>)[] = [];
  const end = async () => {
    for (const step of ending.reverse()) await step();
    delete process.env[markName];
    removeAll(mark, folder);
    warden.stdin.end();
    const left = markedProcesses(mark);
    if (left.length > 0) throw new Error(`processes are left: ${left}`);
  };
  try {
    const directory = join(folder, 'alliance');
    mkdirSync(directory, { mode: 0o700 });
    const layout = { directory, portBase: await freePorts() };
    const disks = mountDisks(directory, missing);
    const database = await startDatabase(join(folder, 'postgres'), layout.portBase + 30, missing);
    if (database !== undefined) ending.push(() => database.stop());
    const databaseUrls = Object.fromEntries(
      inPostgres.flatMap((name) => (database ? [[name, database.urlOf(name)]] : [])),
    );

    const topology = local.defaultTopology();
    const alliance = await startAlliance({
      layout,
      topology: { ...topology, parameters: { ...topology.parameters, ...parameters } },
      databaseUrls,
      onGivenUp: (name) => givenUp.push(name),
    });
    ending.push(() => alliance.stop());
    const { institutions } = alliance.describe();
    const instances = Object.entries(institutions).map(([institution, { url, tokens }]) => ({
      name: `gateway-${institution}`,
      institution,
      url,
      token: tokens.officer,
    }));

    const second = database && secondInstance(layout, root, (name) => givenUp.push(name));
    if (second !== undefined) {
      await second.process.start();
      ending.push(() => second.process.stop());
      const [meadow] = instances.filter(({ institution }) => institution === 'meadow');
      if (meadow !== undefined) instances.push({ ...meadow, name: second.process.name, url: second.url });
    }

    const configOf = (name: string): Config => readConfig(['--config', files.gatewayConfig(layout, name)], {});
    const following = followChain(configOf('watchtower'));
    ending.push(() => following.stop());
    const stores = await Promise.all(Object.keys(institutions).map((name) => openStoreOf(name, configOf(name))));
    for (const store of stores) ending.push(() => store.close());

    const pids = () => ({
      ...alliance.describe().processes,
      ...(second && { [second.process.name]: second.process.pid }),
    });
    return {
      directory,
      folder,
      instances,
      processes: Object.keys(pids()),
      disks,
      database,
      stores,
      following,
      missing,
      givenUp,
      pidOf: (name) => pids()[name],
      untilReady: () => until('every gateway is ready', () => allReady(instances), healMs).then(() => undefined),
      end: async () => {
        keepLogs(directory);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Mounted before anything starts, so that the processes make their files there. */
function mountDisks(directory: string, missing: string[]): ReadonlyMap<string, Disk> {
  const disks = new Map<string, Disk>();
  try {
    for (const [name, place] of Object.entries(onOwnDisk)) disks.set(name, mountDisk(join(directory, place)));
  } catch (error) {
    missing.push(`full disks: this machine does not let us mount (${(error as Error).message.split('\n')[0]})`);
  }
  return disks;
}

async function startDatabase(folder: string, port: number, missing: string[]): Promise<PostgresServer | undefined> {
  const programs = postgresPrograms();
  if (programs === undefined) {
    missing.push('death of the database, two gateways on one store: PostgreSQL is not installed');
    return undefined;
  }
  const server = await PostgresServer.create(programs, folder, port);
  for (const name of inPostgres) await server.createDatabase(name);
  return server;
}

/** Meadow's second gateway: the same settings, listening elsewhere. */
function secondInstance(
  layout: { directory: string; portBase: number },
  root: string,
  givenUp: (name: string) => void,
) {
  const config = files.gatewayConfig(layout, 'meadow');
  const port = layout.portBase + 31;
  const settings = JSON.parse(readFileSync(config, 'utf8')) as { listen: object };
  const file = join(dirname(config), 'config-2.json');
  writeFileSync(file, JSON.stringify({ ...settings, listen: { ...settings.listen, port } }), { mode: 0o600 });
  const name = 'gateway-meadow-2';
  const process = new Supervised(
    {
      name,
      args: [join(root, 'dist', 'gateway', 'main.js'), '--config', file],
      logFile: files.log(layout, name),
      readyText: '"state":"ready"',
    },
    { restarted: () => undefined, givenUp },
  );
  return { process, url: `http://127.0.0.1:${port}` };
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
