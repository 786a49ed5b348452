/** The baseline's shortest transaction, submitted when it comes (Poisson) whether or not those before are answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectPlainly, type PlainPeer } from './plain-connection';

export interface EmptiesTask {
  readonly kind: 'empties';
  readonly peer: PlainPeer;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface EmptiesResult {
  readonly latenciesMs: readonly number[];
}

export async function empties({ peer, perSecond, seconds }: EmptiesTask): Promise<EmptiesResult> {
  const { contract, close } = connectPlainly(peer);
  await contract.submitTransaction('naive:empty');
  const calls: Promise<number>[] = [];
  const end = performance.now() + seconds * 1_000;
  let dueMs = performance.now();
  for (;;) {
    dueMs += (-Math.log(1 - Math.random()) / perSecond) * 1_000;
    if (dueMs > end) break;
    await sleep(Math.max(0, dueMs - performance.now()));
    const due = dueMs;
    calls.push(contract.submitTransaction('naive:empty').then(() => performance.now() - due));
  }
  const latenciesMs = await Promise.all(calls);
  close();
  return { latenciesMs };
}
