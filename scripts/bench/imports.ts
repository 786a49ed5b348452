/**
 * Imports of a loan book: from POST until its plans are readable at another institution, against one plan a transaction; what
 * other callers notice of it; and what memory it takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type BookRow, conditions, newBook, workbookOf } from './book';
import { confirmOnce, fund, publishOpenPlans } from './confirms';
import { best, interleaved, ratios, spread } from './interleaved';
import { median, quantile, watchMemory } from './measure';
import type { BenchNetwork } from './network';
import { plainly } from './plain-client';

export interface ImportsOptions {
  readonly rounds: number;
  readonly rows: number;
  /** Of the plain client, in a cell. */
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
/** Read back at the other institution, beside the last one. */
const probes = 200;
const probesAtATime = 16;
const pollMs = 20;
const importDeadlineMs = 600_000;
const callers = ['meadow', 'orchard'];
const confirmsPerSecond = 20;
const olderPlans = 200;

let books = 0;

export async function benchImports(network: BenchNetwork, options: ImportsOptions): Promise<void> {
  for (const [title, scenario] of Object.entries(scenarios)) {
    if (!title.includes(options.scenario)) continue;
    console.log(`\n${title}`);
    await scenario(network, options);
  }
}

async function plansASecond(network: BenchNetwork, { rounds, rows, plainPlans, seed }: ImportsOptions): Promise<void> {
  const plainCell = async (workers: number) => {
    const [peer, reader] = [network.peerOf('harbour'), network.peerOf('meadow')];
    return plainly({ kind: 'publishes', peer, reader, workers, seed: nextSeed(seed), plans: plainPlans });
  };
  await importBook(network, newBook(nextSeed(seed), warmUpRows));
  const plainBest = await best(plainWorkers, async (workers) => (await plainCell(workers)).perSecond);
  const { ours, theirs } = await interleaved(
    rounds,
    () => importBook(network, newBook(nextSeed(seed), rows)),
    () => plainCell(plainBest),
  );
  const ourRates = ours.map(({ readableMs }) => (rows * 1_000) / readableMs);
  const plainRates = theirs.map(({ perSecond }) => perSecond);
  console.log(`  a workbook of ${rows} rows, POST to readable at Meadow: ${spread(ourRates, 0)} plans/s`);
  console.log(
    `    of it until 202 ${medianMs(ours.map(({ takenMs }) => takenMs))}, until DONE ${medianMs(ours.map(({ doneMs }) => doneMs))}`,
  );
  console.log(
    `  one plan a transaction, ${plainBest} at a time, ${plainPlans} plans: ${spread(plainRates, 0)} plans/s`,
  );
  console.log(`  ratio: ${spread(ratios(ourRates, plainRates), 1)}   (aim: 20)`);
}

async function othersDuringImport(network: BenchNetwork, { rounds, rows, seed }: ImportsOptions): Promise<void> {
  await fund(network, callers);
  const assetIds = await publishOpenPlans(network, olderPlans, callers);
  let importMs = 10_000;
  const during = async () => {
    const book = newBook(nextSeed(seed), rows);
    const calls = callersOf(network, assetIds);
    await sleep(1_000);
    importMs = (await importBook(network, book, () => calls.count())).readableMs;
    return calls.end();
  };
  const without = async () => {
    const calls = callersOf(network, assetIds);
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
  const unwatch: (() => ReturnType<ReturnType<typeof watchMemory>>)[] = [];
  const { readableMs } = await importBook(network, book, () => {
    unwatch.push(watchMemory(network.gatewayPidOf('harbour')));
  });
  const peak = unwatch[0]?.() ?? { process: 0, child: 0, together: 0 };
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  console.log(`  ${memoryRows} rows in ${(readableMs / 1_000).toFixed(1)} s`);
  console.log(
    `  gateway ${mb(peak.process)}, its largest child ${mb(peak.child)}, together ${mb(peak.together)}   (aim: 300)`,
  );
}

interface Imported {
  /** From the POST to its answer, to DONE, and to the plans' being readable at Meadow. */
  readonly takenMs: number;
  readonly doneMs: number;
  readonly readableMs: number;
}

interface ImportState {
  readonly importId: string;
  readonly status: string;
  readonly accepted: number;
}

/** `begin` is called when the clock starts. */
async function importBook(network: BenchNetwork, book: readonly BookRow[], begin = () => {}): Promise<Imported> {
  const harbour = network.clientOf('harbour');
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await workbookOf(book))]), 'book.xlsx');
  form.set('conditions', JSON.stringify(conditions));
  begin();
  const begun = performance.now();
  const { importId } = await harbour.post<ImportState>('/v1/plan-imports', form);
  const takenMs = performance.now() - begun;
  await untilDone(network, importId, book.length);
  const doneMs = performance.now() - begun;
  await untilReadable(network, book);
  return { takenMs, doneMs, readableMs: performance.now() - begun };
}

