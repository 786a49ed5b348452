/**
 * The state of a network that runs by itself: one file in its folder, written whole by its supervisor, read by every
 * command. The supervisor leads a process group of its own, so even what outlives it can be found and ended.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Step } from '../fabric/steps';
import { findHolder } from '../local/folder-lock';
import { readSettings } from '../settings-file';
import { replaceWhole } from '../whole-file';

export type LedgerKind = 'embedded' | 'fabric';

export interface NetworkState {
  readonly ledger: LedgerKind;
  /** The supervisor's, and its process group's. */
  readonly pid: number;
  readonly phase: 'starting' | 'ready' | 'failed';
  readonly portBase: number;
  /** The topology's file; absent where it is the default one. */
  readonly topology?: string;
  /** The folder of Fabric's programs, if FABRIC_BIN named it. */
  readonly fabricBin?: string | undefined;
  readonly steps: readonly Step[];
  /** Settings that its start rewrote, and settings that stay as they were edited. */
  readonly notes: readonly string[];
  /** The step under way. */
  readonly step?: string;
  /** Why it failed. */
  readonly reason?: string;
  /** The last upgrade of the chaincode that was asked for. */
  readonly upgrade?: Upgrade;
  /** Processes that die again and again. */
  readonly failing: readonly Failing[];
}

export interface Failing {
  readonly name: string;
  /** As far as its output tells. */
  readonly why: string;
}

export interface Upgrade {
  /** Counts those that this supervisor was asked for. */
  readonly number: number;
  readonly phase: 'running' | 'done' | 'failed';
  readonly steps: readonly Step[];
  /** The definition's new sequence. */
  readonly sequence?: number;
  readonly reason?: string;
}

/** Asks a supervisor for an upgrade. */
export const upgradeSignal = 'SIGUSR2';

const stepsForm = z.array(z.strictObject({ name: z.string(), ms: z.number() }));

const stateForm: z.ZodType<NetworkState> = z.object({
  ledger: z.enum(['embedded', 'fabric']),
  pid: z.int().min(1),
  phase: z.enum(['starting', 'ready', 'failed']),
  portBase: z.int(),
  topology: z.string().exactOptional(),
  fabricBin: z.string().optional(),
  steps: stepsForm,
  notes: z.array(z.string()),
  step: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  upgrade: z
    .object({
      number: z.int(),
      phase: z.enum(['running', 'done', 'failed']),
      steps: stepsForm,
      sequence: z.int().exactOptional(),
      reason: z.string().exactOptional(),
    })
    .exactOptional(),
  failing: z.array(z.object({ name: z.string(), why: z.string() })),
});

export function stateFile(directory: string): string {
  return join(directory, 'network.json');
}

/** Undefined where no network was brought up, or it was taken down. Throws SettingsWrong. */
export function readState(directory: string): NetworkState | undefined {
  const file = stateFile(directory);
  if (!existsSync(file)) return undefined;
  const form = stateForm;
  return readSettings(file, { form, what: 'the state of a network', repair: adviseRepair(directory) });
}

/** Names the supervisor that may have lost the file, since nothing else says which processes are the network's. */
function adviseRepair(directory: string): string {
  const pid = findHolder(directory);
  const first = pid === undefined ? 'no supervisor runs for this folder, so' : `end the supervisor (kill ${pid}), then`;
  return `${first} remove the file, and repeat the command`;
}

export function writeState(directory: string, state: NetworkState): void {
  replaceWhole(stateFile(directory), `${JSON.stringify(state, undefined, 2)}\n`);
}

export function forgetState(directory: string): void {
  rmSync(stateFile(directory), { force: true });
}

/** True where the supervisor itself lives: it holds the folder as long as it lives. */
export function supervisorLives({ pid }: Pick<NetworkState, 'pid'>, directory: string): boolean {
  return findHolder(directory) === pid;
}

/** True where any process bears its id: cheap enough to be asked all the time, and sure only while it is known to be ours. */
export function pidLives({ pid }: Pick<NetworkState, 'pid'>): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** True where a process of its group lives. A group's number is not given away while it has members. */
export function groupLives({ pid }: Pick<NetworkState, 'pid'>): boolean {
  return signalGroup(pid, 0);
}

/** False where there is nothing to signal. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
