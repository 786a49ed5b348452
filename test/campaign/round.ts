/** One seed: its history under its faults, healing, and everything that must hold then. */
import { until } from '../stories/running';
import { type CampaignAlliance, healMs } from './alliance';
import { checkLoans, checkOwnRecords, notPosted } from './checks/credit';
import { checkAnswers, checkStore } from './checks/gateways';
import { checkListener } from './checks/listeners';
import { checkDefects, checkOutcomes } from './checks/outcomes';
import { checkReadersNow, checkReadersThen } from './checks/readers';
import { unsettled } from './checks/unsettled';
import { drawLoans, type LoanWanted } from './credit/history';
import { checkShown } from './credit/shown';
import { drawFaults, type Fault, inflict, wordsOf } from './faults';
import { drawHistory, type History } from './history';
import { isPrompt, type Listener } from './listener';
import { answersToLoad, beginLoad } from './load';
import { type Pause, pausesOf } from './pauses';
import { play } from './play';
import { Recorder } from './recorder';
import type { Violation } from './violation';

export interface Round {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Those that were inflicted; the others were spared or the machine does not allow them. */
  readonly inflicted: readonly Fault[];
  readonly recorder: Recorder;
  readonly pauses: readonly Pause[];
  readonly violations: readonly Violation[];
}

export async function playRound(
  alliance: CampaignAlliance,
  listeners: readonly Listener[],
  seed: number,
): Promise<Round> {
  const { chain, arrivals } = alliance.following;
  const recorder = new Recorder(seed, alliance.instances);
  const history = drawHistory(seed);
  const loans = drawLoans(seed);
  const { database, disks } = alliance;
  const faults = drawFaults(seed, { ...alliance, disks: [...disks.keys()], hasDatabase: database !== undefined });
  const inflicted: Fault[] = [];
  const violations: Violation[] = [];
  const since = chain.height + 1;
  const known = chain.violations.length;
  const beganMs = performance.now();
  const load = beginLoad(seed, recorder);
  let endedMs = beganMs;
  try {
    await Promise.all([
      play(history, loans, recorder),
      ...faults.map(async (fault) => {
        if (await inflict(fault, alliance)) inflicted.push(fault);
      }),
    ]).finally(() => load.end());
    endedMs = performance.now();
    await heal(alliance, listeners, recorder);
    violations.push(...(await check({ alliance, listeners, history, loans, recorder, since })));
  } catch (error) {
    violations.push({ invariant: 'LIVENESS', what: (error as Error).message });
  }
  for (const name of alliance.failing) violations.push({ invariant: 'LIVENESS', what: `${name} dies again and again` });
  violations.push(...chain.violations.slice(known));
  const pauses = pausesOf(inflicted, { beganMs, endedMs, blocks: arrivals, answers: answersToLoad(recorder.calls) });
  return { seed, faults, inflicted, recorder, pauses, violations };
}

/** What the round violated, with what is needed to see it again; identifiers only. Undefined where nothing was. */
export function violationsText({ seed, faults, inflicted, violations }: Round): string | undefined {
  if (violations.length === 0) return undefined;
  const lines = [
    `seed ${seed} found ${violations.length} violations; again: CAMPAIGN_SEED=${seed} CAMPAIGN_ROUNDS=1 npm run campaign`,
    ...violations.slice(0, 30).map(({ invariant, what }) => `  ${invariant}: ${what}`),
    'under',
    ...faults.map((fault) => `  ${wordsOf(fault)}${inflicted.includes(fault) ? '' : ' (not inflicted)'}`),
  ];
  return lines.join('\n');
}

/** All serve, all that must end has ended, and everybody has seen the last block. */
async function heal(alliance: CampaignAlliance, listeners: readonly Listener[], { calls }: Recorder): Promise<void> {
  const { chain } = alliance.following;
  await alliance.untilReady();
  const left = () => [...unsettled(chain, new Date(Date.now() - 1_000).toISOString()), ...notPosted(calls, chain)];
  await until('all ends', async () => left().length === 0, healMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${left().join('; ')}`);
  });
  await alliance.untilReady();
  let quietSince = Date.now();
  let seen = -1;
  await until(
    'all have seen the last block',
    async () => {
      const heights = await Promise.all(alliance.stores.map((store) => store.height().catch(() => -1)));
      const isLevel = heights.every((height) => height >= chain.lastWritten);
      if (!isLevel || chain.lastWritten !== seen) quietSince = Date.now();
      seen = chain.lastWritten;
      return (
        Date.now() - quietSince > 250 &&
        listeners.every(({ heard }) => heard.findLast(([, json]) => !isPrompt(json))?.[0] === chain.events.at(-1)?.id)
      );
    },
    healMs,
  );
}

interface Evidence {
  readonly alliance: CampaignAlliance;
  readonly listeners: readonly Listener[];
  readonly history: History;
  readonly loans: readonly LoanWanted[];
  readonly recorder: Recorder;
  readonly since: number;
}

async function check({
  alliance,
  listeners,
  history,
  loans,
  recorder,
  since,
}: Evidence): Promise<readonly Violation[]> {
  const { chain } = alliance.following;
  const { plans } = history;
  const found = await Promise.all([
    checkDefects(recorder.calls),
    checkOutcomes(recorder.calls, chain),
    checkLoans(recorder.calls, loans, chain),
    checkShown(recorder.calls),
    checkReadersThen(recorder.calls, plans, chain),
    checkReadersNow(new Recorder(recorder.calls.length, alliance.instances), plans, chain),
    ...alliance.stores.map((store) => checkStore(store, chain, since)),
    ...alliance.instances.map((instance) => checkAnswers(instance, plans, chain)),
    ...alliance.instances.map((instance) => checkOwnRecords(instance, loans, recorder.calls, chain)),
    ...listeners.map((listener) => checkListener(listener, chain)),
  ]);
  return found.flat();
}
