/**
 * The registrar's part, a round: after a period's end it opens the packages of all lenders, shuffles what they hold together with
 * its own items, posts it as its own commands, and then discards the packages. If a lender's package is missing, nothing is
 * posted and the round goes on, since everybody would know that it brought none of the posted items. Until they are discarded,
 * packages lie where they were, and every command can be repeated, so a crash at any point loses nothing. It logs counts and
 * codes only.
 */
import type { Command } from '../../chaincode/api/commands';
import { parseOwnedId } from '../../chaincode/api/identifiers';
import type { AllianceRecord } from '../../chaincode/api/records';
import { submitPastBuyer } from '../ledger/asked-last';
import { type OutboxItem, openOutboxRow } from '../outbox/outbox';
import { listLenders, maxHeldPeriods, periodAt, periodMs, periodStartMs } from '../outbox/periods';
import type { OutboxRow } from '../outbox/store';
import { giveUp, itemsToHand } from '../outbox/waiting';
import { StoreUnavailable } from '../store/types';
import { eachByItself } from '../work/each-by-itself';
import type { RegistrarDeps } from './deps';
import { type Doubt, findDoubt, parseItem, parsePackage, postedKinds } from './evidence';
import { countMissing, type MissingPackages } from './missing';
import { noteLender } from './paying-out';
import { shuffled } from './shuffle';
import { newCommonSubmission, newSingleSubmission, type Submission, type SubmittingLedger } from './submitting';

interface Found {
  readonly partyId: string;
  readonly period: number;
  readonly items: readonly (OutboxItem | undefined)[];
}

/** An item, and whose it is until it is shuffled. */
interface Brought {
  readonly partyId: string;
  readonly item: OutboxItem;
}

/** Packages that were endorsed in the last moment are still to be committed. */
const graceMs = 2_000;
const idleMs = 5_000;
/** A package may come until the end of the period after its own, and be committed a little later. */
const latePeriods = 2;
/** After a long time without posting; one package takes up to a MiB. */
const maxPeriods = 30;
const maxOwnItems = 1_000;
/** The group commit takes 5,000 that wait. */
const submittedAtOnce = 1_000;
/** So often a round fails, in some seven minutes, before its items are submitted one after another. */
export const maxCommonAttempts = 20;
const foldMs = 10_000;
/** A round is made in every period, so what an older one counted says nothing of today. */
const freshPeriods = 3;

/** One step of the loop: posts what is complete of the periods that have ended, and answers when to come again. */
export function posting(deps: RegistrarDeps, missing?: Pick<MissingPackages, 'note'>): () => Promise<number> {
  let failures = 0;
  return async () => {
    const { partyId, store, now } = deps;
    const alliance = await deps.alliance();
    if (alliance === undefined || alliance.registrar !== partyId) return idleMs;
    const grace = Math.min(graceMs, periodMs(alliance) / 4);
    const ended = periodAt(now() - grace, alliance) - 1;
    const posted = await store.registrar.postedPeriod();
    // A round that was posted while the clock was ahead counts as not posted.
    const from = (posted === undefined || posted > ended ? ended - 1 : posted) + 1;
    if (from <= ended) {
      const to = Math.min(ended, from + maxPeriods - 1);
      const taken = await store.registrar.takenPeriods();
      const found = await findPackages(deps, alliance, { from: Math.max(0, from - latePeriods), to });
      const awaited = listAwaited(alliance, taken, from - 1);
      missing?.note(countMissing({ from, to }, found, awaited), freshPeriods * periodMs(alliance));
      const last = lastComplete({ from, to }, found, awaited);
      if (last !== undefined) {
        const round = found.filter(({ period }) => period <= last);
        // A package that comes again was posted: posted once more it would be seen to be that lender's.
        const fresh = round.filter(({ partyId, period }) => period > (taken.get(partyId) ?? -1));
        const newSubmission = failures < maxCommonAttempts ? newCommonSubmission : newSingleSubmission;
        const submission = newSubmission(ledgerPastBuyers(deps));
        failures += 1;
        await postItems(deps, alliance, { found: fresh, period: last, submission });
        await discard(deps, round, alliance.registrar);
        failures = 0;
        await store.registrar.setPostedPeriod(last, new Map(fresh.map(({ partyId, period }) => [partyId, period])));
      }
      if (to < ended) return 0;
    }
    return Math.ceil(periodStartMs(ended + 2, alliance) + grace - now());
  };
}

interface Periods {
  readonly from: number;
  readonly to: number;
}

/** Lists the lenders that have handed something over lately. */
function listAwaited(alliance: AllianceRecord, taken: ReadonlyMap<string, number>, posted: number): readonly string[] {
  return listLenders(alliance).filter((partyId) => (taken.get(partyId) ?? -1) >= posted - maxHeldPeriods);
}

/** The last period of which the packages of all that are awaited are there; undefined to wait for more. */
function lastComplete({ from, to }: Periods, found: readonly Found[], awaited: readonly string[]): number | undefined {
  if (to - from >= maxHeldPeriods) return to;
  const isComplete = (period: number) =>
    awaited.every((partyId) => found.some((each) => each.partyId === partyId && each.period === period));
  for (let period = to; period >= from; period--) if (isComplete(period)) return period;
  return undefined;
}

interface Round {
  readonly found: readonly Found[];
  readonly period: number;
  readonly submission: Submission;
}

