/** Random histories against a model so small that it is plainly right: a map, and the execution of one transaction after the other. */
import { peer } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import type { Ledger, Simulation, Snapshot } from '../../../../network/embedded/ledger/types';
import { bytes, CHAINCODE, codes, drain, newOptions, ordered, rangeOf, read, reopened } from './harness';

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = peer.TxValidationCode;
const KEYS = ['a', 'b', 'c', '\ue000', '\ufffd', '\u{1f600}', '\u{10ffff}'] as const;
const PRIVATE = 'private ';

type Step =
  | { readonly kind: 'read' | 'delete' | 'readPrivate' | 'writePrivate' | 'purge'; readonly key: string }
  | { readonly kind: 'write'; readonly key: string; readonly value: string }
  | { readonly kind: 'range'; readonly start: string; readonly end: string };

interface Plan {
  /** How many blocks behind the ledger the simulation is. */
  readonly lag: number;
  readonly steps: readonly Step[];
}

/** Values by key with the place of their writing; private keys carry a prefix. */
type World = Map<string, { readonly value: string; readonly version: string }>;

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('read', 'delete', 'readPrivate', 'writePrivate', 'purge'), key }),
  fc.record({ kind: fc.constant('write' as const), key, value: fc.string({ minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('range' as const),
    start: fc.constantFrom('', ...KEYS),
    end: fc.constantFrom('', ...KEYS),
  }),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  lag: fc.integer({ min: 0, max: 2 }),
  steps: fc.array(step, { maxLength: 6 }),
});
const history = fc.array(fc.array(plan, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

const inBytes = (left: string, right: string) => bytes(left).compare(bytes(right));

const inRange = (world: World, start: string, end: string): string =>
  [...world]
    .filter(
      ([name]) => !name.startsWith(PRIVATE) && inBytes(name, start) >= 0 && (end === '' || inBytes(name, end) < 0),
    )
    .sort(([left], [right]) => inBytes(left, right))
    .map(([name, { version }]) => `${name}@${version}`)
    .join();

/** What the code must be, judged by doing all reads again. */
function expectedCode(steps: readonly Step[], then: World, now: World, touched: ReadonlySet<string>): number {
  const isStale = (name: string) => touched.has(name) || then.get(name)?.version !== now.get(name)?.version;
  if (steps.some((each) => each.kind === 'read' && isStale(each.key))) {
    return MVCC_READ_CONFLICT;
  }
  const differs = (each: Step) =>
    each.kind === 'range' && inRange(then, each.start, each.end) !== inRange(now, each.start, each.end);
  if (steps.some(differs)) {
    return PHANTOM_READ_CONFLICT;
  }
  return steps.some((each) => each.kind === 'readPrivate' && isStale(PRIVATE + each.key)) ? MVCC_READ_CONFLICT : VALID;
}

function execute(steps: readonly Step[], world: World, touched: Set<string>, version: string): void {
  for (const each of steps) {
    if (each.kind === 'write') {
      world.set(each.key, { value: each.value, version });
      touched.add(each.key);
    } else if (each.kind === 'delete') {
      world.delete(each.key);
      touched.add(each.key);
    } else if (each.kind === 'writePrivate') {
      world.set(PRIVATE + each.key, { value: version, version });
      touched.add(PRIVATE + each.key);
    } else if (each.kind === 'purge') {
      world.delete(PRIVATE + each.key);
      touched.add(PRIVATE + each.key);
    }
  }
}

async function run(simulation: Simulation, steps: readonly Step[], value: string): Promise<void> {
  for (const each of steps) {
    switch (each.kind) {
      case 'read':
        await simulation.getState(CHAINCODE, each.key);
        break;
      case 'write':
        simulation.putState(CHAINCODE, each.key, bytes(each.value));
        break;
      case 'delete':
        simulation.deleteState(CHAINCODE, each.key);
        break;
      case 'range':
        await drain(await simulation.getRange(CHAINCODE, each.start, each.end));
        break;
      case 'readPrivate':
        await simulation.getPrivate(CHAINCODE, 'sealed', each.key);
        break;
      case 'writePrivate':
        simulation.putPrivate(CHAINCODE, 'sealed', each.key, bytes(value));
        break;
      case 'purge':
        simulation.purgePrivate(CHAINCODE, 'sealed', each.key);
        break;
    }
  }
}

async function worldOf(ledger: Ledger): Promise<Record<string, string>> {
  const found = (await rangeOf(ledger)).map(({ key: name, value }) => [name, value.toString()]);
  const sealed = await read(ledger, async (simulation) =>
    Promise.all(
      KEYS.map(async (name) => [PRIVATE + name, String(await simulation.getPrivate(CHAINCODE, 'sealed', name))]),
    ),
  );
  return Object.fromEntries([...found, ...sealed.filter(([, value]) => value !== '')]);
}

const valuesOf = (world: World) => Object.fromEntries([...world].map(([name, { value }]) => [name, value]));

test('a ledger ends as the serial execution of its valid transactions, and these are the ones whose reads still hold', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (blocks) => {
      const options = newOptions();
      const ledger = await reopened(options);
      const pasts: { snapshot: Snapshot; world: World }[] = [];
      let world: World = new Map();
      for (const [number, plans] of blocks.entries()) {
        pasts.unshift({ snapshot: ledger.snapshot(), world });
        const next: World = new Map(world);
        const touched = new Set<string>();
        const transactions = [];
        const expected = [];
        for (const [tx, { lag, steps }] of plans.entries()) {
          const past = pasts[Math.min(lag, pasts.length - 1)] as (typeof pasts)[number];
          const [txId, version] = [`${number}-${tx}`, `${number}.${tx}`];
          const simulation = ledger.simulate(past.snapshot, 'Meadow', txId);
          await run(simulation, steps, version);
          const { publicResults, privateResults } = simulation.results();
          if (privateResults !== undefined) {
            await ledger.keepPrivate(txId, 'Meadow', privateResults);
          }
          transactions.push(ordered({ txId }, publicResults));
          const code = expectedCode(steps, past.world, next, touched);
          expected.push(code);
          if (code === VALID) {
            execute(steps, next, touched, version);
          }
        }
        expect(codes(await ledger.commit(transactions))).toEqual(expected);
        world = next;
        expect(await worldOf(ledger)).toEqual(valuesOf(world));
      }
      await ledger.close();
      const again = await reopened(options);
      expect(await worldOf(again)).toEqual(valuesOf(world));
      await again.close();
    }),
    { numRuns: 100, seed: 20_260_101 },
  );
}, 120_000);
