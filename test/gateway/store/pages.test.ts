/** Every list, walked page by page with many items, is the whole list: none is left out, doubled or refused. */
import { createHash } from 'node:crypto';
import type { LedgerEvent } from '../../../chaincode/api/events';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { operations } from '../../../gateway/api/operations';
import type { OwnRecord } from '../../../gateway/records/own-records';
import { pageByName } from '../../../gateway/store/pages';
import type { Page, Paged } from '../../../gateway/store/types';
import type { Store } from '../../../gateway/stores';
import { newEntry } from '../audit/entries';
import { allianceWith, self, startGateway } from '../http/fakes';
import { answer, asked, consent, dispute, loan, query, queryId } from '../queries/world';
import { blockWith, published } from '../webhooks/events';
import { blockOf, publishingBlock, put } from './chain';
import { onEachDatabase } from './databases';
import { at, confirm, plan, redemption } from './records';

interface List {
  /** As the documents name it. */
  readonly path: string;
  fill(store: Store, count: number): Promise<unknown>;
  read(store: Store, page: Page): Promise<Paged<unknown>>;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const hex = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);
const lent = loan({ name: 'A' });

/** A block of two transactions, which share the records. */
async function fold(
  store: Store,
  records: readonly LedgerRecord[],
  events: readonly LedgerEvent[] = [],
): Promise<void> {
  const writes = records.map(put);
  const number = ((await store.checkpoint())?.number ?? -1) + 1;
  const half = Math.ceil(writes.length / 2);
  await store.applyBlock(
    blockOf(number, [
      { writes: writes.slice(0, half), events },
      { writes: writes.slice(half), events: [] },
    ]),
  );
}

function own(index: number, recordId = hex(`own ${index}`)): OwnRecord {
  const due = { mark: 'm', sealed: `due ${index}`, time: at(1) };
  // Several of one moment.
  const created = at(Math.floor(index / 5));
  const marks = { borrowerMark: 'b', lenderMark: 'l' };
  return { recordId, created, status: 'EFFECTIVE', version: 1, signBy: at(9), due, ...marks, sealed: 's' };
}

const upload = (index: number) => {
  const created = at(Math.floor(index / 5));
  return { importId: hex(`i${index}`).replaceAll(/\d/g, 'p'), kind: 'plan' as const, created, sealed: 's', rows: 1 };
};

/** So many lenders, of whom self is another one each time: its place among the transfers takes one digit, two and three. */
const payout = (index: number): LedgerEvent => {
  const transfers = numbers(150).map((place) => ({
    partyId: `Lender${String(place).padStart(3, '0')}MSP`,
    amountFen: 1,
  }));
  transfers.splice(index, 1, { partyId: self, amountFen: 5 });
  return { name: 'CreditPayoutEvent', period: index, partyId: 'KeystoneMSP', transfers };
};

/** One state a block. */
async function rewrite(store: Store, record: LedgerRecord, count: number): Promise<void> {
  for (const number of numbers(count)) await store.applyBlock(blockOf(number, [{ writes: [put(record)] }]));
}

/** A webhook that has put so many events into its queue. */
async function queueEvents(store: Store, count: number): Promise<void> {
  await store.applyBlock(blockWith(0, []));
  await store.webhooks.create({ webhookId: 'core', created: at(0), types: undefined, sealed: 's' });
  const webhook = await store.webhooks.read('core');
  if (webhook !== undefined) await store.webhooks.activate(webhook);
  await store.applyBlock(
    blockWith(
      1,
      numbers(count).map((index) => published(`A${index}`)),
    ),
  );
  await store.webhooks.fill('core', 0);
}

