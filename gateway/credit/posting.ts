/**
 * The registrar's part, a round: after a period's end it opens the packages of all lenders, shuffles what they hold together with
 * its own items, posts it as its own commands, and then discards the packages. Where a lender's package is missing, nothing is
 * posted and the round goes on, since everybody would know that it brought none of what is. Until they are discarded, packages lie
 * where they were, and every command can be repeated, so a crash at any point loses nothing. What it logs are counts and codes.
 */
import type { Logger } from 'pino';
import type { CommandName } from '../../chaincode/api/commands';
import type { AllianceRecord } from '../../chaincode/api/records';
import { Rejection } from '../../chaincode/api/refusals';
import type { Follower } from '../follower';
import { type LedgerClient, LedgerUnavailable, outcomeWordOf, type Submitted } from '../ledger/types';
import type { Store } from '../store/types';
import type { Vault } from '../vault/types';
import { doubtOf, parseItem, parsePackage, postedKinds } from './evidence';
import { noteLenders } from './income';
import { type OutboxItem, outboxTextOf } from './outbox';
import { lendersOf, maxHeldPeriods, periodAt, periodMs, startOf } from './periods';
import { shuffled } from './shuffle';
import { itemsToHand } from './waiting';

export interface PostingTools {
  readonly partyId: string;
  readonly channel: string;
  readonly store: Pick<Store, 'credit' | 'lending' | 'subjectKey'>;
  readonly vault: Pick<Vault, 'credit' | 'texts' | 'markOf'>;
  readonly ledger: Pick<LedgerClient, 'submit' | 'evaluate'>;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
}

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
const foldMs = 10_000;

/** One step of the loop: posts what is complete of the periods that have ended, and answers when to come again. */
export function newPosting(tools: PostingTools): () => Promise<number> {
  return async () => {
    const { partyId, store, now } = tools;
    const alliance = await tools.alliance();
    if (alliance === undefined || alliance.registrar !== partyId) return idleMs;
    const grace = Math.min(graceMs, periodMs(alliance) / 4);
    const ended = periodAt(now() - grace, alliance) - 1;
    const posted = await store.credit.postedPeriod();
    const from = (posted ?? ended - 1) + 1;
    if (from <= ended) {
      const to = Math.min(ended, from + maxPeriods - 1);
      const taken = await store.credit.takenPeriods();
      const found = await findPackages(tools, alliance, { from: Math.max(0, from - latePeriods), to });
      const last = lastComplete({ from, to }, found, awaitedOf(alliance, taken, from - 1));
      if (last !== undefined) {
        const round = found.filter(({ period }) => period <= last);
        // What comes again was posted: once more it would be seen to be that lender's.
        const fresh = round.filter(({ partyId, period }) => period > (taken.get(partyId) ?? -1));
        await postItems(tools, alliance, fresh, last);
        await discard(tools, round, alliance.registrar);
        await store.credit.setPostedPeriod(last, new Map(fresh.map(({ partyId, period }) => [partyId, period])));
      }
      if (to < ended) return 0;
    }
    return Math.ceil(startOf(ended + 2, alliance) + grace - now());
  };
}

interface Periods {
  readonly from: number;
  readonly to: number;
}

/** Who has handed something over lately. */
function awaitedOf(alliance: AllianceRecord, taken: ReadonlyMap<string, number>, posted: number): readonly string[] {
  return lendersOf(alliance).filter((partyId) => (taken.get(partyId) ?? -1) >= posted - maxHeldPeriods);
}

/** The last period of which the packages of all that are awaited are there; undefined to wait for more. */
function lastComplete({ from, to }: Periods, found: readonly Found[], awaited: readonly string[]): number | undefined {
  if (to - from >= maxHeldPeriods) return to;
  const isComplete = (period: number) =>
    awaited.every((partyId) => found.some((each) => each.partyId === partyId && each.period === period));
  for (let period = to; period >= from; period--) if (isComplete(period)) return period;
  return undefined;
}

