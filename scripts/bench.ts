/**
 * `npm run bench`: confirms through the gateways against a naive contract with a tuned plain client, interleaved in one run on
 * one embedded ledger. Machines differ and are shared, so what counts are the ratios. `-- --rounds 5 --seconds 4`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newGatewayClient } from '../gateway/client/client';
import { defaultTopology, startAlliance } from '../network/local/alliance';
import { files } from '../network/local/material';
import type { Topology } from '../network/topology';
import { cpuMsOf, median, quantile, residentMbOf } from './bench/measure';
import type { PlainResult, PlainTask } from './bench/plain-client';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    /** Only scenarios whose title holds this. */
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
/** Each arm gets, in every scenario, the concurrency that suits it best. */
const ourWorkers = [64, 256];
const naiveWorkers = [1, 4, 16, 64];
const portBase = 8301;
const naiveAddress = '127.0.0.1:8322';
const naivePackage = 'naive_1:embedded';
const limitRmb = 10_000;

interface Scenario {
  readonly title: string;
  readonly payers: readonly string[];
  readonly plans: number;
  /** Whether the payers race for the same plans, or each has its own part of them. */
  readonly racing: boolean;
}

const scenarios: readonly Scenario[] = [
  { title: 'one payer over many plans', payers: ['meadow'], plans: 400, racing: false },
  { title: 'many payers to one payee', payers: ['meadow', 'orchard', 'quarry'], plans: 600, racing: false },
  {
    title: 'three creditors racing on few JOINT plans',
    payers: ['meadow', 'orchard', 'quarry'],
    plans: 24,
    racing: true,
  },
  {
    title: 'three creditors racing on many JOINT plans',
    payers: ['meadow', 'orchard', 'quarry'],
    plans: 400,
    racing: true,
  },
];

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsEach: number;
}

