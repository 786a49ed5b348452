/**
 * How long a confirm takes, from POST until its fee is held and the answer is back, against an empty contract's submit by the
 * plain client: both come when they come (Poisson) on one channel at once, so that they share its blocks.
 */
import { fund, publishOpenPlans } from './confirms';
import { ratios, spread } from './interleaved';
import { median, quantile } from './measure';
import type { BenchNetwork } from './network';
import { newCallers } from './other-callers';
import { plainly } from './plain-client';

export interface LatencyOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Confirms of each payer, and empty transactions of each of its plain clients. */
  readonly perSecond: number;
  /** When the orderer cuts a block. */
  readonly batchTimeoutMs: number;
}

const payers = ['meadow', 'orchard', 'quarry'];
/** So many that confirms seldom meet on one. */
const plans = 2_000;

export async function benchLatency(network: BenchNetwork, options: LatencyOptions): Promise<void> {
  const { rounds, seconds, perSecond, batchTimeoutMs } = options;
  console.log(
    `\nlatency, batch timeout ${batchTimeoutMs} ms, ${payers.length} × ${perSecond}/s of each, ${seconds} s a round`,
  );
  await fund(network, payers);
  const assetIds = await publishOpenPlans(network, plans, payers);
  const ours: number[][] = [];
  const theirs: number[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const confirms = newCallers(network, assetIds, { payers, perSecond });
    confirms.count();
    const empties = payers.map((name) =>
      plainly({ kind: 'empties', peer: network.findPeer(name), perSecond, seconds }),
    );
    const empty = (await Promise.all(empties)).flatMap(({ latenciesMs }) => latenciesMs);
    const confirmed = await confirms.end();
    if (round === 0) continue; // the warm-up
    ours.push([...confirmed]);
    theirs.push(empty);
  }
  print('  confirm through the gateway', ours);
  print('  empty contract, plain client', theirs);
  console.log(`  ratio of p50: ${spread(ratios(ours.map(median), theirs.map(median)))}   (aim: 1.25)`);
}

function print(title: string, cells: readonly (readonly number[])[]): void {
  const all = cells.flat();
  const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)].map((ms) => ms.toFixed(0));
  console.log(`${title}: p50 ${p50} ms, p99 ${p99} ms of ${all.length}`);
}
