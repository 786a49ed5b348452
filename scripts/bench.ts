/**
 * `npm run bench`: what goes through the gateways against a naive contract with a tuned plain client, interleaved in one run on
 * one network each. Machines differ and are shared, so what counts are the ratios.
 */
import { randomBytes } from 'node:crypto';
import { readOptions } from '../network/command-line';
import { reachThisMachineDirectly } from '../network/proxy';
import { benchConfirms } from './bench/confirms';
import { benchImports } from './bench/imports';
import { benchLatency } from './bench/latency';
import { readResidentMb } from './bench/measure';
import { type BenchNetwork, type BenchSettings, type Ledger, startNetwork } from './bench/network';
import { benchRegistrations } from './bench/registrations';
import { benchRereads } from './bench/rereads';
import { benchVoprf } from './bench/voprf';

const usage = `npm run bench -- [--ledger embedded|fabric] [--only confirms|imports|registrations|rereads|latency|voprf] [--scenario TEXT]
    [--rounds 5] [--seconds 4] [--rows 10000] [--plain-plans 600] [--memory-rows 50000] [--in-flight 1] [--per-second 2]
    [--batch-timeouts 50,200] [--loans 500] [--reads 500] [--package-seconds 5] [--package-bytes 1048576] [--seed TEXT]

--scenario takes only those whose title holds the text; --seconds is of confirms; rows, plans and batches in flight are of imports.
registrations take books of so many --loans, and the alliance's packages as said.
rereads take so many --reads of each arm in a round.
latency takes --per-second of each of three payers, and a network of its own for each of the batch timeouts (ms).`;

const values = readOptions(
  {
    ledger: { type: 'string', default: 'embedded' },
    only: { type: 'string' },
    scenario: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    rows: { type: 'string', default: '10000' },
    'plain-plans': { type: 'string', default: '600' },
    'memory-rows': { type: 'string', default: '50000' },
    'in-flight': { type: 'string', default: '1' },
    'per-second': { type: 'string', default: '2' },
    'batch-timeouts': { type: 'string', default: '50,100,200,500' },
    loans: { type: 'string', default: '500' },
    reads: { type: 'string', default: '500' },
    'package-seconds': { type: 'string', default: '5' },
    'package-bytes': { type: 'string', default: '1048576' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
  },
  usage,
);

const benches: Readonly<Record<string, () => Promise<void>>> = {
  confirms: () => onNetwork((network) => benchConfirms(network, { ...shared(), seconds: Number(values.seconds) })),
  imports: () =>
    onNetwork((network) =>
      benchImports(network, {
        ...shared(),
        rows: Number(values.rows),
        plainPlans: Number(values['plain-plans']),
        memoryRows: Number(values['memory-rows']),
        seed: values.seed,
      }),
    ),
  registrations: () => {
    const packages = {
      packagePeriodSeconds: Number(values['package-seconds']),
      packageBytes: Number(values['package-bytes']),
    };
    const options = { ...shared(), rows: Number(values.loans), seed: values.seed, packages };
    const parameters = { ...packages, evaluationsPerDay: 1_000_000 };
    return onNetwork((network) => benchRegistrations(network, options), { parameters });
  },
  rereads: () =>
    onNetwork((network) => benchRereads(network, { ...shared(), reads: Number(values.reads) }), {
      // Shorter than in business, so that the query is soon there; with every block what is known of it is read anew.
      parameters: { packagePeriodSeconds: 15 },
    }),
  latency: async () => {
    const [seconds, perSecond] = [Number(values.seconds), Number(values['per-second'])];
    for (const batchTimeoutMs of values['batch-timeouts'].split(',').map(Number)) {
      const options = { rounds: shared().rounds, seconds, perSecond, batchTimeoutMs };
      await onNetwork((network) => benchLatency(network, options), { batchTimeoutMs });
    }
  },
  voprf: () => benchVoprf(shared()),
};

function shared() {
  return { rounds: Number(values.rounds), scenario: values.scenario };
}

async function main(): Promise<void> {
  reachThisMachineDirectly();
  const chosen = Object.entries(benches).filter(([name]) => values.only === undefined || values.only === name);
  if (chosen.length === 0) throw new Error(`--only takes one of ${Object.keys(benches).join(', ')}`);
  console.log(`seed ${values.seed}`);
  for (const [, bench] of chosen) await bench();
}

async function onNetwork(
  bench: (network: BenchNetwork) => Promise<void>,
  settings: Omit<BenchSettings, 'importBatchesInFlight'> = {},
): Promise<void> {
  const importBatchesInFlight = Number(values['in-flight']);
  const network = await startNetwork(parseLedger(values.ledger), { importBatchesInFlight, ...settings });
  try {
    await bench(network);
    report(network);
  } finally {
    await network.stop();
  }
}

function parseLedger(name: string): Ledger {
  if (name !== 'embedded' && name !== 'fabric') throw new Error('--ledger takes embedded or fabric');
  return name;
}

function report(network: BenchNetwork): void {
  console.log(`\nnpm start to ready, without the build: ${(network.readyMs / 1000).toFixed(1)} s   (aim: 10)`);
  console.log('resident memory at the end, MB (aim for a gateway: 300)');
  for (const [name, pid] of Object.entries(network.processes())) {
    if (pid !== undefined) console.log(`  ${name.padEnd(20)} ${readResidentMb(pid).toFixed(0).padStart(5)}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
