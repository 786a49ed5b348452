/** Confirms through the gateways against a naive contract with a tuned plain client: goodput, latency, CPU of the caller. */

import type { PlanAsSent } from '../../gateway/client/emitted';
import { unlessRefused } from '../../gateway/client/refused';
import { best, interleaved, ratios, spread } from './interleaved';
import { median, quantile, readCpuMs } from './measure';
import type { BenchNetwork } from './network';
import { plainly } from './plain-client';
import type { PlainSigner } from './plain-connection';

interface Scenario {
  readonly title: string;
  readonly payers: readonly string[];
  readonly plans: number;
  /** True where the payers race for the same plans; otherwise each has its own part of them. */
  readonly racing: boolean;
  /** True where the caller's CPU is compared with the stock client's, too. */
  readonly againstStock?: boolean;
}

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsEach: number;
}

export interface ConfirmsOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Only scenarios whose title holds this. */
  readonly scenario: string;
}

/** Each arm gets, in every scenario, the concurrency that suits it best. */
const ourWorkers = [64, 256];
const naiveWorkers = [1, 4, 16, 64];
const limitRmb = 10_000;
const plenty = 1_000_000_000;
const creditors = ['meadow', 'orchard', 'quarry'];

const scenarios: readonly Scenario[] = [
  { title: 'one payer over many plans', payers: ['meadow'], plans: 400, racing: false, againstStock: true },
  { title: 'many payers to one payee', payers: creditors, plans: 600, racing: false },
  { title: 'three creditors racing on few JOINT plans', payers: creditors, plans: 24, racing: true },
  { title: 'three creditors racing on many JOINT plans', payers: creditors, plans: 400, racing: true },
];

let runs = 0;
const nextRun = () => `bench-${runs++}`;

export async function benchConfirms(network: BenchNetwork, options: ConfirmsOptions): Promise<void> {
  const chosen = scenarios.filter(({ title }) => title.includes(options.scenario));
  if (chosen.length === 0) return;
  await fund(network, creditors);
  const amounts = Object.fromEntries(network.partyIds.map((partyId) => [`account-${partyId}`, plenty]));
  await plainly({ kind: 'open', peer: network.findPeer('harbour'), amounts });
  for (const scenario of chosen) await compare(network, scenario, options);
}

/** More tokens than any run takes. */
export async function fund(network: BenchNetwork, institutions: readonly string[]): Promise<void> {
  for (const name of institutions) {
    const rechargeId = `bench-${name}`;
    await network.findClient('keystone').tokens.recharge({
      rechargeId,
      partyId: network.findPartyId(name),
      amountFen: plenty,
      paymentReference: rechargeId,
    });
  }
}

async function compare(network: BenchNetwork, scenario: Scenario, { rounds, seconds }: ConfirmsOptions): Promise<void> {
  const { title, payers, plans, againstStock = false } = scenario;
  console.log(`\n${title}: ${payers.length} payer(s), ${plans} plan(s), ${seconds} s a cell`);
  const ourCell = (workers: number) => throughGateways(network, scenario, workers, seconds);
  const naiveCell = (workers: number, signer: PlainSigner = 'native') =>
    naively(network, scenario, { workers, seconds, signer });
  const naiveBest = await best(naiveWorkers, async (workers) => (await naiveCell(workers)).perSecond);
  const ourBest = await best(ourWorkers, async (workers) => (await ourCell(workers)).perSecond);
  const stock: Measured[] = [];
  const { ours, theirs } = await interleaved(
    rounds,
    async () => {
      const cell = await ourCell(ourBest);
      if (againstStock) stock.push(await naiveCell(naiveBest, 'stock'));
      return cell;
    },
    () => naiveCell(naiveBest),
  );
  print(`  through the gateways, ${ourBest} callers a payer`, ours);
  print(`  naive, ${naiveBest} worker(s) a payer`, theirs);
  const rates = (cells: readonly Measured[]) => cells.map(({ perSecond }) => perSecond);
  console.log(`  goodput ratio: ${spread(ratios(rates(ours), rates(theirs)))}   (aim: 20)`);
  if (!againstStock) return;
  const pickCpu = (cells: readonly Measured[]) => cells.map(({ cpuMsEach }) => cpuMsEach);
  const cpu = spread(ratios(pickCpu(ours), pickCpu(stock)));
  console.log(`  CPU of the gateway a confirm against the plain client's with its stock signer: ${cpu}   (aim: 0.6)`);
}

async function throughGateways(
  network: BenchNetwork,
  scenario: Scenario,
  workers: number,
  seconds: number,
): Promise<Measured> {
  const { payers } = scenario;
  const assetIds = await publishOpenPlans(network, scenario.plans, payers);
  const pids = payers.map((name) => network.findGatewayPid(name));
  const cpuBefore = pids.map(readCpuMs);
  const begun = performance.now();
  const latencies = await Promise.all(
    payers.map((name, index) =>
      measureConfirms(network, name, plansFor(scenario, index, assetIds), { workers, seconds }),
    ),
  );
  const elapsedMs = performance.now() - begun;
  const cpu = pids.reduce((sum, pid, index) => sum + readCpuMs(pid) - (cpuBefore[index] ?? 0), 0);
  return measured(latencies.flat(), cpu, elapsedMs);
}

