/** Other callers of the alliance, whom an import should not hold up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { confirmOnce } from './confirms';
import type { BenchNetwork } from './network';

export interface CallersWanted {
  readonly payers: readonly string[];
  /** The calls that each payer sends. */
  readonly perSecond: number;
}

let runs = 0;

export interface Callers {
  /** From now on confirms count. */
  count(): void;
  /** The latencies of those that were due since, in ms. */
  end(): Promise<readonly number[]>;
}

/** Confirms of older plans that come when they come (Poisson), whether or not those before them are answered. */
export function newCallers(
  network: BenchNetwork,
  assetIds: readonly string[],
  { payers, perSecond }: CallersWanted,
): Callers {
  const run = `others-${runs++}`;
  let from = Number.POSITIVE_INFINITY;
  let ended = false;
  const calls: Promise<{ readonly dueMs: number; readonly latencyMs: number }>[] = [];
  const caller = async (name: string) => {
    let dueMs = performance.now();
    for (;;) {
      dueMs += (-Math.log(1 - Math.random()) / perSecond) * 1_000;
      await sleep(Math.max(0, dueMs - performance.now()));
      if (ended) return;
      const assetId = assetIds[Math.floor(Math.random() * assetIds.length)] ?? '';
      const confirm = { assetId, confirmId: `${run}-${calls.length}`, dueMs };
      const call = confirmOnce(network, name, confirm).then((latencyMs) => ({ dueMs: confirm.dueMs, latencyMs }));
      call.catch(() => undefined); // it is awaited at the end
      calls.push(call);
    }
  };
  const running = Promise.all(payers.map(caller));
  return {
    count: () => {
      from = performance.now();
    },
    async end() {
      ended = true;
      await running;
      const done = await Promise.all(calls);
      return done.filter(({ dueMs }) => dueMs >= from).map(({ latencyMs }) => latencyMs);
    },
  };
}
