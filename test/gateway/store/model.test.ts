import fc from 'fast-check';
import type { ConfirmFilter, PlanFilter } from '../../../gateway/plans/store';
import type { Order } from '../../../gateway/store/search';
import type { Page, Paged } from '../../../gateway/store/types';
import type { Store } from '../../../gateway/stores';
import { arbitraryBlocks, locals, parties, times } from './arbitrary-blocks';
import { blockOf } from './chain';
import { onEachDatabase } from './databases';
import { type Answering, NaiveStore } from './naive-store';

onEachDatabase('the read model', ({ fresh, open }) => {
  it('answers as a scan of all records does, whatever the blocks hold and wherever it is restarted', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBlocks, fc.nat(8), async (contents, restartAt) => {
        const naive = new NaiveStore();
        const location = await fresh();
        let store: Store = await open(location);
        for (const [number, transactions] of contents.entries()) {
          const block = blockOf(number, transactions);
          if (number === restartAt) {
            await store.close();
            store = await open(location);
          }
          await store.applyBlock(block);
          await naive.applyBlock(block);
        }
        expect(await answersOf(store)).toEqual(await answersOf(naive));
        await store.close();
      }),
      { numRuns: Number(process.env.NUM_RUNS ?? 16) },
    );
  }, 120_000);
});

/** All that can be asked over the identifiers of the arbitrary blocks. */
async function answersOf(store: Answering): Promise<unknown> {
  return Promise.all([
    store.alliance(),
    store.ledgerDay(),
    store.accounts().then((accounts) => [...accounts].sort((one, other) => (one.partyId < other.partyId ? -1 : 1))),
    ownAnswers(store),
    identifiedAnswers(store),
    timedAnswers(store),
    listed(store),
    searched(store),
  ]);
}

function ownAnswers(store: Answering) {
  return Promise.all(
    parties.flatMap((partyId) => [
      store.party(partyId),
      store.account(partyId),
      store.tokenCredits(partyId, 100),
      store.tokenCredits(partyId, 2),
      everyPage((page) => store.statement(partyId, page)),
      ...[1, 2, 3].map((version) => store.partyKey(partyId, version)),
    ]),
  );
}

function identifiedAnswers(store: Answering) {
  const owners = [...parties, 'KeystoneMSP'];
  const identifiers = owners.flatMap((owner) => locals.map((local) => `${owner}:${local}`));
  return Promise.all([
    ...[0, 1, 3].map(async (block) => [...(await store.plansUpTo(block, identifiers))].sort()),
    ...identifiers.flatMap((identifier) => [
      store.plan(identifier),
      store.confirm(identifier),
      store.recharge(identifier),
      store.redemption(identifier),
      store.proposal(identifier),
    ]),
  ]);
}

function timedAnswers(store: Answering) {
  return Promise.all(
    times.flatMap((now) => [
      store.redemptionsDue({ statuses: ['SETTLED', 'OBJECTED'] }, now, 100),
      store.redemptionsDue({ statuses: ['SETTLED'] }, now, 1),
      ...parties.flatMap((partyId) => [
        store.redemptionsDue({ statuses: ['REQUESTED'], partyId }, now, 2),
        store.confirmsToDeliver(partyId, now, 100),
        store.confirmsToAccept(partyId, now, 2),
        ...times.map((dayStart) => store.confirmsToExpire(partyId, { now, dayStart }, 3)),
        store.plansToClose(partyId, now, 2),
      ]),
    ]),
  );
}

const orders: readonly Order[] = (['position', 'amount'] as const).flatMap((by) =>
  (['asc', 'desc'] as const).map((direction) => ({ by, direction })),
);

const planFilters: readonly PlanFilter[] = [
  { assetIdPrefix: 'MeadowMSP:' },
  { assetIdPrefix: 'MeadowMSP:1', status: 'OPEN' },
  { publishedFrom: times[1], publishedTo: times[3] },
  { amountFromRmb: 1, amountToRmb: 2, contributor: 'HarbourMSP' },
  { form: 'JOINT', loanKind: 'POLICY', participator: 'OrchardMSP' },
  { form: 'FIRST_COME' },
];

const confirmFilters: readonly ConfirmFilter[] = [
  { assetId: 'HarbourMSP:1' },
  { contributor: 'HarbourMSP', status: 'HELD' },
  { participator: 'MeadowMSP', confirmIdPrefix: 'Meadow' },
  { confirmedFrom: times[2], amountToRmb: 1 },
];

/** Every filter in one of the orders, all records in each of them, and the counts. */
async function searched(store: Answering) {
  const order = (index: number) => orders[index % orders.length];
  return Promise.all([
    ...orders.map((each) => everyPage((page) => store.plans({}, { ...page, order: each }), 4)),
    ...planFilters.flatMap((filter, index) => [
      everyPage((page) => store.plans(filter, { ...page, order: order(index) }), 4),
      store.countPlans(filter),
    ]),
    ...orders.map((each) => everyPage((page) => store.confirms({}, { ...page, order: each }), 4)),
    ...confirmFilters.flatMap((filter, index) => [
      everyPage((page) => store.confirms(filter, { ...page, order: order(index) }), 4),
      store.countConfirms(filter),
    ]),
  ]);
}

async function listed(store: Answering) {
  const lists = await Promise.all([
    ...parties.flatMap((partyId) => [
      everyPage((page) => store.plans({ contributor: partyId }, page)),
      everyPage((page) => store.plans({ contributor: partyId, status: 'OPEN', loanKind: 'CASH' }, page)),
      everyPage((page) => store.plans({ participator: partyId }, page)),
      everyPage((page) => store.redemptions({ partyId }, page)),
      everyPage((page) => store.redemptions({ partyId, status: 'SETTLED' }, page)),
    ]),
    everyPage((page) => store.plans({}, page)),
    everyPage((page) => store.plans({ status: 'FILLED' }, page)),
    everyPage((page) => store.proposals(undefined, page)),
    ...(['OPEN', 'LAPSED', 'IN_FORCE'] as const).map((status) => everyPage((page) => store.proposals(status, page))),
    everyPage((page) => store.recharges(page)),
    everyPage((page) => store.redemptions({ status: 'REQUESTED' }, page)),
  ]);
  const events = await store.events(undefined, undefined, 1_000);
  const later = events.map(({ id }) => store.events(id, ['DataProcessingEvent', 'TokenRedemptionEvent'], 3));
  return [lists, events, await store.lastEventId(), await Promise.all(later)];
}

/** Two at a time unless said. */
async function everyPage<T>(read: (page: Page) => Promise<Paged<T>>, limit = 2): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ cursor, limit });
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
}