/** Plans that take any number of confirms; resolves when every watcher's gateway answers the last of them. */
export async function publishOpenPlans(
  network: BenchNetwork,
  count: number,
  watchers: readonly string[],
): Promise<readonly string[]> {
  const run = nextRun();
  const plans = Array.from({ length: count }, (_, index) => openPlan(`${run}-${index}`));
  for (let start = 0; start < count; start += 200) {
    await network.findClient('harbour').plans.publish({ plans: plans.slice(start, start + 200) });
  }
  const assetIds = plans.map(({ assetId }) => `${network.findPartyId('harbour')}:${assetId}`);
  for (const watcher of watchers) {
    const last = { assetId: assetIds.at(-1) ?? '' };
    while ((await unlessRefused(network.findClient(watcher).plans.read(last), 404)) === undefined) {
      await new Promise((go) => setTimeout(go, 20));
    }
  }
  return assetIds;
}

/** How long the confirm took, from when it was due. */
export async function confirmOnce(
  network: BenchNetwork,
  name: string,
  { assetId, confirmId, dueMs }: { readonly assetId: string; readonly confirmId: string; readonly dueMs: number },
): Promise<number> {
  const share = { confirmTakeInLimitRmb: limitRmb, confirmTakeInRateBps: 1_800 };
  await network.findClient(name).plans.confirm({ assetId, confirmId, ...share });
  return performance.now() - dueMs;
}

async function measureConfirms(
  network: BenchNetwork,
  name: string,
  assetIds: readonly string[],
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
): Promise<readonly number[]> {
  const latencies: number[] = [];
  const run = nextRun();
  const end = Date.now() + seconds * 1_000;
  let next = 0;
  const worker = async () => {
    while (Date.now() < end) {
      const index = next++;
      const assetId = assetIds[index % assetIds.length] ?? '';
      const confirm = { assetId, confirmId: `${run}-${index}`, dueMs: performance.now() };
      latencies.push(await confirmOnce(network, name, confirm));
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return latencies;
}

async function naively(
  network: BenchNetwork,
  scenario: Scenario,
  settings: { readonly workers: number; readonly seconds: number; readonly signer: PlainSigner },
): Promise<Measured> {
  const run = `naive-${nextRun()}`;
  const keys = Array.from({ length: scenario.plans }, (_, index) => `${run}-${index}`);
  const amounts = Object.fromEntries(keys.map((key) => [key, plenty]));
  await plainly({ kind: 'open', peer: network.findPeer('harbour'), amounts });
  const payee = `account-${network.findPartyId('harbour')}`;
  const results = await Promise.all(
    scenario.payers.map((name, index) => {
      const plans = plansFor(scenario, index, keys);
      return plainly({ kind: 'confirms', peer: network.findPeer(name), plans, payee, limitRmb, run, ...settings });
    }),
  );
  const cpu = results.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const latencies = results.flatMap(({ latenciesMs }) => latenciesMs);
  return measured(latencies, cpu, Math.max(...results.map(({ elapsedMs }) => elapsedMs)));
}

/** The plans of one payer: all where they race, every so many-th where each has its own. */
function plansFor({ payers, racing }: Scenario, payer: number, plans: readonly string[]): readonly string[] {
  return racing ? plans : plans.filter((_, index) => index % payers.length === payer);
}

/** Until the last answer: what was under way when the time was over counts, and so does its time. */
function measured(latenciesMs: readonly number[], cpuMs: number, elapsedMs: number): Measured {
  return {
    perSecond: (latenciesMs.length * 1_000) / elapsedMs,
    p50Ms: median(latenciesMs),
    p99Ms: quantile(latenciesMs, 0.99),
    cpuMsEach: cpuMs / Math.max(1, latenciesMs.length),
  };
}

function print(title: string, cells: readonly Measured[]): void {
  const of = (pick: (cell: Measured) => number, digits: number) => median(cells.map(pick)).toFixed(digits);
  const rate = of(({ perSecond }) => perSecond, 1);
  const p50 = of(({ p50Ms }) => p50Ms, 0);
  const p99 = of(({ p99Ms }) => p99Ms, 0);
  const cpu = of(({ cpuMsEach }) => cpuMsEach, 2);
  console.log(`${title}: ${rate} confirms/s, p50 ${p50} ms, p99 ${p99} ms, CPU ${cpu} ms each`);
}

function openPlan(assetId: string): PlanAsSent {
  return {
    assetId,
    borrowerPerson: {
      partyName: 'x',
      loanIdent: '110101199003074514',
      loanMobile: '13800138000',
      amountRmb: 1,
      loanKind: 'CASH',
    },
    assetData: {},
    riskControlResult: { score: 'x'.repeat(16), loanLimitRmb: plenty, shareLimitRmb: plenty },
    joinLimit: {
      sharedLimitRmb: plenty,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 500,
      startTime: '2026-01-01T00:00:00.000Z',
      endTime: '2036-01-01T00:00:00.000Z',
    },
  };
}
