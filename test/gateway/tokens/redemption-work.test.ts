/** What a gateway does by itself about redemptions: what is over by the ledger's day, and what nobody said in time. */
import { dayCount, startOfDayMs } from '../../../chaincode/api/ledger-day';
import type { PartyOrgType, RedemptionRecord } from '../../../chaincode/api/records';
import { readDayStart } from '../../../gateway/alliance/present';
import type { Store } from '../../../gateway/stores';
import type { TokenDeps } from '../../../gateway/tokens/deps';
import { cancelling, expiringRedemptions, objecting } from '../../../gateway/tokens/redemption-work';
import type { Work } from '../../../gateway/work/agent';
import { allianceWith, FakeLedger, fakeStore, redemption, self } from '../http/fakes';

const days = dayCount(allianceWith('CREDITOR_ORG'));
const isoOf = (day: number, hours = 0) => new Date(startOfDayMs({ ...days, day }) + hours * 3_600_000).toISOString();
const today = 20_513;

interface Situation {
  readonly type?: PartyOrgType;
  readonly ledgerDay?: number | undefined;
  readonly redemptions?: readonly RedemptionRecord[];
}

function gatewayOf(situation: Situation) {
  const { type = 'CREDITOR_ORG', redemptions = [] } = situation;
  const ledger = new FakeLedger();
  const redemptionsDue = jest.fn<ReturnType<Store['redemptionsDue']>, Parameters<Store['redemptionsDue']>>(
    async () => redemptions,
  );
  const day = 'ledgerDay' in situation ? situation.ledgerDay : today;
  const present = { alliance: async () => allianceWith(type), ledgerDay: async () => day };
  const store = fakeStore(type, { redemptionsDue });
  const gateway: TokenDeps = { store, ledger, partyId: self, ...present, dayStart: () => readDayStart(present) };
  return { gateway, ledger, redemptionsDue };
}

async function carriedOut(work: Work<RedemptionRecord>, now: string): Promise<readonly string[]> {
  const found = await work.find(now, 10);
  for (const item of found) await work.perform(item);
  return found.map(work.key);
}

const ofMeadow = { redemptionId: 'MeadowMSP:R1', partyId: 'MeadowMSP' };

describe('expiring redemptions', () => {
  it.each<[PartyOrgType, string | undefined]>([
    ['CREDITOR_ORG', self],
    ['TOKEN_ISSUER', undefined],
  ])("ends, as a %s, what concerns it and is over by the ledger's day", async (type, partyId) => {
    const redemptions = [redemption({ status: 'SETTLED' }), redemption({ ...ofMeadow, status: 'OBJECTED' })];
    const { gateway, ledger, redemptionsDue } = gatewayOf({ type, redemptions });
    const done = await carriedOut(expiringRedemptions(gateway), isoOf(today + 9));
    expect(redemptionsDue).toHaveBeenCalledWith({ statuses: ['SETTLED', 'OBJECTED'], partyId }, isoOf(today), 10);
    expect(done).toEqual([`${self}:R1`, 'MeadowMSP:R1']);
    expect(ledger.sent).toMatchObject([
      { name: 'token:expire', command: { redemptionId: `${self}:R1` } },
      { name: 'token:expire', command: { redemptionId: 'MeadowMSP:R1' } },
    ]);
  });
});

describe('a holder that says nothing', () => {
  it('takes back what is not settled in time', async () => {
    const { gateway, ledger, redemptionsDue } = gatewayOf({ redemptions: [redemption()] });
    await carriedOut(cancelling(gateway), isoOf(today + 9));
    expect(redemptionsDue).toHaveBeenCalledWith({ statuses: ['REQUESTED'], partyId: self }, isoOf(today), 10);
    expect(ledger.sent).toMatchObject([{ name: 'token:cancel', command: { redemptionId: `${self}:R1` } }]);
  });

  it('objects to a settlement one day of the ledger before its time is over', async () => {
    const settled = redemption({ status: 'SETTLED', objectBy: isoOf(today + 1) });
    const { gateway, ledger, redemptionsDue } = gatewayOf({ redemptions: [settled] });
    await carriedOut(objecting(gateway), isoOf(today, 12));
    expect(redemptionsDue).toHaveBeenCalledWith({ statuses: ['SETTLED'], partyId: self }, isoOf(today + 1, 12), 10);
    expect(ledger.sent).toMatchObject([{ name: 'token:object', command: { redemptionId: `${self}:R1` } }]);
  });

  it("goes by the ledger's day where the gateway's clock is behind it", async () => {
    const { gateway, redemptionsDue } = gatewayOf({});
    await objecting(gateway).find(isoOf(today - 3), 10);
    expect(redemptionsDue).toHaveBeenCalledWith({ statuses: ['SETTLED'], partyId: self }, isoOf(today + 1), 10);
  });

  it('does not object where the time to object is over', async () => {
    const settled = redemption({ status: 'SETTLED', objectBy: isoOf(today) });
    const { gateway } = gatewayOf({ redemptions: [settled] });
    expect(await objecting(gateway).find(isoOf(today, 12), 10)).toEqual([]);
  });
});

it('looks for nothing that is over where the ledger has no day yet', async () => {
  const { gateway, redemptionsDue } = gatewayOf({ ledgerDay: undefined });
  for (const work of [expiringRedemptions, cancelling, objecting]) await work(gateway).find(isoOf(today), 10);
  expect(redemptionsDue.mock.calls.map(([, until]) => until)).toEqual(['', '']);
});
