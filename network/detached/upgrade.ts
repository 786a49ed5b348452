/** Asks the supervisor of a running network for the next version of the chaincode, and watches it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../fabric/steps';
import { readState, supervisorLives, type Upgrade, upgradeSignal } from './state';

const pollMs = 100;
const deadlineMs = 300_000;

/** Resolves with how it ended; rejects where there is nothing to upgrade. An interruption ends the watching only. */
export async function upgrade(
  directory: string,
  { signal, onStep }: { readonly signal?: AbortSignal; readonly onStep?: (step: Step) => void } = {},
): Promise<Upgrade> {
  const state = readState(directory);
  if (state === undefined || !supervisorLives(state, directory)) throw new Error(`no network runs in ${directory}`);
  if (state.ledger !== 'fabric') throw new Error('the embedded ledger has no chaincode lifecycle: restart it');
  if (state.phase !== 'ready') throw new Error(`the network in ${directory} is not ready yet`);
  const running = state.upgrade?.phase === 'running';
  const number = (state.upgrade?.number ?? 0) + (running ? 0 : 1);
  if (!running) process.kill(state.pid, upgradeSignal);
  const end = performance.now() + deadlineMs;
  for (let told = 0; performance.now() < end; ) {
    const now = readState(directory)?.upgrade;
    if (now?.number === number) {
      for (const step of now.steps.slice(told)) onStep?.(step);
      told = now.steps.length;
      if (now.phase !== 'running') return now;
    }
    await sleep(pollMs, undefined, signal && { signal });
  }
  throw new Error(`not within ${deadlineMs / 1000} s: see logs/supervisor.log in ${directory}`);
}