const lists: readonly List[] = [
  {
    path: '/v1/approvals',
    // Five of one moment.
    fill: async (store, count) => {
      for (const index of numbers(count)) {
        const approval = {
          approvalId: hex(`a${index}`),
          operation: 'publishPlans',
          proposedBy: 'anna',
          expires: at(9),
        };
        const proposed = at(Math.floor(index / 5));
        await store.keepApproval({ ...approval, proposed, mark: `m${index}`, sealed: 's' }, count);
      }
    },
    read: (store, page) => store.approvals(undefined, page),
  },
  {
    path: '/v1/audit',
    fill: (store, count) => store.audit.append(numbers(count).map((index) => newEntry({ about: [`A${index}`] }))),
    read: (store, page) => store.audit.list({}, page),
  },
  {
    path: '/v1/webhooks',
    fill: async (store, count) => {
      for (const index of numbers(count)) {
        await store.webhooks.create({ webhookId: `w${index}`, created: at(0), types: undefined, sealed: 's' });
      }
    },
    read: async (store, page) => pageByName(await store.webhooks.list(), page, ({ webhookId }) => webhookId),
  },
  {
    path: '/v1/webhooks/{webhookId}/deliveries',
    fill: queueEvents,
    read: (store, page) => store.webhooks.deliveries('core', {}, page),
  },
  {
    path: '/v1/webhooks/{webhookId}/deliveries/{eventId}/attempts',
    fill: async (store, count) => {
      await queueEvents(store, 1);
      const delivery = { status: 'PENDING', failures: 0, dueMs: 0 } as const;
      const endpoint = { state: 'WELL' } as const;
      for (const attempts of numbers(count)) {
        const attempt = { time: at(attempts), outcome: 'STATUS', status: 500, ms: 3 } as const;
        await store.webhooks.settle([
          { webhookId: 'core', version: 2, eventId: '1.0.0', attempts, attempt, delivery, endpoint },
        ]);
      }
    },
    read: (store, page) => store.webhooks.attempts('core', '1.0.0', page),
  },
  {
    path: '/v1/blocks',
    fill: async (store, count) => {
      for (const number of numbers(count)) await store.applyBlock(blockOf(number, []));
    },
    read: (store, page) => store.chain.blocks(page),
  },
  {
    path: '/v1/plans/{assetId}/history',
    fill: (store, count) => rewrite(store, plan('A1'), count),
    read: (store, page) => store.chain.history('plan', 'HarbourMSP:A1', page),
  },
  {
    path: '/v1/plans/{assetId}/confirms/{confirmId}/history',
    fill: (store, count) => rewrite(store, confirm('C1'), count),
    read: (store, page) => store.chain.history('confirm', 'MeadowMSP:C1', page),
  },
  {
    path: '/v1/credit-records/{recordId}/history',
    fill: (store, count) => rewrite(store, lent.record, count),
    read: (store, page) => store.chain.history('creditRecord', lent.record.recordId, page),
  },
  {
    path: '/v1/plans',
    fill: (store, count) => store.applyBlock(publishingBlock(0, count)),
    read: (store, page) => store.plans({}, page),
  },
  {
    path: '/v1/plans',
    // Five of one amount.
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) =>
          plan(`A${index}`, { borrowerPerson: { amountRmb: Math.floor(index / 5), loanKind: 'CASH' } }),
        ),
      ),
    read: (store, page) => store.plans({}, { ...page, order: { by: 'amount', direction: 'asc' } }),
  },
  {
    path: '/v1/confirms',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => confirm(`C${index}`, { confirmTakeInLimitRmb: Math.floor(index / 5) })),
      ),
    read: (store, page) => store.confirms({}, { ...page, order: { by: 'amount', direction: 'desc' } }),
  },
  {
    path: '/v1/alliance/proposals',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => ({
          docType: 'proposal',
          proposalId: `${self}:P${index}`,
          change: { type: 'PARAMETERS', parameters: {} },
          approvals: [],
          rejections: [],
          status: 'OPEN',
          proposedTime: at(0),
          voteByDay: 9,
        })),
      ),
    read: (store, page) => store.proposals(undefined, page),
  },
  {
    path: '/v1/tokens/recharges',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => {
          const [rechargeId, paymentReference] = [`KeystoneMSP:R${index}`, `P${index}`];
          return {
            docType: 'recharge',
            rechargeId,
            partyId: self,
            amountFen: 1,
            paymentReference,
            rechargeTime: at(0),
          };
        }),
      ),
    read: (store, page) => store.recharges(page),
  },
  {
    path: '/v1/tokens/redemptions',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => redemption(`R${index}`)),
      ),
    read: (store, page) => store.redemptions({}, page),
  },
  {
    path: '/v1/tokens/accounts/{partyId}/entries',
    fill: (store, count) => fold(store, [], numbers(count).map(payout)),
    read: (store, page) => store.statement(self, page),
  },
  {
    path: '/v1/credit-income',
    fill: async (store, count) => {
      const paid = { status: 'PAID', tokenFen: 5 } as const;
      await store.records.change({ records: [own(0, lent.record.recordId)] });
      await fold(
        store,
        numbers(count).map((place) => answer(lent, place, paid)),
      );
    },
    read: (store, page) => store.records.sales(page),
  },
  {
    path: '/v1/credit-disputes',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => dispute(lent, `d${index}`)),
      ),
    read: (store, page) => store.records.disputes({ whose: 'ALL' }, page),
  },
  {
    path: '/v1/credit-queries',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => query(0, { queryId: `${self}:Q${index}` })),
      ),
    read: (store, page) => store.queries.creditQueries({}, page),
  },
  {
    path: '/v1/credit-queries/{queryId}/reads',
    // Half of them in one moment.
    fill: (store, count) =>
      store.queries.noteReads(
        numbers(count).map((index) => ({ queryId, userName: `u${index}`, time: index % 2 === 0 ? asked : at(index) })),
      ),
    read: (store, page) => store.queries.reads(queryId, page),
  },
  {
    path: '/v1/consents',
    fill: (store, count) =>
      fold(
        store,
        numbers(count).map((index) => consent({ consentId: hex(`c${index}`) })),
      ),
    read: (store, page) => store.queries.consents({}, page),
  },
  {
    path: '/v1/credit-records',
    fill: (store, count) => store.records.change({ records: numbers(count).map((index) => own(index)) }),
    read: (store, page) => store.records.ownRecords({}, page),
  },
  {
    path: '/v1/prompts',
    fill: async (store, count) => {
      await fold(store, []);
      await store.records.change({ records: numbers(count).map((index) => own(index)) });
      await store.records.prompt(at(2), Math.floor(count / 2));
      await store.records.prompt(at(3), count);
    },
    read: (store, page) => store.records.prompts(page),
  },
  ...(['/v1/plan-imports', '/v1/credit-record-imports'] as const).flatMap((path): List[] => [
    {
      path,
      fill: async (store, count) => {
        for (const index of numbers(count)) await store.imports.create(upload(index));
      },
      read: (store, page) => store.imports.list({}, page),
    },
    {
      path: `${path}/{importId}`,
      fill: async (store, count) => {
        const { importId } = upload(0);
        await store.imports.create(upload(0));
        // Twelve of a row.
        const errors = numbers(count).map((index) => ({
          row: Math.floor(index / 12),
          column: 'c',
          reason: `r${index}`,
        }));
        await store.imports.advance(importId, { from: 0, to: 1, accepted: 0, rejected: 0, unchanged: 0, errors });
      },
      read: (store, page) => store.imports.errors(upload(0).importId, page),
    },
  ]),
];

