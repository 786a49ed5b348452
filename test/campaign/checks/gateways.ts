/** I7: what each gateway has folded, and what it answers, is what the blocks say. */
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { NamedInstance } from '../alliance';
import type { Chain } from '../chain';
import type { PlanWanted } from '../history';
import { Recorder } from '../recorder';
import type { OpenStore } from '../stores';
import type { Violation } from '../violation';
import { assetIdOf, partyIds } from '../wishes';

/** A new day may come while a store is read. What is wrong stays so. */
const [storeTries, betweenTriesMs] = [5, 400];

/** Everything that was written in the block or after it, and the number of all. */
export async function checkStore(store: OpenStore, chain: Chain, since: number): Promise<readonly Violation[]> {
  for (let tries = 1; ; tries++) {
    const found = await compareStore(store, chain, since);
    if (found.length === 0 || tries === storeTries) return found;
    await sleep(betweenTriesMs);
  }
}

async function compareStore(store: OpenStore, chain: Chain, since: number): Promise<readonly Violation[]> {
  const { records, events, recordCount, eventCount } = await store.foldedSince(since);
  const wanted = [...chain.records].filter(([, { block }]) => block >= since);
  const wrong = wanted.filter(([key, { record }]) => !isSame(records.get(key), record)).map(([, { record }]) => record);
  const texts = chain.events
    .map(({ id, event }) => ({ position: positionOf(id), event }))
    .filter(({ position }) => position >= positionOf(`${since}.0.0`))
    .map(({ position, event }) => `${position} ${canonicalJson(event)}`);
  const folded = events.map(([position, json]) => `${position} ${canonicalJson(JSON.parse(json))}`);
  const what = [
    ...wrong.map((record) => `has another ${record.docType} ${named(record)} than the ledger`),
    ...(records.size === wanted.length && recordCount === chain.records.size
      ? []
      : [`has ${recordCount} records, the ledger ${chain.records.size}`]),
    ...(folded.join('\n') === texts.join('\n') && eventCount === chain.events.length
      ? []
      : [`has ${eventCount} events, the ledger ${chain.events.length}, or others`]),
  ];
  return what.map((each) => ({ invariant: 'I7', what: `the store of ${store.institution} ${each}` }));
}

/** Plans with their confirms, and accounts, as this gateway answers them. */
export async function checkAnswers(
  instance: NamedInstance,
  plans: readonly PlanWanted[],
  chain: Chain,
): Promise<readonly Violation[]> {
  const { name, institution } = instance;
  const recorder = new Recorder(chain.height, [instance]);
  const get = async (id: string, path: string) => {
    const outcome = await recorder.ask({ kind: 'read', institution, id, method: 'GET', path });
    return outcome.outcome === 'ok' ? outcome.body : outcome;
  };
  const holders =
    institution === 'keystone' || institution === 'watchtower'
      ? Object.values(partyIds)
      : [partyIds[institution] ?? ''];
  const questions = [
    ...holders.map((partyId) => ({
      id: partyId,
      path: `/v1/tokens/accounts/${partyId}`,
      view: ({ balanceFen, heldFen }: Answered) => ({ balanceFen, heldFen }),
      expected: chain.account(partyId) as unknown,
    })),
    ...plans.flatMap((plan) => {
      const expected = planSeen(chain, assetIdOf(plan));
      return expected === undefined
        ? []
        : [{ id: assetIdOf(plan), path: `/v1/plans/${assetIdOf(plan)}`, view: planAnswered, expected }];
    }),
  ];
  const found = await Promise.all(
    questions.map(async ({ id, path, view, expected }) => {
      const seen = view((await get(id, path)) as Answered);
      if (canonicalJson(seen) === canonicalJson(expected)) return [];
      return [`${id} is ${canonicalJson(seen)} at ${name} and ${canonicalJson(expected)} on the ledger`];
    }),
  );
  return found.flat().map((what) => ({ invariant: 'I7', what }));
}

type Answered = Readonly<Record<string, unknown>>;

function planAnswered({ status, remainingLimitRmb, loanShareConfirms }: Answered) {
  const confirms = (loanShareConfirms ?? []) as readonly Answered[];
  return {
    status,
    remainingLimitRmb,
    confirms: confirms.map(({ confirmId, tokenFen, status }) => `${confirmId} ${tokenFen} ${status}`).sort(),
  };
}

function planSeen(chain: Chain, assetId: string) {
  const plan = chain.find('plan', assetId);
  if (plan === undefined) return undefined;
  const confirms = chain.all('confirm').filter((confirm) => confirm.assetId === assetId);
  return planAnswered({ ...plan, loanShareConfirms: confirms });
}

function isSame(json: string | undefined, record: unknown): boolean {
  return json !== undefined && canonicalJson(JSON.parse(json)) === canonicalJson(record);
}

function positionOf(id: string): string {
  const [block, tx, index] = id.split('.');
  return `${block?.padStart(10, '0')}${tx?.padStart(5, '0')}${index?.padStart(6, '0')}`;
}

function named(record: object): string {
  const { confirmId, assetId, rechargeId, redemptionId, tokenCreditId, partyId } = record as Readonly<
    Record<string, string>
  >;
  return confirmId ?? assetId ?? rechargeId ?? redemptionId ?? tokenCreditId ?? partyId ?? '';
}
