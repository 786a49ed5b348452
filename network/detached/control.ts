/** Brings a network up that goes on running by itself, and takes it down. Both can be repeated at any point. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../fabric/steps';
import { devFile, packageRoot } from '../local/alliance';
import { FolderInUse, findHolder, whileLocked } from '../local/folder-lock';
import { lastWordsIn } from '../local/last-words';
import { readStart } from '../local/process-start';
import { readTopology } from '../topology';
import { makeFolder } from '../whole-file';
import {
  forgetState,
  groupLives,
  type LedgerKind,
  type NetworkState,
  pidLives,
  readState,
  signalGroup,
  supervisorLives,
} from './state';

export interface UpOptions {
  /** Absolute. */
  readonly directory: string;
  readonly ledger: LedgerKind;
  readonly topology?: string | undefined;
  readonly portBase?: number | undefined;
  /** Goes on where the folder's file system keeps no modes. */
  readonly filesOpenToOthers?: boolean;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
  readonly onNote?: (text: string) => void;
}

const pollMs = 100;
const appearMs = 10_000;
const upDeadlineMs = 300_000;
/** Gateways end what is under way first; then nodes are killed that do not end by themselves. */
const termDeadlineMs = 15_000;
const killDeadlineMs = 5_000;
const keptCharacters = 16_384;

/** Resolves when the network is ready, at once where it is already. Ends it again where `signal` interrupts its start. */
export async function bringUp(options: UpOptions): Promise<NetworkState> {
  const { directory, topology, onNote } = options;
  // Here its faults can be told; the supervisor has nobody to tell them to.
  if (topology !== undefined) readTopology(topology);
  const before = readState(directory);
  if (before !== undefined && !supervisorLives(before, directory)) {
    if (leftBy(before)) onNote?.('The supervisor is gone; ending what it left running.');
    await takeDown(directory);
  }
  const isBegun = readState(directory) !== undefined;
  if (!isBegun) refuseHeld(directory);
  const begun = isBegun ? undefined : spawnSupervisor(options);
  try {
    return await follow(options, begun);
  } catch (error) {
    const isOurs = begun !== undefined && readState(directory)?.pid === begun.pid;
    if (isOurs && options.signal?.aborted) await takeDown(directory);
    throw error;
  }
}

/** Somebody else's network is not the one that was asked for. */
function refuseAnother(state: NetworkState, { directory, ledger, topology, portBase }: UpOptions): void {
  const another = [
    ...(state.ledger === ledger ? [] : [`on the ${state.ledger} ledger`]),
    ...(portBase === undefined || state.portBase === portBase ? [] : [`at port ${state.portBase}`]),
    ...(topology === undefined || state.topology === topology ? [] : ['of another topology']),
  ];
  if (another.length === 0) return;
  throw new Error(
    `a network ${another.join(', ')} runs in ${directory} (process ${state.pid}): take it down first, or choose another --directory`,
  );
}

function refuseHeld(directory: string): void {
  const holder = findHolder(directory);
  if (holder !== undefined) throw new FolderInUse(directory, holder);
}

/** False where nothing ran. When it resolves, no process of the network is left. Throws FolderInUse where another command runs. */
export async function takeDown(directory: string): Promise<boolean> {
  const state = readState(directory);
  if (state === undefined) {
    refuseHeld(directory);
    return false;
  }
  const isSupervised = supervisorLives(state, directory);
  const ran = isSupervised || leftBy(state);
  if (isSupervised) process.kill(state.pid, 'SIGTERM');
  else if (ran) signalGroup(state.pid, 'SIGTERM');
  if (ran && !(await groupEnds(state, termDeadlineMs))) {
    signalGroup(state.pid, 'SIGKILL');
    if (!(await groupEnds(state, killDeadlineMs))) throw new Error(`processes of group ${state.pid} do not end`);
  }
  await whileLocked(directory, async () => {
    if (readState(directory)?.pid !== state.pid) return;
    rmSync(devFile({ directory, portBase: 0 }), { force: true });
    forgetState(directory);
  });
  return ran;
}

/** True where a process is left of a supervisor that is gone. A process that has its id now is another, and so is its group. */
function leftBy(state: NetworkState): boolean {
  return readStart(state.pid) === undefined && groupLives(state);
}

function spawnSupervisor({ directory, ledger, topology, portBase, filesOpenToOthers }: UpOptions): ChildProcess {
  makeFolder(join(directory, 'logs'));
  const log = openSync(supervisorLog(directory), 'a', 0o600);
  const args = [
    join(packageRoot, 'dist', 'network', 'detached', 'main.js'),
    ...['--ledger', ledger, '--directory', directory],
    ...(topology === undefined ? [] : ['--topology', topology]),
    ...(portBase === undefined ? [] : ['--port-base', String(portBase)]),
    ...(filesOpenToOthers === true ? ['--files-open-to-others'] : []),
  ];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  return child;
}

async function follow(options: UpOptions, supervisor: ChildProcess | undefined): Promise<NetworkState> {
  const { directory, signal, onStep, onNote } = options;
  const begun = performance.now();
  for (let told = 0, noted = 0; ; ) {
    signal?.throwIfAborted();
    const state = readState(directory);
    if (state !== undefined && state.pid !== supervisor?.pid) refuseAnother(state, options);
    for (const note of state?.notes.slice(noted) ?? []) onNote?.(note);
    noted = state?.notes.length ?? noted;
    for (const step of state?.steps.slice(told) ?? []) onStep?.(step);
    told = state?.steps.length ?? told;
    if (state?.phase === 'ready') return state;
    if (state?.phase === 'failed') {
      await takeDown(directory);
      throw new Error(state.reason);
    }
    const elapsedMs = performance.now() - begun;
    const neverCame = (supervisor?.exitCode ?? null) !== null || elapsedMs > appearMs;
    const isGone = state === undefined ? neverCame : !pidLives(state);
    if (isGone) throw new Error(`the supervisor ended: ${lastWords(supervisorLog(directory))}`);
    if (elapsedMs > upDeadlineMs) throw new Error(`not ready within ${upDeadlineMs / 1000} s: ${state?.step}`);
    await sleep(pollMs, undefined, signal && { signal });
  }
}

async function groupEnds(state: NetworkState, deadlineMs: number): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (groupLives(state)) {
    if (performance.now() > end) return false;
    await sleep(pollMs);
  }
  return true;
}

function supervisorLog(directory: string): string {
  return join(directory, 'logs', 'supervisor.log');
}

function lastWords(file: string): string {
  return lastWordsIn(readFileSync(file, 'utf8').slice(-keptCharacters)) ?? `see ${file}`;
}