/** Paged by their operations, over what the store answers whole. */
const pagedByRoutes = [
  '/v1/parties',
  '/v1/sessions',
  '/v1/tokens/accounts',
  '/v1/users',
  '/v1/users/{userName}/tokens',
];

async function walk(read: (page: Page) => Promise<Paged<unknown>>, limit: number): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let cursor: string | undefined, pages = 0; ; pages++) {
    const page = await read({ cursor, limit });
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    expect(page.items).toHaveLength(limit);
    expect(page.nextCursor.length).toBeLessThanOrEqual(256);
    if (pages > 1_000) throw new Error('a walk without an end');
    cursor = page.nextCursor;
  }
}

describe('the walks', () => {
  it('are those of every list that has pages', () => {
    const paged = operations.filter(
      ({ query: form }) => form !== undefined && 'cursor' in ((form as { shape?: object }).shape ?? {}),
    );
    const walked = new Set([...lists.map(({ path }) => path), ...pagedByRoutes]);
    expect(new Set(paged.map(({ path }) => path))).toEqual(walked);
  });
});

onEachDatabase('a list', ({ open }) => {
  it.each(lists)(
    '$path is whole, page by page',
    async ({ fill, read }) => {
      for (const count of [12, 130]) {
        const store = await open();
        await fill(store, count);
        const whole = (await read(store, { limit: 500 })).items;
        expect(new Set(whole.map((item) => JSON.stringify(item))).size).toBe(count);
        for (const limit of [1, 7, 100]) expect(await walk((page) => read(store, page), limit)).toEqual(whole);
      }
    },
    60_000,
  );
});

describe('a list that its route pages', () => {
  const names = ['a', 'B', 'b', 'aa', 'å', 'Z', 'z', '_', '-', '.', '0', '10', '9'].filter((name) =>
    /^[A-Za-z0-9._-]+$/.test(name),
  );

  it.each(pagedByRoutes)('%s is whole, page by page', async (path) => {
    const users = names.map((name) => ({ userName: `u${name}`, role: 'auditor' as const }));
    const alliance = allianceWith('TOKEN_ISSUER');
    const members = names.map((name) => ({ ...alliance.members[1], partyId: `M${name}` }));
    const store = {
      users: async () => users,
      userTokens: async () => names.map((tokenName) => ({ tokenName, role: 'auditor' as const })),
      sessions: async () =>
        names.map((name) => {
          const times = { created: at(0), lastUsed: at(1), expires: at(2) };
          return { sessionId: `s${name}`, userName: 'officer', role: 'officer' as const, ...times };
        }),
      accounts: async () => names.map((name) => ({ partyId: `M${name}`, balanceFen: 1, heldFen: 0 })),
      alliance: async () => ({ ...alliance, members: [...alliance.members, ...members] }) as typeof alliance,
    };
    const gateway = await startGateway({ store });
    const role = /users|sessions/.test(path) ? 'admin' : 'officer';
    const address = path.replace('{userName}', 'officer');
    const read = async ({ cursor, limit }: Page) => {
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      return (await gateway.send('GET', `${address}?limit=${limit}${from}`, { role })).body;
    };
    const whole = (await read({ limit: 500 })).items;
    const walked = [await walk(read, 1), await walk(read, 5)];
    await gateway.stop();
    expect(whole.length).toBeGreaterThanOrEqual(names.length);
    expect(walked).toEqual([whole, whole]);
  });
});
