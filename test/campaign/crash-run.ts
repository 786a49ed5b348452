/**
 * One run of business under kill -9: Meadow and Orchard confirm Harbour's plans while processes die at points that the seed
 * decides. Every call's outcome is noted (done, refused, unknown) and held against the ledger once all has healed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient } from '../../gateway/client/client';
import { type AccountSeen, accountOf, type PlanSeen, planSent, recharge } from '../stories/plans';
import { type Story, until } from '../stories/running';

export interface CrashPlan {
  readonly seed: number;
  /** Names of processes, each killed once at a point of its own. */
  readonly victims: readonly string[];
  readonly confirms: number;
}

export interface CrashResult {
  /** Acknowledged to the caller with 201. */
  readonly acknowledged: readonly string[];
  /** confirmIds on the ledger, with their fee and status. */
  readonly onLedger: ReadonlyMap<string, { readonly tokenFen: number; readonly status: string }>;
  /** Differences of the accounts against the beginning. */
  readonly harbour: AccountSeen;
  readonly meadow: AccountSeen;
  readonly orchard: AccountSeen;
  /** confirmIds of the OrgConfirmAssetEvents that a listener at Meadow got over all its connections. */
  readonly announced: readonly string[];
  readonly remainingLimitRmb: number;
}

const healMs = 90_000;
const callDeadlineMs = 90_000;
const limitRmb = 10_000;
const startFen = 1_000_000;

export async function crashRun(story: Story, { seed, victims, confirms }: CrashPlan): Promise<CrashResult> {
  const random = newRandom(seed);
  await allReady(story);
  const clients = { keystone: story.client('keystone'), harbour: story.client('harbour') };
  const payers = [
    { client: story.client('meadow'), partyId: 'MeadowMSP' },
    { client: story.client('orchard'), partyId: 'OrchardMSP' },
  ];
  for (const { client, partyId } of payers) await recharge(clients.keystone, client, partyId, startFen);
  const before = await Promise.all([accountOf(clients.harbour, 'HarbourMSP'), ...payers.map(accountAt)]);

  const localIds = ['a', 'b', 'c'].map((letter) => `crash-${seed}-${letter}`);
  const plans = localIds.map((assetId) => planSent(assetId, { sharedLimitRmb: confirms * 2 * limitRmb }));
  await clients.harbour.post('/v1/plans', { plans });
  const assetIds = localIds.map((localId) => `HarbourMSP:${localId}`);
  const listener = listen(story, 'meadow', `crash-${seed}-`);

  const acknowledged: string[] = [];
  const workers = payers.flatMap(({ client, partyId }) =>
    Array.from({ length: confirms }, async (_, index) => {
      await sleep(random() * 4_000);
      const confirmId = `crash-${seed}-${index}`;
      const assetId = assetIds[index % assetIds.length] ?? '';
      await untilAcknowledged(client, assetId, confirmId);
      acknowledged.push(`${partyId}:${confirmId}`);
    }),
  );
  const killers = victims.map(async (victim) => {
    await sleep(500 + random() * 4_000);
    kill(story, victim);
  });
  await Promise.all([...workers, ...killers]);
  await allReady(story);

  const onLedger = await until(
    'every exchange ends',
    () => settledConfirms(clients.harbour, assetIds, acknowledged),
    healMs,
  );
  const feeFen = onLedger.size * 100;
  await until(
    'Harbour has its fees',
    async () => (await accountOf(clients.harbour, 'HarbourMSP')).balanceFen - (before[0]?.balanceFen ?? 0) >= feeFen,
    healMs,
  );
  await until('the listener has caught up', async () => new Set(listener.confirmIds).size >= onLedger.size, healMs);
  listener.stop();
  const after = await Promise.all([accountOf(clients.harbour, 'HarbourMSP'), ...payers.map(accountAt)]);
  const [harbour, meadow, orchard] = after.map((account, index) => difference(account, before[index])) as [
    AccountSeen,
    AccountSeen,
    AccountSeen,
  ];
  const seen = await Promise.all(assetIds.map((assetId) => clients.harbour.get<PlanSeen>(`/v1/plans/${assetId}`)));
  const remainingLimitRmb = seen.reduce((sum, plan) => sum + plan.remainingLimitRmb, 0);
  return { acknowledged, onLedger, harbour, meadow, orchard, announced: listener.confirmIds, remainingLimitRmb };
}

/** What must hold after any such run. */
export function expectNothingLost({ seed, confirms }: CrashPlan, result: CrashResult): void {
  const expected = ['MeadowMSP', 'OrchardMSP'].flatMap((partyId) =>
    Array.from({ length: confirms }, (_, index) => `${partyId}:crash-${seed}-${index}`),
  );
  expect([...result.acknowledged].sort()).toEqual([...expected].sort());
  expect([...result.onLedger.keys()].sort()).toEqual([...expected].sort());
  expect(new Set([...result.onLedger.values()].map(({ status }) => status))).toEqual(new Set(['PAID']));
  expect(new Set([...result.onLedger.values()].map(({ tokenFen }) => tokenFen))).toEqual(new Set([100]));
  expect([result.meadow, result.orchard, result.harbour]).toEqual([
    { balanceFen: -100 * confirms, heldFen: 0 },
    { balanceFen: -100 * confirms, heldFen: 0 },
    { balanceFen: 200 * confirms, heldFen: 0 },
  ]);
  expect(result.remainingLimitRmb).toBe(3 * 2 * confirms * limitRmb - 2 * confirms * limitRmb);
  expect([...result.announced].sort()).toEqual([...expected].sort());
}