/** The default alliance and a third creditor that can pay Harbour. */
function benchTopology(): Topology {
  const topology = defaultTopology();
  const quarry = {
    name: 'quarry',
    partyName: 'Quarry',
    mspId: 'QuarryMSP',
    partyOrgType: 'CREDITOR_ORG',
    endorses: true,
  } as const;
  return { ...topology, organisations: [...topology.organisations, quarry] };
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const layout = { directory, portBase };
  const topology = benchTopology();
  const naive = await startNaive();
  const begun = Date.now();
  const alliance = await startAlliance({
    layout,
    topology,
    delivery: { harbour: 'manual' },
    logLevel: 'warn',
    extraChaincodes: [{ name: 'naive', packageId: naivePackage, address: naiveAddress }],
  });
  const readyMs = Date.now() - begun;
  try {
    const bench = new Bench(layout, topology, alliance.describe());
    await bench.fund();
    for (const scenario of scenarios.filter(({ title }) => title.includes(values.only))) await bench.compare(scenario);
    bench.report(readyMs);
  } finally {
    await alliance.stop();
    naive.kill('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  }
}

class Bench {
  readonly #clients = new Map<string, ReturnType<typeof newGatewayClient>>();
  #run = 0;

  constructor(
    private readonly layout: { readonly directory: string; readonly portBase: number },
    private readonly topology: Topology,
    private readonly alliance: ReturnType<Awaited<ReturnType<typeof startAlliance>>['describe']>,
  ) {
    for (const [name, { url, tokens }] of Object.entries(alliance.institutions)) {
      this.#clients.set(name, newGatewayClient({ url, token: tokens.officer }));
    }
  }

  async fund(): Promise<void> {
    for (const name of ['meadow', 'orchard', 'quarry']) {
      const { partyId } = this.#institution(name);
      const body = {
        rechargeId: `bench-${name}`,
        partyId,
        amountFen: 1_000_000_000,
        paymentReference: `bench-${name}`,
      };
      await this.#client('keystone').post('/v1/tokens/recharges', body);
    }
    const balances = this.topology.organisations.map(({ mspId }) => [`account-${mspId}`, 1_000_000_000] as const);
    await this.#plain('harbour', { open: Object.fromEntries(balances) });
  }

  /** A B B A … in one run, and the median of the rounds' ratios. */
  async compare(scenario: Scenario): Promise<void> {
    console.log(
      `\n${scenario.title}: ${scenario.payers.length} payer(s), ${scenario.plans} plan(s), ${seconds} s a cell`,
    );
    const naiveBest = await best(naiveWorkers, (workers) => this.#naive(scenario, workers, 'native'));
    const ourBest = await best(ourWorkers, (workers) => this.#ours(scenario, workers));
    const ours: Measured[] = [];
    const naives: Measured[] = [];
    const stock: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      const arms = [
        async () => ours.push(await this.#ours(scenario, ourBest)),
        async () => naives.push(await this.#naive(scenario, naiveBest, 'native')),
      ];
      for (const arm of round % 2 === 0 ? arms : arms.reverse()) await arm();
      if (scenario === scenarios[0]) stock.push(await this.#naive(scenario, naiveBest, 'stock'));
    }
    print(`  through the gateways, ${ourBest} callers a payer`, ours);
    print(`  naive, ${naiveBest} worker(s) a payer`, naives);
    const ratios = ours.map(({ perSecond }, round) => perSecond / (naives[round]?.perSecond ?? Number.NaN));
    console.log(`  goodput ratio: ${spread(ratios)}   (aim: 20)`);
    if (stock.length > 0) {
      const cpu = ours.map(({ cpuMsEach }, round) => cpuMsEach / (stock[round]?.cpuMsEach ?? Number.NaN));
      console.log(
        `  CPU of the gateway a confirm against the plain client's with its stock signer: ${spread(cpu)}   (aim: 0.6)`,
      );
    }
  }

  report(readyMs: number): void {
    console.log(`\nnpm start to ready, without the build: ${(readyMs / 1000).toFixed(1)} s   (aim: 10)`);
    console.log('resident memory at the end, MB (aim for a gateway: 300)');
    for (const [name, pid] of Object.entries(this.alliance.processes)) {
      if (pid !== undefined) console.log(`  ${name.padEnd(20)} ${residentMbOf(pid).toFixed(0).padStart(5)}`);
    }
  }

  async #ours(scenario: Scenario, workers: number): Promise<Measured> {
    const { payers } = scenario;
    const assetIds = await this.#publish(scenario.plans, payers);
    const pids = payers.map((name) => this.alliance.processes[`gateway-${name}`] ?? 0);
    const cpuBefore = pids.map(cpuMsOf);
    const latencies = await Promise.all(
      payers.map((name, index) => this.#confirms(name, plansFor(scenario, index, assetIds), workers)),
    );
    const cpu = pids.reduce((sum, pid, index) => sum + cpuMsOf(pid) - (cpuBefore[index] ?? 0), 0);
    return measured(latencies.flat(), cpu);
  }

  async #publish(count: number, watchers: readonly string[]): Promise<readonly string[]> {
    const run = `bench-${this.#run++}`;
    const plans = Array.from({ length: count }, (_, index) => planOf(`${run}-${index}`));
    for (let start = 0; start < count; start += 200) {
      await this.#client('harbour').post('/v1/plans', { plans: plans.slice(start, start + 200) });
    }
    const assetIds = plans.map(({ assetId }) => `HarbourMSP:${assetId}`);
    for (const watcher of watchers) {
      const last = `/v1/plans/${assetIds.at(-1)}`;
      while ((await this.#client(watcher).send('GET', last)).status !== 200)
        await new Promise((go) => setTimeout(go, 20));
    }
    return assetIds;
  }

  async #confirms(name: string, assetIds: readonly string[], workers: number): Promise<number[]> {
    const client = this.#client(name);
    const latencies: number[] = [];
    const run = `bench-${this.#run++}`;
    const end = Date.now() + seconds * 1_000;
    let next = 0;
    const worker = async () => {
      while (Date.now() < end) {
        const index = next++;
        const begun = performance.now();
        const body = { confirmId: `${run}-${index}`, confirmTakeInLimitRmb: limitRmb, confirmTakeInRateBps: 1_800 };
        const answer = await client.send('POST', `/v1/plans/${assetIds[index % assetIds.length]}/confirms`, body);
        if (answer.status !== 201)
          throw new Error(`a confirm was answered ${answer.status} ${JSON.stringify(answer.body)}`);
        latencies.push(performance.now() - begun);
      }
    };
    await Promise.all(Array.from({ length: workers }, worker));
    return latencies;
  }

  async #naive(scenario: Scenario, workers: number, signer: PlainTask['signer']): Promise<Measured> {
    const run = `naive-${this.#run++}`;
    const { payers } = scenario;
    const keys = Array.from({ length: scenario.plans }, (_, index) => `${run}-${index}`);
    await this.#plain('harbour', { open: Object.fromEntries(keys.map((key) => [key, 1_000_000_000])) });
    const results = await Promise.all(
      payers.map((name, index) => this.#plain(name, { plans: plansFor(scenario, index, keys), run, workers, signer })),
    );
    const cpu = results.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    return measured(
      results.flatMap(({ latenciesMs }) => latenciesMs),
      cpu,
    );
  }

  async #plain(name: string, change: Partial<PlainTask>): Promise<PlainResult> {
    const config = JSON.parse(readFileSync(files.gatewayConfig(this.layout, name), 'utf8'));
    const task: PlainTask = {
      endpoint: config.peers[0].endpoint,
      mspId: config.partyId,
      ...config.identities.client,
      signer: 'native',
      channel: config.channel,
      workers: 1,
      seconds,
      plans: [],
      payee: 'account-HarbourMSP',
      limitRmb,
      run: '',
      ...change,
    };
    const child = spawn(process.execPath, [join(__dirname, 'bench', 'plain-client.js')], {
      env: { ...process.env, PLAIN_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error('the plain client failed');
    return JSON.parse(output) as PlainResult;
  }

  #institution(name: string) {
    const institution = this.alliance.institutions[name];
    if (institution === undefined) throw new Error(`no institution is named ${name}`);
    return institution;
  }

  #client(name: string) {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`no institution is named ${name}`);
    return client;
  }
}

/** The plans of one payer: all where they race, every so many-th where each has its own. */
function plansFor({ payers, racing }: Scenario, payer: number, plans: readonly string[]): readonly string[] {
  return racing ? plans : plans.filter((_, index) => index % payers.length === payer);
}

async function best(candidates: readonly number[], run: (workers: number) => Promise<Measured>): Promise<number> {
  const cells: { readonly workers: number; readonly perSecond: number }[] = [];
  for (const workers of candidates) cells.push({ workers, perSecond: (await run(workers)).perSecond });
  return cells.sort((one, other) => other.perSecond - one.perSecond)[0]?.workers ?? 1;
}

function measured(latenciesMs: readonly number[], cpuMs: number): Measured {
  return {
    perSecond: latenciesMs.length / seconds,
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
  console.log(
    `${title}: ${rate} confirms/s, p50 ${p50} ms, p99 ${p99} ms, CPU ${of(({ cpuMsEach }) => cpuMsEach, 2)} ms each`,
  );
}

function spread(ratios: readonly number[]): string {
  return `${median(ratios).toFixed(2)} (${quantile(ratios, 0).toFixed(2)} to ${quantile(ratios, 1).toFixed(2)}, ${ratios.length} rounds)`;
}

function planOf(assetId: string) {
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
    riskControlResult: { score: 'x'.repeat(200), loanLimitRmb: 1_000_000_000, shareLimitRmb: 1_000_000_000 },
    joinLimit: {
      sharedLimitRmb: 1_000_000_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 500,
      startTime: '2026-01-01T00:00:00.000Z',
      endTime: '2036-01-01T00:00:00.000Z',
    },
  };
}

async function startNaive(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, 'bench', 'naive-server.js'), naiveAddress, naivePackage], {
    env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  return child;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
