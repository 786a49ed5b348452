/** The facts that the doctor asks of this machine. */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { type Environment, programs, readVersion, searchFabric } from '../fabric/binaries';
import type { Machine, Trouble } from '../fabric/doctor';
import { readStock } from '../fabric/node-settings';
import { type FabricPlan, portsTaken } from '../fabric/nodes';
import { certificateEnds } from '../identity/expiry';
import { isFree } from '../local/alliance';
import { openFiles } from '../local/open-files';
import { proxiesIn } from '../proxy';
import { readState, supervisorLives } from './state';
import { describedIn } from './status';

const mb = 1024 * 1024;
const readyzMs = 5_000;
/** osnadmin does not say its version. */
const speaking = programs.filter((program) => program !== 'osnadmin');

export async function thisMachine(plan: FabricPlan, env: Environment): Promise<Machine> {
  const { directory } = plan.layout;
  const found = searchFabric(env);
  const state = readState(directory);
  const versions = await Promise.all(
    speaking.map(async (program) => [program, await readVersion(found.files.programs[program])] as const),
  );
  const ports = await Promise.all(portsTaken(plan).map(async (port) => ({ port, free: await isFree(port) })));
  const disk = statfsSync(nearestFolder(directory));
  return {
    nodeVersion: process.version,
    missing: [...found.missing, ...damagedIn(found)],
    versions: Object.fromEntries(versions),
    takenPorts: ports.filter(({ free }) => !free).map(({ port }) => port),
    isRunning: state !== undefined && supervisorLives(state, directory),
    certificates: plan.owners
      .flatMap(({ folder }) => certificateEnds(folder))
      .sort((one, other) => one.notAfter.getTime() - other.notAfter.getTime()),
    newestFile: newestIn(directory),
    now: new Date(),
    freeDiskMb: Math.floor((disk.bavail * disk.bsize) / mb),
    freeMemoryMb: Math.floor(freemem() / mb),
    openFiles: openFiles(),
    troubles: await troublesIn(directory),
    proxies: proxiesIn(env),
  };
}

/** As the gateways that run in the folder tell them. */
async function troublesIn(directory: string): Promise<readonly Trouble[]> {
  const { institutions } = describedIn({ directory, portBase: 0 });
  const told = await Promise.all(
    Object.entries(institutions).map(async ([institution, { url }]) => {
      const answer = await readReadiness(url).catch(() => undefined);
      const { text, remedy } = answer?.trouble ?? {};
      return text === undefined || remedy === undefined ? [] : [{ institution, text, remedy }];
    }),
  );
  return told.flat();
}

async function readReadiness(url: string): Promise<{ readonly trouble?: Partial<Trouble> }> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(readyzMs) });
  return (await answer.json()) as { readonly trouble?: Partial<Trouble> };
}

/** Faults of Fabric's own settings; a settings file that does not exist counts among the missing parts. */
function damagedIn({ files: fabric, missing }: ReturnType<typeof searchFabric>): readonly string[] {
  if (missing.length > 0) return [];
  return ['core.yaml', 'orderer.yaml'].flatMap((name) => {
    try {
      readStock(fabric, name);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

function newestIn(directory: string): Date | undefined {
  if (!existsSync(directory)) return undefined;
  const times = readdirSync(directory).map((name) => statSync(join(directory, name)).mtimeMs);
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}
