/** Who advances the ledger's day and when. */

import fc from 'fast-check';
import { dayCount, startOfDayMs } from '../../../chaincode/api/ledger-day';
import { type AllianceRecord, ledgerFormat } from '../../../chaincode/api/records';
import { advanceDay } from '../../../chaincode/domain/ledger-day';
import { advancing, dayToAdvanceTo } from '../../../gateway/alliance/advancing';
import type { Work } from '../../../gateway/work/agent';
import { foundingDocument } from '../../chaincode/builders';
import { harbour, meadow, removeAll, World, watchtower } from '../records/world';

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
/** A moment of day 20,000 at the earliest at which no endorser doubts it, and so many milliseconds later. */
const after = (ms: number) => startMs(20_000) + windowMs + ms;

describe('the day', () => {
  const toAdvanceTo = (partyId: string, present: number, ms: number) =>
    dayToAdvanceTo(alliance, partyId, { present, nowMs: after(ms) });

  it('is advanced by a regulator as soon as no endorser can find it early', () => {
    expect(toAdvanceTo(watchtower, 19_999, -1)).toBeUndefined();
    expect(toAdvanceTo(watchtower, 19_999, 0)).toBe(20_000);
    expect(toAdvanceTo(watchtower, 20_000, dayMs - 1)).toBeUndefined();
    expect(toAdvanceTo(watchtower, 15_000, 0)).toBe(20_000);
  });

  it('is advanced by others once it is two behind, one after another', () => {
    const others = alliance.members
      .filter(({ partyOrgType }) => partyOrgType !== 'REGULATOR')
      .map(({ partyId }) => partyId);
    const first = others.map((partyId) => {
      expect(toAdvanceTo(partyId, 19_999, dayMs - 1)).toBeUndefined();
      return [...Array(1_440).keys()].find((minute) => toAdvanceTo(partyId, 19_998, minute * 60_000) !== undefined);
    });
    expect(first).toEqual(others.map((_, index) => index));
    expect(toAdvanceTo('StrangerMSP', 15_000, 0)).toBeUndefined();
  });

  it('is never one that the contract refuses', () => {
    const members = alliance.members.map(({ partyId }) => partyId);
    fc.assert(
      fc.property(
        fc.constantFrom(...members),
        fc.integer({ min: 19_990, max: 20_000 }),
        fc.integer({ min: -2 * dayMs, max: 2 * dayMs }),
        fc.constantFrom(1, 60, 86_400),
        (partyId, present, ms, daySeconds) => {
          const founded = { ...alliance, daySeconds };
          const nowMs = startMs(20_000, daySeconds) + windowMs + ms;
          const day = dayToAdvanceTo(founded, partyId, { present, nowMs });
          if (day === undefined) return;
          const time = new Date(nowMs).toISOString();
          const byRegulator = partyId === watchtower;
          expect(advanceDay(present, { day, byRegulator }, founded, time).day).toBe(day);
        },
      ),
    );
  });
});

describe('on a ledger', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin([harbour, meadow, watchtower]);
  });
  afterEach(() => world.end());
  afterAll(removeAll);

  const depsOf = (partyId: string) => {
    const institution = world.of(partyId);
    const { store } = institution;
    return { ...institution, alliance: () => store.alliance(), ledgerDay: () => store.ledgerDay() };
  };

  /** Does all that there is to do once; answers the keys. */
  async function work<T>({ find, key, perform }: Work<T>): Promise<readonly string[]> {
    const found = await find(new Date(world.now()).toISOString(), 100);
    for (const item of found) expect(await perform(item)).toMatchObject({ outcome: { status: 'ACCEPTED' } });
    return found.map(key).sort();
  }

  const passDays = (days: number) => world.passTo(new Date(world.now() + days * dayMs).toISOString());

  it('the day advances once', async () => {
    await passDays(1);
    expect(await work(advancing(depsOf(harbour)))).toEqual([]);
    expect(await work(advancing(depsOf(watchtower)))).toHaveLength(1);
    expect(await work(advancing(depsOf(watchtower)))).toEqual([]);
  });
});
