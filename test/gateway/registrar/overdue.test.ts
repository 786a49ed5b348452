/** What is purged when its time is over, and which answers are ended by whom. */

import { dayCount, startOfDayMs } from '../../../chaincode/api/ledger-day';
import { type AllianceRecord, ledgerFormat } from '../../../chaincode/api/records';
import { readDayStart } from '../../../gateway/alliance/present';
import { expiringAnswers } from '../../../gateway/queries/query-work';
import { purging } from '../../../gateway/registrar/purging';
import type { Work } from '../../../gateway/work/agent';
import { foundingDocument } from '../../chaincode/builders';
import { ask, recharge, sellable } from '../records/selling';
import { harbour, keystone, meadow, removeAll, World, watchtower } from '../records/world';

const dayMs = 86_400_000;
const windowMs = foundingDocument.parameters.clockWindowSeconds * 1_000;
const alliance: AllianceRecord = {
  ...foundingDocument,
  docType: 'alliance',
  format: ledgerFormat,
  version: 1,
  foundingHash: 'ab'.repeat(32),
};
const startMs = (day: number, daySeconds = 86_400) => startOfDayMs({ ...dayCount(alliance), daySeconds, day });

describe('on a ledger', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin([harbour, meadow, watchtower]);
  });
  afterEach(() => world.end());
  afterAll(removeAll);

  const depsOf = (partyId: string) => {
    const institution = world.of(partyId);
    const present = { alliance: () => institution.store.alliance(), ledgerDay: () => institution.store.ledgerDay() };
    return { ...institution, now: world.now, ...present, dayStart: () => readDayStart(present) };
  };

  /** Does all that there is to do once; answers the keys. */
  async function work<T>({ find, key, perform }: Work<T>): Promise<readonly string[]> {
    const found = await find(new Date(world.now()).toISOString(), 100);
    for (const item of found) expect(await perform(item)).toMatchObject({ outcome: { status: 'ACCEPTED' } });
    return found.map(key).sort();
  }

  const passDays = (days: number) => world.passTo(new Date(world.now() + days * dayMs).toISOString());

  it('details go when retention is over by the ledger’s day, by the registrar alone', async () => {
    const borrower = await world.person('borrower');
    const [recordId = ''] = await sellable(world, borrower, {});
    const { retentionDays } = world.ledger.document.parameters;
    const last = (world.ledger.records('creditFeedback')[0]?.day ?? 0) + retentionDays;
    const reach = async (day: number) => {
      await world.passTo(new Date(startMs(day) + windowMs).toISOString());
      await world.advanceDay();
      expect(await world.of(keystone).store.ledgerDay()).toBe(day);
    };
    await reach(last);
    await passDays(1);
    expect(await work(purging(depsOf(keystone)))).toEqual([]);

    await reach(last + 1);
    expect(await work(purging(depsOf(harbour)))).toEqual([]);
    expect(await work(purging(depsOf(keystone)))).toEqual([`${recordId}:0`, `${recordId}:1`]);
    expect(world.ledger.privateKeys.filter((key) => key.includes(recordId))).toEqual([]);
    expect(await work(purging(depsOf(keystone)))).toEqual([]);
  });

  it('overdue answers are ended by who asked or the registrar, and not by the lender, who would show itself', async () => {
    const borrower = await world.person('borrower');
    await recharge(world, meadow, 10_000);
    const [answerId = ''] = await ask(world, borrower, await sellable(world, borrower, {}));
    expect(await work(expiringAnswers(depsOf(meadow)))).toEqual([]);
    await passDays(2);
    expect(await work(expiringAnswers(depsOf(harbour)))).toEqual([]);
    expect(await work(expiringAnswers(depsOf(keystone)))).toEqual([answerId]);
    expect(world.ledger.records('creditAnswer')).toMatchObject([{ status: 'REFUNDED' }]);
    expect(await work(expiringAnswers(depsOf(meadow)))).toEqual([]);
  });
});
