/** Amounts as large as anybody can send: whatever was accepted, every account can be read, and no sum is beyond 2^53 - 1. */
import fc from 'fast-check';
import { maxRechargeFen } from '../../chaincode/api/commands';
import { heldConfirmStatuses, heldRedemptionStatuses } from '../../chaincode/api/records';
import { harbour, keystone, meadow, orchard } from './builders';
import { anAlliance, type Scenario } from './scenario';

const most = Number.MAX_SAFE_INTEGER;
const amounts = [1, maxRechargeFen - 1, maxRechargeFen, maxRechargeFen + 1, most - maxRechargeFen, most - 1, most];
const amount = fc.constantFrom(...amounts);
const holders = [harbour, meadow, orchard, keystone];
const holder = fc.constantFrom(...holders);

type Step = (s: Scenario, number: number) => Promise<unknown>;

const recharge = fc.tuple(holder, amount).map(([partyId, amountFen]): Step => {
  return (s, number) => s.tryRecharge(partyId, amountFen, `r${number}`);
});
const redeem = fc.tuple(holder, amount).map(([by, amountFen]): Step => {
  return (s, number) => {
    return s.act(by, 'token:redeem', { redemptionId: `d${number}`, amountFen, folds: s.creditsOf(by) });
  };
});
const publish = fc.tuple(amount, amount).map(([sharedLimitRmb, tokenRateFen]): Step => {
  return (s, number) => s.tryPublish({ assetId: `a${number}`, sharedLimitRmb, tokenRateFen, amountRmb: most });
});
const confirm = fc.tuple(fc.constantFrom(meadow, orchard), amount, fc.nat(3)).map(([by, limitRmb, back]): Step => {
  return async (s, number) => {
    const assetId = s.ledger.records('plan').at(-1 - back)?.assetId;
    if (assetId === undefined) return;
    await s.tryConfirm(by, { assetId, confirmId: `c${number}`, limitRmb, folds: s.creditsOf(by) });
  };
});
const payOut = fc.tuple(amount, amount).map(([one, other]): Step => {
  return (s, number) => {
    const transfers = [
      { partyId: harbour, amountFen: one },
      { partyId: meadow, amountFen: other },
    ];
    return s.act(keystone, 'credit:payOut', { period: number, transfers, folds: s.creditsOf(keystone) });
  };
});
const fold = holder.map(
  (by): Step =>
    (s) =>
      s.act(by, 'token:fold', { folds: s.creditsOf(by) }),
);
const endRedemption = fc.constantFrom('token:reject', 'token:acknowledge').map((name): Step => {
  return async (s, number) => {
    const open = s.ledger.records('redemption').find(({ status }) => heldRedemptionStatuses.includes(status));
    if (open === undefined) return;
    const { redemptionId, partyId } = open;
    if (name === 'token:reject') return s.act(keystone, name, { redemptionId });
    await s.act(keystone, 'token:settle', { redemptionId, paymentReference: `out${number}` });
    return s.act(partyId, name, { redemptionId });
  };
});
const useUp = fc.constant<Step>((s) =>
  s.ledger.records('recharge').length > 100 ? Promise.resolve() : s.useUpSupply(orchard).catch(refusedHalfway),
);

/** Where something was recharged before, less than all is left. */
function refusedHalfway(error: unknown): void {
  if (!String(error).includes('SUPPLY_EXHAUSTED')) throw error;
}

async function expectReadable(s: Scenario): Promise<void> {
  let all = 0n;
  for (const partyId of holders) {
    const read = await s.ledger.query('token:account', partyId, { by: partyId });
    const { balanceFen } = read as { readonly balanceFen: number };
    expect(Number.isSafeInteger(balanceFen) && balanceFen >= 0).toBe(true);
    all += BigInt(balanceFen);
  }
  const confirms = s.ledger.records('confirm').filter(({ status }) => heldConfirmStatuses.includes(status));
  for (const { tokenFen } of confirms) all += BigInt(tokenFen);
  const redemptions = s.ledger.records('redemption').filter(({ status }) => heldRedemptionStatuses.includes(status));
  for (const { amountFen } of redemptions) all += BigInt(amountFen);
  expect(all <= BigInt(most)).toBe(true);
  const recharged = s.ledger.records('recharge').reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n);
  expect(BigInt(s.ledger.records('supply')[0]?.rechargedFen ?? 0)).toBe(recharged);
}

it('leave every account readable, and all tokens together exact', async () => {
  const steps = fc.array(fc.oneof(recharge, recharge, redeem, publish, confirm, payOut, fold, endRedemption), {
    minLength: 1,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.option(useUp), async (drawn, first) => {
      const s = await anAlliance();
      await first?.(s, 0);
      for (const [index, step] of drawn.entries()) await step(s, index + 1);
      await expectReadable(s);
    }),
    { numRuns: 40 },
  );
});

it('are held, paid and given back to the last fen', async () => {
  const s = await anAlliance();
  await s.useUpSupply(meadow);
  const balanceFen = s.balanceFen(meadow);
  while (s.creditsOf(meadow).length > 0) await s.act(meadow, 'token:fold', { folds: s.creditsOf(meadow) });
  await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: balanceFen, folds: [] });
  expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([0, balanceFen]);
  await s.act(keystone, 'token:reject', { redemptionId: `${meadow}:d1` });
  expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([balanceFen, 0]);
});
