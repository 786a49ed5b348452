/**
 * Imports of a loan book: from POST until its plans are readable at another institution, against one plan a transaction; what
 * other callers notice of it; and what memory it takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { newBook } from './book';
import { fund, publishOpenPlans } from './confirms';
import { importBook } from './imported-book';
import { best, interleaved, ratios, spread } from './interleaved';
import { median, quantile, watchMemory } from './measure';
import { type BenchNetwork, cpuMsOfAll } from './network';
import { newCallers } from './other-callers';
import { plainly } from './plain-client';

export interface ImportsOptions {
  readonly rounds: number;
  readonly rows: number;
  /** The number of plans that the plain client publishes in a cell. */
  readonly plainPlans: number;
  readonly memoryRows: number;
  readonly seed: string;
  /** Only scenarios whose title holds this. */
  readonly scenario: string;
}

type Scenario = (network: BenchNetwork, options: ImportsOptions) => Promise<void>;

const scenarios: Readonly<Record<string, Scenario>> = {
  'plans a second': plansASecond,
  "other callers' confirms during an import": othersDuringImport,
  'memory of an import': memoryOfImport,
};

/** The plain client gets the concurrency that suits it best. */
const plainWorkers = [16, 64, 128, 256];
const warmUpRows = 1_000;
const others = { payers: ['meadow', 'orchard'], perSecond: 20 };
/** So many that confirms seldom meet on one plan: what is measured is the import's doing, not theirs. */
const olderPlans = 2_000;

let books = 0;

export async function benchImports(network: BenchNetwork, options: ImportsOptions): Promise<void> {
  for (const [title, scenario] of Object.entries(scenarios)) {
    if (!title.includes(options.scenario)) continue;
    console.log(`\n${title}`);
    await scenario(network, options);
  }
}

interface Cell {
  readonly perSecond: number;
  /** CPU time of all processes: ledger, chaincodes, gateways and, where there is one, the plain client. */
  readonly cpuMsEach: number;
}

async function plansASecond(network: BenchNetwork, { rounds, rows, plainPlans, seed }: ImportsOptions): Promise<void> {
  const steps: { readonly takenMs: number; readonly doneMs: number }[] = [];
  const ourCell = async (count: number): Promise<Cell> => {
    const cpuBefore = cpuMsOfAll(network);
    const imported = await importBook(network, newBook(nextSeed(seed), count));
    const cpuMsEach = (cpuMsOfAll(network) - cpuBefore) / count;
    steps.push(imported);
    return { perSecond: (count * 1_000) / imported.readableMs, cpuMsEach };
  };
  const plainCell = async (workers: number): Promise<Cell> => {
    const [peer, reader] = [network.findPeer('harbour'), network.findPeer('meadow')];
    const cpuBefore = cpuMsOfAll(network);
    const task = { kind: 'publishes', peer, reader, workers, seed: nextSeed(seed), plans: plainPlans } as const;
    const { perSecond, cpuMs } = await plainly(task);
    return { perSecond, cpuMsEach: (cpuMsOfAll(network) - cpuBefore + cpuMs) / plainPlans };
  };
  await ourCell(warmUpRows);
  await plainCell(64);
  const plainBest = await best(plainWorkers, async (workers) => (await plainCell(workers)).perSecond);
  steps.length = 0;
  const { ours, theirs } = await interleaved(
    rounds,
    () => ourCell(rows),
    () => plainCell(plainBest),
  );
  const writeMedian = (values: readonly number[]) => `${median(values).toFixed(0)} ms`;
  printCells(`  a workbook of ${rows} rows, POST to readable at Meadow`, ours);
  const [taken, done] = [steps.map(({ takenMs }) => takenMs), steps.map(({ doneMs }) => doneMs)];
  console.log(`    until the answer 202 ${writeMedian(taken)}, until DONE ${writeMedian(done)}`);
  printCells(`  one plan a transaction, ${plainBest} at a time, ${plainPlans} plans`, theirs);
  console.log(`  ratio of plans/s: ${spread(ratios(pickRates(ours), pickRates(theirs)), 1)}   (aim: 20)`);
  console.log(`  ratio of CPU a plan: ${spread(ratios(pickCpus(ours), pickCpus(theirs)), 3)}`);
}

async function othersDuringImport(network: BenchNetwork, { rounds, rows, seed }: ImportsOptions): Promise<void> {
  await fund(network, others.payers);
  const assetIds = await publishOpenPlans(network, olderPlans, others.payers);
  let importMs = 10_000;
  const during = async () => {
    const book = newBook(nextSeed(seed), rows);
    const calls = newCallers(network, assetIds, others);
    await sleep(1_000);
    importMs = (await importBook(network, book, () => calls.count())).readableMs;
    return calls.end();
  };
  const without = async () => {
    const calls = newCallers(network, assetIds, others);
    await sleep(1_000);
    calls.count();
    await sleep(importMs);
    return calls.end();
  };
  await during(); // the warm-up; it also tells how long an import takes
  const { ours, theirs } = await interleaved(rounds, during, without);
  print(`  during an import of ${rows} rows`, ours);
  print('  without', theirs);
  const p99s = (cells: readonly (readonly number[])[]) => cells.map((cell) => quantile(cell, 0.99));
  console.log(`  ratio of p99: ${spread(ratios(p99s(ours), p99s(theirs)))}   (aim: 2)`);
}

async function memoryOfImport(network: BenchNetwork, { memoryRows, seed }: ImportsOptions): Promise<void> {
  const book = newBook(nextSeed(seed), memoryRows);
  const peakSoFar = watchMemory(network.findGatewayPid('harbour'));
  const { readableMs } = await importBook(network, book);
  const peak = peakSoFar();
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  console.log(`  ${memoryRows} rows in ${(readableMs / 1_000).toFixed(1)} s`);
  console.log(
    `  gateway ${mb(peak.process)}, its largest child ${mb(peak.child)}, together ${mb(peak.together)}   (aim: 300)`,
  );
}

function print(title: string, cells: readonly (readonly number[])[]): void {
  const all = cells.flat();
  const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)].map((ms) => ms.toFixed(0));
  console.log(
    `${title}: p50 ${p50} ms, p99 ${p99} ms of ${all.length} confirms, ${others.payers.length} × ${others.perSecond}/s`,
  );
}

function nextSeed(seed: string): string {
  return `${seed}-${books++}`;
}

function printCells(title: string, cells: readonly Cell[]): void {
  console.log(`${title}: ${spread(pickRates(cells), 0)} plans/s, CPU ${median(pickCpus(cells)).toFixed(2)} ms a plan`);
}

const pickRates = (cells: readonly Cell[]) => cells.map(({ perSecond }) => perSecond);
const pickCpus = (cells: readonly Cell[]) => cells.map(({ cpuMsEach }) => cpuMsEach);
