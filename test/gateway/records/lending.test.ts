/** What lenders owe to whoever asks, and how their income reaches them, whatever crashes on the way. */
import type { AllianceChange } from '../../../chaincode/api/records';
import { unwrapDataKeys } from '../../../chaincode/api/sealed';
import { answerText } from '../../../chaincode/api/signatures';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import type { OutboxItem } from '../../../gateway/outbox/outbox';
import { ask, oneOff, recharge, sell, sellable } from './selling';
import { type Fault, harbour, keystone, meadow, orchard, type Person, removeAll, World } from './world';

let world: World;
let borrower: Person;

beforeEach(async () => {
  world = await World.begin([harbour, meadow, orchard]);
  borrower = await world.person('borrower');
  await recharge(world, meadow, 100_000);
});
afterEach(() => world.end());
afterAll(removeAll);

const answers = () => world.ledger.records('creditAnswer');
const statuses = () => answers().map(({ status }) => status);
const payouts = () => world.ledger.records('payout').map(({ transfers }) => transfers);
const balanceOf = async (partyId: string) =>
  ((await world.ledger.query('token:account', partyId, { by: partyId })) as { balanceFen: number }).balanceFen;

/** The payout period ends. */
async function endPeriod(): Promise<void> {
  await world.passTo(new Date(world.now() + 7 * 86_400_000).toISOString());
  await world.advanceDay();
}

async function vote(proposalId: string, change: AllianceChange): Promise<void> {
  await world.act(keystone, 'alliance:propose', { proposalId, change }, { unit: 'admin' });
  for (const by of [harbour, meadow, orchard]) {
    await world.act(by, 'alliance:vote', { proposalId: `${keystone}:${proposalId}`, approve: true }, { unit: 'admin' });
  }
}

describe('an answer', () => {
  it('is made by the lender, posted by the registrar, and opens with the key that asked', async () => {
    const [recordId = ''] = await sellable(world, borrower, {});
    const [answerId = ''] = await ask(world, borrower, [recordId]);
    await world.turn();

    const [answer] = answers();
    expect(answer).toMatchObject({ answerId, status: 'DELIVERED' });
    const context = { channel: world.ledger.channel, assetId: recordId, confirmId: answerId };
    expect(answer?.wrap && unwrapDataKeys(answer.wrap, 2, oneOff(answerId), context)).toHaveLength(2);
    const posters = world.sent.filter(({ name }) => name === 'credit:deliver').map(({ by }) => by);
    expect(posters).toEqual([keystone]);
    await world.turn();
    expect(await world.of(harbour).store.outbox.read(`creditAnswer ${answerId} delivered`)).toBeUndefined();
  });

  it('is made once, and not after deliverBy', async () => {
    const recordIds = await sellable(world, borrower, { count: 2 });
    await ask(world, borrower, recordIds);
    const { store, answer } = world.of(harbour);
    await answer();
    const waiting = () => store.outbox.takeWaiting(1e9, new Date(world.now()).toISOString(), 9);
    const before = await waiting();
    await answer();
    expect(before).toHaveLength(2);
    expect(await waiting()).toEqual(before);

    await ask(world, borrower, recordIds);
    await world.passTo(new Date(world.now() + 2 * 86_400_000).toISOString());
    await answer();
    expect(await waiting()).toEqual([]);
  });

  it('is not made by who has no such record', async () => {
    await ask(world, borrower, await sellable(world, borrower, {}));
    for (const partyId of [meadow, orchard, keystone]) {
      const { answer, store } = world.of(partyId);
      await answer();
      expect(await store.outbox.takeWaiting(1e9, new Date(world.now()).toISOString(), 9)).toEqual([]);
    }
  });
});