/** Throws LedgerUnavailable where an outcome is unknown. */
async function postItems(
  deps: RegistrarDeps,
  alliance: AllianceRecord,
  { found, period, submission }: Round,
): Promise<void> {
  const own = await ownItems(deps, alliance, period);
  const items = found.flatMap(({ partyId, items: held }) => held.map((item) => ({ partyId, item })));
  const brought = [...items, ...own.map((item) => ({ partyId: deps.partyId, item }))];
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { item } of brought) if (item === undefined) count('ITEM_MALFORMED');
  const known = brought.filter((each): each is Brought => each.item !== undefined);
  for (const kinds of postedKinds) {
    await postKind(
      deps,
      known.filter(({ item }) => kinds.includes(item.name)),
      { submission, count },
    );
  }
  submission.end();
  await deps.store.outbox.markHanded(
    period,
    own.map(({ key }) => key),
  );
  if (counts.size > 0) deps.log.info({ outcomes: Object.fromEntries(counts) }, 'a round was posted');
}

/** Finds the packages that the registrar's peer holds; those that were discarded, or never came, are missing. */
async function findPackages(deps: RegistrarDeps, alliance: AllianceRecord, { from, to }: Periods) {
  const found: Found[] = [];
  for (let period = from; period <= to; period++) {
    for (const partyId of listLenders(alliance)) {
      const content = await readPackage(deps, `${partyId}:${period}`);
      if (typeof content !== 'string') continue;
      const text = await deps.vault.credit.openPackage(content, { partyId, period });
      found.push({ partyId, period, items: text === undefined ? [undefined] : parsePackage(text) });
    }
  }
  return found;
}

/**
 * A package on which the registrar's peer fails, while it answers otherwise, counts as one that has not come: the others do not
 * wait for it.
 */
async function readPackage({ ledger, log }: RegistrarDeps, name: string): Promise<unknown> {
  try {
    return await ledger.evaluate('credit:package', name);
  } catch (error) {
    if (!(await ledger.isReady())) throw error;
    log.error({ err: error }, 'a package cannot be read');
    return undefined;
  }
}

async function ownItems(deps: RegistrarDeps, alliance: AllianceRecord, period: number): Promise<readonly OutboxItem[]> {
  const rows = await itemsToHand(deps, alliance, { period, limit: maxOwnItems });
  const unusable: string[] = [];
  const opened = await eachByItself(rows, (row) => ({ row, item: parseOwn(deps, row) }), {
    log: deps.log,
    what: 'an item to post',
    onFailed: ({ key }) => unusable.push(key),
  });
  const items = opened.flatMap(({ row: { key }, item }) => {
    if (item === undefined) unusable.push(key);
    return item === undefined ? [] : [{ ...item, key }];
  });
  await giveUp(deps, unusable);
  return items;
}

function parseOwn({ vault }: RegistrarDeps, row: OutboxRow): OutboxItem | undefined {
  return parseItem(JSON.parse(openOutboxRow(vault, row)));
}

/** Kinds build on each other, so what they wrote is folded before the next one's evidence is looked at. */
async function postKind(
  deps: RegistrarDeps,
  brought: readonly Brought[],
  { submission, count }: { readonly submission: Submission; readonly count: (what: string) => void },
): Promise<void> {
  const posted: Brought[] = [];
  for (const each of brought) {
    const doubt = await judge(deps, each);
    if (doubt === undefined) posted.push(each);
    else count(doubt);
  }
  const order = shuffled(posted);
  for (let start = 0; start < order.length; start += submittedAtOnce) {
    const some = order.slice(start, start + submittedAtOnce);
    for (const outcome of await submission.submit(some.map(({ item }) => item))) count(outcome);
  }
  if (order.length > 0) await deps.follower.waitForBlock(deps.follower.lastWritten, foldMs);
}

/** Why an item is not posted. It is judged by itself: a failure that is not the store's counts out this item and no other. */
async function judge(deps: RegistrarDeps, { partyId, item }: Brought): Promise<Doubt | 'FAILED' | undefined> {
  try {
    const doubt = await findDoubt(deps, item);
    if (doubt === undefined) await noteLender(deps, partyId, item);
    return doubt;
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return 'FAILED';
  }
}

/** The ledger, to which answers go past whoever pays for them. */
function ledgerPastBuyers(deps: RegistrarDeps): SubmittingLedger {
  const { ledger } = deps;
  return {
    tryOut: (name, command, options) => ledger.tryOut(name, command, options),
    isReady: () => ledger.isReady(),
    submit(name, command, options) {
      if (name !== 'credit:deliver') return ledger.submit(name, command, options);
      const buyer = parseOwnedId((command as Command<'credit:deliver'>).answerId, '').owner;
      return submitPastBuyer(deps, { name, command, buyer });
    },
  };
}

async function discard({ ledger, log }: RegistrarDeps, found: readonly Found[], registrar: string): Promise<void> {
  const discards = found.map(({ partyId, period }) =>
    ledger.submit('credit:discard', { partyId, period }, { endorsers: [registrar] }),
  );
  // Together, so that they share a transaction; what is awaited one after another has begun.
  for (const discarded of discards) discarded.catch(() => undefined);
  await eachByItself(discards, (discarded) => discarded, { log, what: 'the discard of a package' });
}
