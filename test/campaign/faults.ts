/** What happens to the alliance while its members do business, drawn from the seed, and how it is done to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignAlliance } from './alliance';
import { type Draw, drawFor } from './draw';
import type { PostgresServer } from './postgres';

export interface Fault {
  readonly kind: 'KILL' | 'STOP' | 'KILL_DATABASE' | 'STOP_DATABASE' | 'FILL_DISK';
  /** A process, or whose disk. */
  readonly target: string;
  /** After the beginning of the round. */
  readonly atMs: number;
  /** How long it lasts; a killed process is back when supervision has it back. */
  readonly forMs: number;
}

/** What can be done to an alliance, by names. */
export interface Targets {
  readonly processes: readonly string[];
  readonly disks: readonly string[];
  readonly hasDatabase: boolean;
}

/** The first is a kill, of each process in turn from seed to seed; one to three more are drawn. */
export function drawFaults(seed: number, { processes, disks, hasDatabase }: Targets): readonly Fault[] {
  const draw = drawFor(seed, 'faults');
  const turn: Fault = { ...killOf(draw, processes), target: processes[seed % processes.length] ?? '' };
  const kinds = [
    () => killOf(draw, processes),
    () => killOf(draw, processes),
    () => ({ kind: 'STOP' as const, target: draw.one(processes), ...lasting(draw, draw.chance(0.1) ? 8_000 : 2_000) }),
    () => ({ kind: 'STOP' as const, target: draw.one(processes), ...lasting(draw, 2_000) }),
    ...(hasDatabase ? [() => ({ kind: 'KILL_DATABASE' as const, target: 'database', ...lasting(draw, 1_500) })] : []),
    ...(hasDatabase ? [() => ({ kind: 'STOP_DATABASE' as const, target: 'database', ...lasting(draw, 1_500) })] : []),
    ...(disks.length > 0
      ? [() => ({ kind: 'FILL_DISK' as const, target: draw.one(disks), ...lasting(draw, 1_500) })]
      : []),
  ];
  const others = Array.from({ length: draw.int(1, 3) }, () => draw.one(kinds)());
  return [turn, ...others].sort((one, other) => one.atMs - other.atMs);
}

/** Resolves when the fault is over. Answers false where it was spared or the machine does not allow it. */
export async function inflict({ kind, target, atMs, forMs }: Fault, alliance: CampaignAlliance): Promise<boolean> {
  await sleep(atMs);
  switch (kind) {
    case 'KILL':
      return mayKill(alliance, target) && signal(alliance.pidOf(target), 'SIGKILL');
    case 'STOP':
      return lift(stopOf(alliance, target), forMs);
    case 'KILL_DATABASE':
      return withDatabase(alliance, async (database) => {
        database.kill();
        await sleep(forMs);
        await database.start();
      });
    case 'STOP_DATABASE':
      return withDatabase(alliance, async (database) => void (await lift(database.hold(), forMs)));
    case 'FILL_DISK': {
      const disk = alliance.disks.get(target);
      if (disk === undefined || !mayKill(alliance, target)) return false;
      disk.fill();
      return lift(() => disk.free(), forMs);
    }
  }
}

export function wordsOf({ kind, target, atMs, forMs }: Fault): string {
  return `${kind} ${target} at ${atMs} ms${forMs > 0 ? ` for ${forMs} ms` : ''}`;
}

function killOf(draw: Draw, processes: readonly string[]): Fault {
  return { kind: 'KILL', target: draw.one(processes), atMs: draw.int(100, 3_000), forMs: 0 };
}

function lasting(draw: Draw, longestMs: number) {
  return { atMs: draw.int(0, 2_500), forMs: draw.int(300, longestMs) };
}

/** Supervision gives up after twenty restarts a minute: a process that died a lot lately is spared. */
const deaths = new WeakMap<CampaignAlliance, { readonly target: string; readonly at: number }[]>();
const mostDeathsAMinute = 10;

function mayKill(alliance: CampaignAlliance, target: string): boolean {
  const recent = (deaths.get(alliance) ?? []).filter(({ at }) => Date.now() - at < 60_000);
  if (recent.filter((death) => death.target === target).length >= mostDeathsAMinute) return false;
  deaths.set(alliance, [...recent, { target, at: Date.now() }]);
  return true;
}

function stopOf(alliance: CampaignAlliance, target: string): () => void {
  const pid = alliance.pidOf(target);
  signal(pid, 'SIGSTOP');
  return () => void signal(pid, 'SIGCONT');
}

/** Whatever ends the wait, the fault is lifted. */
async function lift(lifting: () => void, afterMs: number): Promise<true> {
  try {
    await sleep(afterMs);
  } finally {
    lifting();
  }
  return true;
}

async function withDatabase(
  { database }: CampaignAlliance,
  work: (database: PostgresServer) => Promise<void>,
): Promise<boolean> {
  await database?.inTurn(() => work(database));
  return database !== undefined;
}

/** False where there is no such process any more. */
function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  try {
    return pid !== undefined && process.kill(pid, name);
  } catch {
    return false;
  }
}