/** Throws LedgerUnavailable where an outcome is unknown. */
async function postItems(
  tools: PostingTools,
  alliance: AllianceRecord,
  found: readonly Found[],
  period: number,
): Promise<void> {
  const own = await ownItems(tools, alliance, period);
  const items = found.flatMap(({ partyId, items: held }) => held.map((item) => ({ partyId, item })));
  const brought = [...items, ...own.map((item) => ({ partyId: tools.partyId, item }))];
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { item } of brought) if (item === undefined) count('ITEM_MALFORMED');
  const known = brought.filter((each): each is Brought => each.item !== undefined);
  for (const kinds of postedKinds) {
    await postKind(
      tools,
      known.filter(({ item }) => kinds.includes(item.name)),
      count,
    );
  }
  await tools.store.credit.markHanded(
    period,
    own.map(({ key }) => key),
  );
  if (counts.size > 0) tools.log.info({ outcomes: Object.fromEntries(counts) }, 'posted');
}

/** What the own peer holds; what was discarded, or never came, is not there. */
async function findPackages(tools: PostingTools, alliance: AllianceRecord, { from, to }: Periods) {
  const found: Found[] = [];
  for (let period = from; period <= to; period++) {
    for (const partyId of lendersOf(alliance)) {
      const content = await tools.ledger.evaluate('credit:package', `${partyId}:${period}`);
      if (typeof content !== 'string') continue;
      const text = await tools.vault.credit.openPackage(content, { partyId, period });
      found.push({ partyId, period, items: text === undefined ? [undefined] : parsePackage(text) });
    }
  }
  return found;
}

async function ownItems(tools: PostingTools, alliance: AllianceRecord, period: number): Promise<readonly OutboxItem[]> {
  const rows = await itemsToHand(tools, alliance, { period, limit: maxOwnItems });
  return rows.flatMap((row) => {
    const item = parseItem(JSON.parse(outboxTextOf(tools.vault, row)));
    return item === undefined ? [] : [{ ...item, key: row.key }];
  });
}

/** Kinds build on each other, so what they wrote is folded before the next one's evidence is looked at. */
async function postKind(tools: PostingTools, brought: readonly Brought[], count: (what: string) => void) {
  const posted: Brought[] = [];
  for (const each of brought) {
    const doubt = await doubtOf(tools, each.item);
    if (doubt === undefined) posted.push(each);
    else count(doubt);
  }
  const order = shuffled(posted);
  for (let start = 0; start < order.length; start += submittedAtOnce) {
    const some = order.slice(start, start + submittedAtOnce);
    await noteLenders(tools, some);
    for (const outcome of await submitAll(tools, some)) count(outcome);
  }
  if (order.length > 0) await tools.follower.waitForBlock(tools.follower.lastWritten, foldMs);
}

/** What fails a whole transaction is tried again by itself, so that nobody's item can keep others' from the ledger. */
async function submitAll(tools: PostingTools, brought: readonly Brought[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(brought.map(({ item }) => submit(tools, item)));
  const outcomes: string[] = [];
  for (const [index, one] of settled.entries()) {
    const item = brought[index]?.item;
    if (one.status === 'fulfilled' || item === undefined) outcomes.push(outcomeOf(one));
    else if (one.reason instanceof LedgerUnavailable) throw one.reason;
    else outcomes.push(outcomeOf((await Promise.allSettled([submit(tools, item)]))[0]));
  }
  return outcomes;
}

/** Throws LedgerUnavailable; what else is thrown is the item's fault. */
async function submit({ ledger }: PostingTools, item: OutboxItem): Promise<Submitted<CommandName>> {
  const options = item.private === undefined ? {} : { private: item.private };
  return ledger.submit<CommandName>(item.name, item.command, options);
}

function outcomeOf(settled: PromiseSettledResult<Submitted<CommandName>>): string {
  if (settled.status === 'rejected') {
    if (settled.reason instanceof LedgerUnavailable) throw settled.reason;
    return settled.reason instanceof Rejection ? settled.reason.code : 'FAILED';
  }
  return outcomeWordOf(settled.value);
}

async function discard({ ledger }: PostingTools, found: readonly Found[], registrar: string): Promise<void> {
  const discards = found.map(({ partyId, period }) =>
    ledger.submit('credit:discard', { partyId, period }, { endorsers: [registrar] }),
  );
  await Promise.all(discards);
}
