/**
 * A campaign's alliance stands on a folder, on disks that can be made full and on a database that can be killed. Faults that the
 * machine does not allow are left out and said.
 */
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFolder, processesIn } from '../run/warden';
import { freePorts } from '../stories/running';
import { type Disk, mountDisk } from './disk';
import { PostgresServer, postgresPrograms } from './postgres';

export interface Ground {
  /** Everything that a run writes. */
  readonly folder: string;
  /** The alliance's part of it. */
  readonly directory: string;
  readonly portBase: number;
  /** By the process whose data lie there. */
  readonly disks: ReadonlyMap<string, Disk>;
  readonly database: PostgresServer | undefined;
  /** Faults that this machine does not allow, with the reason. */
  readonly missing: readonly string[];
  /** Throws where a process is left. */
  clear(): Promise<void>;
}

export interface GroundWanted {
  /** Folders of the alliance, by the process whose data lie there. */
  readonly disks: Readonly<Record<string, string>>;
  readonly databases: readonly string[];
}

/** Among those that the alliance leaves, on either ledger. */
const databasePort = 30;

/** Disks are mounted before anything starts, so that the processes make their files there. */
export async function layGround({ disks, databases }: GroundWanted): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-campaign-'));
  // So that PostgreSQL's user gets to its own folder.
  chmodSync(folder, 0o711);
  let database: PostgresServer | undefined;
  const clear = async () => {
    await database?.stop();
    clearFolder(folder);
    const left = processesIn(folder);
    if (left.length > 0) throw new Error(`processes are left: ${left}`);
  };
  try {
    const directory = join(folder, 'alliance');
    mkdirSync(directory, { mode: 0o700 });
    const missing: string[] = [];
    const portBase = await freePorts();
    const mounted = mountAll(directory, disks, missing);
    database = await startDatabase(join(folder, 'postgres'), portBase + databasePort, missing);
    for (const name of databases) await database?.createDatabase(name);
    return { folder, directory, portBase, disks: mounted, database, missing, clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

function mountAll(directory: string, places: GroundWanted['disks'], missing: string[]): ReadonlyMap<string, Disk> {
  const disks = new Map<string, Disk>();
  try {
    for (const [name, place] of Object.entries(places)) disks.set(name, mountDisk(join(directory, place)));
  } catch (error) {
    missing.push(`full disks: this machine does not let us mount (${(error as Error).message.split('\n')[0]})`);
  }
  return disks;
}

async function startDatabase(folder: string, port: number, missing: string[]): Promise<PostgresServer | undefined> {
  const programs = postgresPrograms();
  if (programs !== undefined) return PostgresServer.create(programs, folder, port);
  missing.push('death of the database, two gateways on one store: PostgreSQL is not installed');
  return undefined;
}