/** Whoever was killed is back. */
async function allReady(story: Story): Promise<void> {
  await until(
    'every gateway is ready',
    async () => {
      const urls = Object.values(story.alliance.describe().institutions).map(({ url }) => `${url}/readyz`);
      const answers = await Promise.all(urls.map((url) => fetch(url).catch(() => undefined)));
      return answers.every((answer) => answer?.status === 200);
    },
    healMs,
  );
}

/** The caller's part of the bargain: after anything but an answer, the same again. */
async function untilAcknowledged(client: GatewayClient, assetId: string, confirmId: string): Promise<void> {
  const deadline = Date.now() + callDeadlineMs;
  for (;;) {
    const answer = await client
      .send<{ code?: string }>('POST', `/v1/plans/${assetId}/confirms`, {
        confirmId,
        confirmTakeInLimitRmb: limitRmb,
        confirmTakeInRateBps: 1_800,
      })
      .catch(() => undefined);
    if (answer?.status === 201) return;
    const isRefusal = answer !== undefined && answer.status < 500 && answer.body.code !== 'PLAN_NOT_FOUND';
    if (isRefusal) throw new Error(`${confirmId} was refused: ${answer.status} ${answer.body.code}`);
    if (Date.now() > deadline) throw new Error(`${confirmId} was never acknowledged: ${answer?.status}`);
    await sleep(100);
  }
}

async function settledConfirms(
  harbour: GatewayClient,
  assetIds: readonly string[],
  acknowledged: readonly string[],
): Promise<Map<string, { tokenFen: number; status: string }> | undefined> {
  const plans = await Promise.all(
    assetIds.map((assetId) => harbour.send<PlanSeen>('GET', `/v1/plans/${assetId}`).catch(() => undefined)),
  );
  if (plans.some((plan) => plan?.status !== 200)) return undefined;
  const confirms = plans.flatMap((plan) => plan?.body.loanShareConfirms ?? []);
  const settled = confirms.every(({ status }) => status === 'PAID' || status === 'REFUNDED');
  return settled && confirms.length >= acknowledged.length
    ? new Map(confirms.map(({ confirmId, tokenFen, status }) => [confirmId, { tokenFen, status }]))
    : undefined;
}

/**
 * Follows the events of one institution from the beginning, resuming after the last id whenever the stream breaks, and notes
 * the confirms of this run.
 */
function listen(story: Story, name: string, prefix: string): { readonly confirmIds: string[]; stop(): void } {
  const { url, tokens } = story.alliance.describe().institutions[name] ?? { url: '', tokens: { officer: '' } };
  const confirmIds: string[] = [];
  const stopped = new AbortController();
  let lastId: string | undefined;
  const follow = async () => {
    while (!stopped.signal.aborted) {
      try {
        const headers = {
          authorization: `Bearer ${tokens.officer}`,
          ...(lastId === undefined ? { 'last-event-id': '0.0.0' } : { 'last-event-id': lastId }),
        };
        const response = await fetch(`${url}/v1/events?types=OrgConfirmAssetEvent`, {
          headers,
          signal: stopped.signal,
        });
        for await (const [id, data] of eventsOf(response)) {
          const { confirmId } = JSON.parse(data) as { confirmId: string };
          if (confirmId.includes(`:${prefix}`)) confirmIds.push(confirmId);
          lastId = id;
        }
      } catch {
        await sleep(100);
      }
    }
  };
  void follow();
  return { confirmIds, stop: () => stopped.abort() };
}

/** Whole events only: what a broken connection cut off comes again after the last id. */
async function* eventsOf(response: Response): AsyncIterable<readonly [string, string]> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const id = lines
        .find((line) => line.startsWith('id:'))
        ?.slice(3)
        .trim();
      const data = lines
        .find((line) => line.startsWith('data:'))
        ?.slice(5)
        .trim();
      if (id !== undefined && data !== undefined) yield [id, data];
    }
  }
}

function kill(story: Story, name: string): void {
  const pid = story.alliance.describe().processes[name];
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

function accountAt({ client, partyId }: { client: GatewayClient; partyId: string }): Promise<AccountSeen> {
  return accountOf(client, partyId);
}

function difference(after: AccountSeen, before: AccountSeen | undefined): AccountSeen {
  return {
    balanceFen: after.balanceFen - (before?.balanceFen ?? 0),
    heldFen: after.heldFen - (before?.heldFen ?? 0),
  };
}

/** mulberry32: the same numbers for the same seed. */
function newRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
