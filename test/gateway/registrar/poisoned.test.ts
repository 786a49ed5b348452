/** What a gateway does by itself goes on past an item that fails each time: each queue here has such an item at its head. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import pino from 'pino';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { StoreUnavailable } from '../../../gateway/store/types';
import { eachByItself } from '../../../gateway/work/each-by-itself';
import { ask, recharge, sell, sellable } from '../records/selling';
import { harbour, keystone, loan, meadow, orchard, type Person, removeAll, signed, World } from '../records/world';

let world: World;
let borrower: Person;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-poisoned-'));
  let stores = 0;
  world = await World.begin([harbour, meadow, orchard], {}, async () => ({ file: join(directory, `${stores++}.db`) }));
  borrower = await world.person('borrower');
  await recharge(world, meadow, 100_000);
});
afterEach(async () => {
  await world.end();
  rmSync(directory, { recursive: true, force: true });
});
afterAll(removeAll);

/** In the order in which they join. */
const files = { [keystone]: '0.db', [harbour]: '1.db' };

function spoil(at: keyof typeof files, statement: string, ...values: readonly string[]): void {
  const database = new Sqlite(join(directory, files[at] ?? ''), { timeout: 5_000 });
  const { changes } = database.prepare(statement).run(...values);
  database.close();
  expect(changes).toBe(1);
}

const recorded = () => world.ledger.records('creditRecord').map(({ recordId }) => recordId);

describe('an item that fails each time', () => {
  it.each([harbour, keystone])('in the outbox of %s is given up, and those behind it are recorded', async (partyId) => {
    const item = { key: 'attachment poison', created: '2020-01-01T00:00:00.000Z', sealed: 'opens to nothing' };
    await world.of(partyId).store.records.change({ outbox: [item] });
    await world.knows(partyId, borrower.subjectId);
    const recordId = await signed(world.of(partyId), loan(world, borrower), { borrower });
    await world.turn();
    await world.turn();

    expect(recorded()).toEqual([recordId]);
    expect(await world.of(partyId).store.outbox.read(item.key)).toMatchObject({ givenUp: true });
  });

  it('among the answers that are owed is left out, and the others are made', async () => {
    const [first = '', second = ''] = await sellable(world, borrower, { count: 2 });
    const answerIds = await ask(world, borrower, [first, second]);
    spoil(harbour, 'update credit_records set sealed = ? where record_id = ?', 'opens to nothing', first);
    await world.turn();
    await world.turn();

    const statuses = new Map(world.ledger.records('creditAnswer').map(({ answerId, status }) => [answerId, status]));
    expect(answerIds.map((answerId) => statuses.get(answerId))).toEqual(['HELD', 'DELIVERED']);
  });

  it('among the times that fall due is left out, and the others are prompted for', async () => {
    const here = world.of(harbour);
    await world.knows(harbour, borrower.subjectId);
    const maturityTime = new Date(world.now() + 86_400_000).toISOString();
    const [first = '', second] = [
      await signed(here, loan(world, borrower, { maturityTime }), { borrower }),
      await signed(here, loan(world, borrower, { maturityTime, amountRmb: 2_000 }), { borrower }),
    ];
    await world.turn();
    spoil(harbour, 'update credit_records set due_sealed = ? where record_id = ?', 'opens to nothing', first);
    await world.passTo(maturityTime);
    await here.fallDue();
    await here.store.records.prompt(maturityTime, 10);
    expect((await here.credit.prompts({ limit: 10 })).items.map(({ recordId }) => recordId)).toEqual([second]);
  });

  it('among the sales of a period is not passed on, and the other lenders are paid', async () => {
    const ofHarbour = await sellable(world, borrower, {});
    const ofOrchard = await sellable(world, borrower, { at: orchard });
    await world.of(keystone).payOut();
    await sell(world, borrower, ofHarbour);
    await sell(world, borrower, ofOrchard);
    const [sale] = world.ledger.records('creditAnswer').filter(({ recordId }) => recordId === ofHarbour[0]);
    spoil(keystone, 'update answer_lenders set sealed = ? where answer_id = ?', 'nobody', sale?.answerId ?? '');
    await world.passTo(new Date(world.now() + 7 * 86_400_000).toISOString());
    await world.advanceDay();
    for (let step = 0; step < 3; step++) await world.of(keystone).payOut();

    const payouts = world.ledger.records('payout').map(({ transfers }) => transfers);
    expect(payouts).toEqual([[{ partyId: orchard, amountFen: 500 }]]);
  });
});

describe('items, each by itself', () => {
  const log = pino({ level: 'silent' });
  const oddOnly = async (item: number) => {
    if (item % 2 === 0) throw new TypeError('nobody foresaw it');
    return item;
  };

  it('are answered in their order without those that fail, of which is told', async () => {
    const failed: number[] = [];
    const answered = eachByItself([2, 1, 4, 3], oddOnly, { log, what: 'x', onFailed: (item) => failed.push(item) });
    expect(await answered).toEqual([1, 3]);
    expect(failed).toEqual([2, 4]);
  });

  it.each([new StoreUnavailable(), new LedgerUnavailable('submit')])('are none to blame for %s', async (error) => {
    await expect(eachByItself([1], () => Promise.reject(error), { log, what: 'x' })).rejects.toBe(error);
  });
});
