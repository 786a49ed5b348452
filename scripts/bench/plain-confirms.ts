/** The baseline's confirms: closed-loop workers, each retrying its confirm after a conflict until it is VALID. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitError, EndorseError } from '@hyperledger/fabric-gateway';
import { connectPlainly, type PlainPeer, type PlainSigner } from './plain-connection';

export interface ConfirmsTask {
  readonly kind: 'confirms';
  readonly peer: PlainPeer;
  readonly signer: PlainSigner;
  readonly workers: number;
  readonly seconds: number;
  /** Confirms go to the plans in turn. */
  readonly plans: readonly string[];
  readonly payee: string;
  readonly limitRmb: number;
  readonly run: string;
}

export interface ConfirmsResult {
  readonly conflicts: number;
  readonly cpuMs: number;
  /** Until the last worker has ended. */
  readonly elapsedMs: number;
  readonly latenciesMs: readonly number[];
}

/** Puts amounts under keys: plans' limits and accounts. */
export interface OpenTask {
  readonly kind: 'open';
  readonly peer: PlainPeer;
  readonly amounts: Readonly<Record<string, number>>;
}

export async function openAll({ peer, amounts }: OpenTask): Promise<{ readonly opened: number }> {
  const { contract, close } = connectPlainly(peer);
  const entries = Object.entries(amounts);
  for (let start = 0; start < entries.length; start += 50) {
    const some = entries.slice(start, start + 50);
    await Promise.all(some.map(([key, amount]) => contract.submitTransaction('naive:open', key, String(amount))));
  }
  close();
  return { opened: entries.length };
}

export async function confirms(task: ConfirmsTask): Promise<ConfirmsResult> {
  const { workers, seconds, plans, payee, limitRmb, run } = task;
  const { mspId } = task.peer;
  const { contract, close } = connectPlainly(task.peer, task.signer);
  const record = JSON.stringify({ filler: 'x'.repeat(700) });
  const latenciesMs: number[] = [];
  let conflicts = 0;
  let next = 0;
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const end = Date.now() + seconds * 1_000;
  const worker = async () => {
    while (Date.now() < end) {
      const index = next++;
      const begun = performance.now();
      const plan = plans[index % plans.length] ?? '';
      const args = [`${run}-${mspId}-${index}`, plan, `account-${mspId}`, payee, String(limitRmb), record];
      while (Date.now() < end) {
        const conflict = await contract.submitTransaction('naive:confirm', ...args).then(() => false, isConflict);
        if (!conflict) {
          latenciesMs.push(performance.now() - begun);
          break;
        }
        conflicts += 1;
        await sleep(Math.random() * 50);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const elapsedMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  close();
  return { conflicts, cpuMs: (user + system) / 1_000, elapsedMs, latenciesMs };
}

/** Conflicts at commit, and endorsements that differ because a block came between them; anything else is an error. */
function isConflict(error: unknown): true {
  const mismatch = error instanceof EndorseError && JSON.stringify(error.details).includes('do not match');
  if (error instanceof CommitError || mismatch) return true;
  throw error;
}
