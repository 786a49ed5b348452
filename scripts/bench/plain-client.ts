/**
 * The baseline's client, a process of its own: closed-loop workers over the stock gateway client, each retrying its confirm
 * after a conflict until it is VALID. Reads its task as JSON from the environment, prints its result as JSON.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { CommitError, type Contract, connect, EndorseError, hash, signers } from '@hyperledger/fabric-gateway';
import { newSigner } from '../../network/identity/signature';

export interface PlainTask {
  readonly endpoint: string;
  readonly mspId: string;
  readonly certificate: string;
  readonly privateKey: string;
  /** `stock`: the client library's own; `native`: the tuned one. */
  readonly signer: 'stock' | 'native';
  readonly channel: string;
  readonly workers: number;
  readonly seconds: number;
  /** Confirms go to the plans in turn. */
  readonly plans: readonly string[];
  readonly payee: string;
  readonly limitRmb: number;
  readonly run: string;
  /** Put these keys first and do nothing else. */
  readonly open?: Readonly<Record<string, number>>;
}

export interface PlainResult {
  readonly valid: number;
  readonly conflicts: number;
  readonly cpuMs: number;
  readonly latenciesMs: readonly number[];
}

async function main(): Promise<void> {
  const task = JSON.parse(process.env.PLAIN_TASK ?? '') as PlainTask;
  const client = new Client(task.endpoint, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });
  const privateKey = createPrivateKey(readFileSync(task.privateKey));
  const native = newSigner(privateKey);
  const gateway = connect({
    client,
    identity: { mspId: task.mspId, credentials: readFileSync(task.certificate) },
    ...(task.signer === 'native'
      ? { signer: async (message: Uint8Array) => native(message), hash: hash.none }
      : { signer: signers.newPrivateKeySigner(privateKey), hash: hash.sha256 }),
    commitStatusOptions: () => ({ deadline: Date.now() + 10_000 }),
  });
  const contract = gateway.getNetwork(task.channel).getContract('naive');
  const result = task.open === undefined ? await confirms(contract, task) : await openAll(contract, task.open);
  console.log(JSON.stringify(result));
  gateway.close();
  client.close();
}

async function openAll(contract: Contract, keys: Readonly<Record<string, number>>): Promise<PlainResult> {
  const entries = Object.entries(keys);
  for (let start = 0; start < entries.length; start += 50) {
    const some = entries.slice(start, start + 50);
    await Promise.all(some.map(([key, amount]) => contract.submitTransaction('naive:open', key, String(amount))));
  }
  return { valid: entries.length, conflicts: 0, cpuMs: 0, latenciesMs: [] };
}

async function confirms(contract: Contract, task: PlainTask): Promise<PlainResult> {
  const { workers, seconds, plans, payee, limitRmb, mspId, run } = task;
  const record = JSON.stringify({ filler: 'x'.repeat(700) });
  const latenciesMs: number[] = [];
  let conflicts = 0;
  let next = 0;
  const cpuBefore = process.cpuUsage();
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
  const { user, system } = process.cpuUsage(cpuBefore);
  return { valid: latenciesMs.length, conflicts, cpuMs: (user + system) / 1_000, latenciesMs };
}

/** Conflicts at commit, and endorsements that differ because a block came between them; anything else is an error. */
function isConflict(error: unknown): true {
  const mismatch = error instanceof EndorseError && JSON.stringify(error.details).includes('do not match');
  if (error instanceof CommitError || mismatch) return true;
  throw error;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