async function untilDone(network: BenchNetwork, importId: string, rows: number): Promise<void> {
  const end = Date.now() + importDeadlineMs;
  for (;;) {
    const state = await network.clientOf('harbour').get<ImportState>(`/v1/plan-imports/${importId}?limit=1`);
    if (state.status === 'DONE' && state.accepted === rows) return;
    if (state.status !== 'RUNNING' || Date.now() > end) throw new Error(`the import ended: ${JSON.stringify(state)}`);
    await sleep(pollMs);
  }
}

/** The last plan and some of the others, with what their rows say. */
async function untilReadable(network: BenchNetwork, book: readonly BookRow[]): Promise<void> {
  const chosen = Array.from({ length: probes }, () => book[Math.floor(Math.random() * book.length)]);
  const rows = [book.at(-1), ...chosen].filter((row) => row !== undefined);
  const owner = network.partyIdOf('harbour');
  const worker = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const path = `/v1/plans/${owner}:${row.assetId}`;
      for (;;) {
        const { status, body } = await network.clientOf('meadow').send<{ borrowerPerson: unknown }>('GET', path);
        if (status === 200 && JSON.stringify(body.borrowerPerson).includes(`"amountRmb":${row.amountRmb}`)) break;
        if (status === 200) throw new Error(`${row.assetId} is not what was uploaded`);
        await sleep(pollMs);
      }
    }
  };
  await Promise.all(Array.from({ length: probesAtATime }, worker));
}

interface Callers {
  /** From now on confirms count. */
  count(): void;
  /** The latencies of those that were due since, in ms. */
  end(): Promise<readonly number[]>;
}

/** Confirms of older plans that come when they come (Poisson), whether or not those before them are answered. */
function callersOf(network: BenchNetwork, assetIds: readonly string[]): Callers {
  const run = `others-${books++}`;
  let from = Number.POSITIVE_INFINITY;
  let ended = false;
  const calls: Promise<{ readonly dueMs: number; readonly latencyMs: number }>[] = [];
  const caller = async (name: string) => {
    let dueMs = performance.now();
    for (;;) {
      dueMs += (-Math.log(1 - Math.random()) / confirmsPerSecond) * 1_000;
      await sleep(Math.max(0, dueMs - performance.now()));
      if (ended) return;
      const assetId = assetIds[Math.floor(Math.random() * assetIds.length)] ?? '';
      const confirm = { assetId, confirmId: `${run}-${calls.length}`, dueMs };
      const call = confirmOnce(network, name, confirm).then((latencyMs) => ({ dueMs: confirm.dueMs, latencyMs }));
      call.catch(() => undefined); // it is awaited at the end
      calls.push(call);
    }
  };
  const running = Promise.all(callers.map(caller));
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

function print(title: string, cells: readonly (readonly number[])[]): void {
  const all = cells.flat();
  const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)].map((ms) => ms.toFixed(0));
  console.log(
    `${title}: p50 ${p50} ms, p99 ${p99} ms of ${all.length} confirms, ${callers.length} × ${confirmsPerSecond}/s`,
  );
}

function nextSeed(seed: string): string {
  return `${seed}-${books++}`;
}

function medianMs(values: readonly number[]): string {
  return `${median(values).toFixed(0)} ms`;
}