describe('income', () => {
  it('is passed on once, summed for each lender, after the period has ended', async () => {
    const ofHarbour = await sellable(world, borrower, { count: 2 });
    const ofOrchard = await sellable(world, borrower, { at: orchard });
    await world.of(keystone).payOut();
    await sell(world, borrower, [...ofHarbour, ...ofOrchard]);
    await world.of(keystone).payOut();
    expect(payouts()).toEqual([]);
    const keystoneHad = await balanceOf(keystone);
    expect(keystoneHad).toBe(1_500);

    await endPeriod();
    for (let step = 0; step < 3; step++) await world.of(keystone).payOut();
    expect(payouts()).toEqual([
      [
        { partyId: harbour, amountFen: 1_000 },
        { partyId: orchard, amountFen: 500 },
      ],
    ]);
    expect([await balanceOf(harbour), await balanceOf(orchard), await balanceOf(keystone)]).toEqual([1_000, 500, 0]);
    const { credit } = world.of(harbour);
    const { sales, payouts: received } = await credit.income({ limit: 10 });
    expect(sales.map(({ recordId, tokenFen }) => [recordId, tokenFen]).sort()).toEqual(
      ofHarbour.map((recordId) => [recordId, 500]).sort(),
    );
    expect(received).toMatchObject([{ amountFen: 1_000 }]);
    expect((await world.of(meadow).credit.income({ limit: 10 })).sales).toEqual([]);
  });

  it('does not come a second time in the next period, and what was sold meanwhile waits for its end', async () => {
    const recordIds = await sellable(world, borrower, {});
    await sell(world, borrower, recordIds);
    await endPeriod();
    await world.of(keystone).payOut();
    await sell(world, borrower, recordIds);
    await world.of(keystone).payOut();
    expect(payouts()).toHaveLength(1);

    await endPeriod();
    await world.of(keystone).payOut();
    await endPeriod();
    await world.of(keystone).payOut();
    expect(payouts()).toEqual([[{ partyId: harbour, amountFen: 500 }], [{ partyId: harbour, amountFen: 500 }]]);
  });

  it('of a period without sales is nothing, also where the first sale comes soon after', async () => {
    const recordIds = await sellable(world, borrower, {});
    await endPeriod();
    await world.of(keystone).payOut();
    await sell(world, borrower, recordIds);
    await world.of(keystone).payOut();
    expect(payouts()).toEqual([]);
  });

  it('of answers for nothing, of refunded ones and of the registrar itself needs no transfer', async () => {
    const free = await sellable(world, borrower, { priceFen: 0 });
    const own = await sellable(world, borrower, { at: keystone });
    const refunded = await ask(world, borrower, await sellable(world, borrower, {}));
    const others = [...(await ask(world, borrower, free, { priceFen: 0 })), ...(await ask(world, borrower, own))];
    world.fault = ({ name, command }) =>
      name === 'credit:deliver' && refunded.includes((command as { answerId: string }).answerId) ? 'BEFORE' : undefined;
    await expect(world.turn()).rejects.toThrow(LedgerUnavailable);
    world.fault = () => undefined;
    for (const answerId of others) await world.act(meadow, 'credit:accept', { answerId });
    await world.passTo(new Date(world.now() + 2 * 86_400_000).toISOString());
    for (const answerId of refunded) await world.act(meadow, 'credit:expire', { answerId });
    expect(statuses().sort()).toEqual(['PAID', 'PAID', 'REFUNDED']);

    await endPeriod();
    await world.of(keystone).payOut();
    expect(payouts()).toEqual([]);
    expect(await balanceOf(keystone)).toBe(500);
    expect(await world.of(keystone).store.registrar.payoutsToPost(9)).toEqual([]);
  });

  const crashes: readonly (readonly [string, Fault])[] = (['BEFORE', 'AFTER'] as const).flatMap((when) =>
    (['credit:deliver', 'credit:discard', 'credit:payOut'] as const).map((name): readonly [string, Fault] => {
      let left = 1;
      return [`${when} a ${name}`, (sent) => (sent.name === name && left-- > 0 ? when : undefined)];
    }),
  );

  it.each(crashes)('is neither lost nor doubled where the registrar fails %s', async (_when, fault) => {
    const ofHarbour = await sellable(world, borrower, { count: 2 });
    const ofOrchard = await sellable(world, borrower, { at: orchard });
    const answerIds = await ask(world, borrower, [...ofHarbour, ...ofOrchard]);
    world.fault = fault;
    await world.turn().catch(failed);
    await world.of(keystone).post();
    for (const answerId of answerIds) await world.act(meadow, 'credit:accept', { answerId });
    await endPeriod();
    const { payOut } = world.of(keystone);
    await payOut().catch(failed);
    // A sale after the decision is no part of it.
    await sell(world, borrower, ofOrchard);
    await payOut();
    await payOut();

    expect(payouts()).toEqual([
      [
        { partyId: harbour, amountFen: 1_000 },
        { partyId: orchard, amountFen: 500 },
      ],
    ]);
    expect([await balanceOf(harbour), await balanceOf(orchard), await balanceOf(keystone)]).toEqual([1_000, 500, 500]);
  });

  it('is decided wholly or not at all', async () => {
    await sell(world, borrower, await sellable(world, borrower, {}));
    const { registrar } = world.of(keystone).store;
    const broken = registrar.keepPayout(1, () => {
      throw new Error('crashed');
    });
    await expect(broken).rejects.toThrow('crashed');
    const decide = () => ({ transfers: [{ partyId: harbour, amountFen: 500 }], passedOn: [] });
    expect(await registrar.keepPayout(1, decide)).toBe(true);
    expect(await registrar.keepPayout(1, decide)).toBe(false);
  });

  it('waits where the registrar does not have it any more, and comes once it has', async () => {
    const recordIds = await sellable(world, borrower, {});
    await sell(world, borrower, recordIds);
    const folds = (await world.of(keystone).store.tokenCredits(keystone, 9)).map(({ tokenCreditId }) => tokenCreditId);
    // Income of before, so to speak.
    await world.act(keystone, 'credit:payOut', { period: 1, transfers: [{ partyId: meadow, amountFen: 300 }], folds });
    await endPeriod();
    await world.of(keystone).payOut();
    expect(payouts()).toHaveLength(1);
    expect(world.of(keystone).logged.join()).toContain('BALANCE_INSUFFICIENT');

    await sell(world, borrower, recordIds);
    await world.of(keystone).payOut();
    expect(payouts()[1]).toEqual([{ partyId: harbour, amountFen: 500 }]);
  });

  it('comes, too, where more was sold than one debit folds', async () => {
    await sell(world, borrower, await sellable(world, borrower, { count: 3 }));
    await endPeriod();
    world.maxFolds = 1;
    for (let step = 0; step < 3; step++) await world.of(keystone).payOut();
    expect(payouts()).toEqual([[{ partyId: harbour, amountFen: 1_500 }]]);
    expect(await balanceOf(keystone)).toBe(0);
  });

  it('comes to a lender, too, that is no creditor any more', async () => {
    const recordIds = [...(await sellable(world, borrower, {})), ...(await sellable(world, borrower, { at: orchard }))];
    await sell(world, borrower, recordIds);
    const member = { partyId: orchard, partyName: 'Orchard', partyOrgType: 'REGULATOR', endorses: false } as const;
    await vote('leaves', { type: 'MEMBER', member });
    await endPeriod();
    for (let step = 0; step < 3; step++) await world.of(keystone).payOut();
    const amountFen = 500;
    expect(payouts()).toEqual([[harbour, orchard].map((partyId) => ({ partyId, amountFen }))]);
  });

  it('is passed on once, also where periods become longer before it is', async () => {
    await sell(world, borrower, await sellable(world, borrower, {}));
    await endPeriod();
    let left = 1;
    world.fault = ({ name }) => (name === 'credit:payOut' && left-- > 0 ? 'BEFORE' : undefined);
    const { payOut } = world.of(keystone);
    await expect(payOut()).rejects.toThrow(LedgerUnavailable);
    await vote('longer', { type: 'PARAMETERS', parameters: { payoutDays: 14 } });
    for (let period = 0; period < 3; period++) {
      await payOut();
      await endPeriod();
    }
    expect(payouts()).toEqual([[{ partyId: harbour, amountFen: 500 }]]);
  });

  it('is of no use to steal: an answer that was copied from the ledger earns nothing', async () => {
    const recordIds = await sellable(world, borrower, {});
    const [answerId = ''] = await ask(world, borrower, recordIds);
    await world.turn();
    const [delivered] = answers();
    const item = (wrap: unknown, signature: string) =>
      ({
        name: 'credit:deliver',
        key: `creditAnswer ${answerId} copied`,
        command: { answerId, wrap, signature },
      }) as OutboxItem;
    const { channel } = world.ledger;
    const [recordId = ''] = recordIds;
    const { vault } = world.of(orchard);
    const text = delivered?.wrap && answerText({ channel, recordId }, answerId, delivered.wrap);
    await world.of(orchard).outbox.add(item(delivered?.wrap, vault.credit.signAsLender(recordId, text ?? '')));
    await world.turn();
    await world.act(meadow, 'credit:accept', { answerId });
    await endPeriod();
    await world.of(keystone).payOut();

    expect(world.of(keystone).logged.join()).toContain('"ANSWER_NOT_OWED":1');
    expect(payouts()).toEqual([[{ partyId: harbour, amountFen: 500 }]]);
  });

  it('shows nowhere whose answer it was', async () => {
    await ask(world, borrower, await sellable(world, borrower, {}));
    const before = world.sent.length;
    await world.turn();
    const posted = world.sent.slice(before).filter(({ name }) => name === 'credit:deliver');
    // All endorse but who asked, whoever lent.
    expect(posted.map(({ by, options }) => [by, options])).toEqual([
      [keystone, { endorsers: [keystone, harbour, orchard] }],
    ]);
    expect(JSON.stringify([posted.map(({ command }) => command), answers()])).not.toContain(harbour);
    expect(world.of(keystone).logged.join()).not.toContain(harbour);
  });
});

function failed(error: unknown): void {
  if (!(error instanceof LedgerUnavailable)) throw error;
}
