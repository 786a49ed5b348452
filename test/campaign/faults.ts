/** What happens to the alliance while its members do business, drawn from the seed, and how it is done to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignAlliance } from './alliance';
import { type Draw, drawFor } from './draw';
import type { PostgresServer } from './postgres';

export interface Fault {
  readonly kind:
    | 'KILL'
    | 'STOP'
    | 'KILL_LEADER'
    | 'STOP_LEADER'
    | 'KILL_QUORUM'
    | 'STOP_QUORUM'
    | 'LOSE_DATA'
    | 'KILL_DATABASE'
    | 'STOP_DATABASE'
    | 'FILL_DISK';
  /** A process, or whose disk, or `leader`, or the processes that make a quorum impossible, or `database`. */
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
  /** None on the embedded ledger, which is one process. */
  readonly orderers: readonly string[];
  readonly peers: readonly string[];
}

type Make = () => Fault;

/** The first is of the kind, or on the process, whose turn it is from seed to seed; more are drawn. */
export function drawFaults(seed: number, targets: Targets): readonly Fault[] {
  const draw = drawFor(seed, 'faults');
  const turns = targets.orderers.length > 0 ? turnsOnFabric(draw, targets) : turnsOnEmbedded(draw, targets);
  const turn = (turns[seed % turns.length] as Make)();
  const others = isLeaders(turn) ? [] : [...drawOthers(draw, targets), ...drawLater(seed, targets)];
  return [turn, ...others].sort((one, other) => one.atMs - other.atMs);
}

/** Comes alone where it is a seed's first, so that the pause that follows is its own. */
export function isLeaders({ kind }: Fault): boolean {
  return kind === 'KILL_LEADER' || kind === 'STOP_LEADER';
}

function turnsOnEmbedded(draw: Draw, { processes }: Targets): readonly Make[] {
  return processes.map((target) => () => ({ ...killOf(draw, processes), target }));
}

function turnsOnFabric(draw: Draw, targets: Targets): readonly Make[] {
  const named = (start: string) => targets.processes.filter((name) => name.startsWith(start));
  return [
    ...ordering(draw, targets),
    () => killOf(draw, named('peer')),
    () => killOf(draw, named('chaincode-')),
    () => killOf(draw, named('gateway-')),
    loseData(draw, targets),
  ];
}

function ordering(draw: Draw, { orderers }: Targets): readonly Make[] {
  const some = () => {
    const spared = draw.one(orderers);
    const majority = Math.floor(orderers.length / 2) + 1;
    return [...orderers.filter((name) => name !== spared), spared].slice(0, majority).join(' ');
  };
  return [
    () => ({ kind: 'KILL_LEADER', target: 'leader', atMs: draw.int(500, 2_500), forMs: 0 }),
    // Longer than anybody should need to go on without it.
    () => ({ kind: 'STOP_LEADER', target: 'leader', atMs: draw.int(500, 1_500), forMs: draw.int(8_000, 14_000) }),
    () => ({ kind: 'KILL_QUORUM', target: some(), atMs: draw.int(100, 2_500), forMs: 0 }),
    () => ({ kind: 'STOP_QUORUM', target: some(), atMs: draw.int(100, 2_000), forMs: draw.int(1_000, 6_000) }),
  ];
}

function loseData(draw: Draw, { peers }: Targets): Make {
  return () => ({ kind: 'LOSE_DATA', target: draw.one(peers), atMs: draw.int(100, 3_000), forMs: 0 });
}

function drawOthers(draw: Draw, targets: Targets): readonly Fault[] {
  const { processes, disks, hasDatabase, orderers } = targets;
  const kinds: readonly Make[] = [
    () => killOf(draw, processes),
    () => killOf(draw, processes),
    () => ({ kind: 'STOP', target: draw.one(processes), ...lasting(draw, draw.chance(0.1) ? 8_000 : 2_000) }),
    () => ({ kind: 'STOP', target: draw.one(processes), ...lasting(draw, 2_000) }),
    ...(hasDatabase ? [() => ({ kind: 'KILL_DATABASE' as const, target: 'database', ...lasting(draw, 1_500) })] : []),
    ...(hasDatabase ? [() => ({ kind: 'STOP_DATABASE' as const, target: 'database', ...lasting(draw, 1_500) })] : []),
    ...(disks.length > 0
      ? [() => ({ kind: 'FILL_DISK' as const, target: draw.one(disks), ...lasting(draw, 1_500) })]
      : []),
    ...(orderers.length > 0 ? [...ordering(draw, targets), loseData(draw, targets)] : []),
  ];
  return Array.from({ length: draw.int(1, 3) }, () => draw.one(kinds)());
}

/** While what lenders said is on its way to the ledger, which takes longer than a round's other business. */
function drawLater(seed: number, { processes }: Targets): readonly Fault[] {
  const draw = drawFor(seed, 'later faults');
  const registrars = processes.filter((name) => name === 'gateway-keystone');
  return Array.from({ length: draw.int(1, 2) }, () => ({
    ...killOf(draw, draw.chance(0.4) ? registrars : processes),
    atMs: draw.int(2_500, 8_000),
  }));
}

/** Resolves when the fault is over. Answers false where it was spared or the machine does not allow it. */
export async function inflict({ kind, target, atMs, forMs }: Fault, alliance: CampaignAlliance): Promise<boolean> {
  await sleep(atMs);
  switch (kind) {
    case 'KILL':
      return kill(alliance, target);
    case 'STOP':
      return lift(stopOf(alliance, target), forMs);
    case 'KILL_LEADER': {
      const leader = await alliance.leader();
      return leader !== undefined && kill(alliance, leader);
    }
    case 'STOP_LEADER': {
      const leader = await alliance.leader();
      return leader !== undefined && lift(stopOf(alliance, leader), forMs);
    }
    case 'KILL_QUORUM':
      return target
        .split(' ')
        .map((name) => kill(alliance, name))
        .every(Boolean);
    case 'STOP_QUORUM': {
      const liftings = target.split(' ').map((name) => stopOf(alliance, name));
      return lift(() => {
        for (const lifting of liftings) lifting();
      }, forMs);
    }
    case 'LOSE_DATA':
      return mayKill(alliance, target) && loseDataOf(alliance, target);
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

function kill(alliance: CampaignAlliance, target: string): boolean {
  return mayKill(alliance, target) && signal(alliance.pidOf(target), 'SIGKILL');
}

/** It stands still while its data go, so that it writes nothing anew. */
function loseDataOf(alliance: CampaignAlliance, target: string): boolean {
  const pid = alliance.pidOf(target);
  if (!signal(pid, 'SIGSTOP')) return false;
  alliance.removeDataOf(target);
  return signal(pid, 'SIGKILL');
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
