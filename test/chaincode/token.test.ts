import { maxRechargeFen } from '../../chaincode/api/commands';
import { day, harbour, hour, keystone, lantern, meadow, orchard, watchtower } from './builders';
import { advance } from './query-scenario';
import { accepted, aMarket, anAlliance, refused, type Scenario, sum } from './scenario';

type Step = 'token:reject' | 'token:acknowledge' | 'token:object' | 'token:cancel' | 'token:expire';

/** The members make it a regulator, as far as they can be rid of one. */
const expel = (s: Scenario, partyId: string) => {
  const member = { partyId, partyName: `${partyId} gone`, partyOrgType: 'REGULATOR', endorses: false } as const;
  return s.change({ type: 'MEMBER', member }, [keystone, harbour, orchard], `out-${partyId}`);
};

const stepBy = (s: Scenario, by: string, name: Step, redemptionId: string) => s.act(by, name, { redemptionId });

describe('a recharge', () => {
  it('counts as balance at once, and lies beside the account until a debit folds it', async () => {
    const s = await anAlliance();
    await s.recharge(meadow, 300, 'r1');
    await s.recharge(meadow, 200, 'r2');
    expect(s.ledger.records('account')).toEqual([]);
    expect(await s.ledger.query('token:account', meadow, { by: meadow })).toEqual({ balanceFen: 500 });
    const [first = ''] = s.creditsOf(meadow);
    accepted(await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: 100, folds: [first] }));
    expect(s.ledger.records('account')).toMatchObject([{ partyId: meadow, balanceFen: 200 }]);
    expect(s.creditsOf(meadow)).toEqual([`recharge:${keystone}:r2`]);
    expect(await s.ledger.query('token:account', meadow, { by: meadow })).toEqual({ balanceFen: 400 });
  });

  it('passes over a fold that is not there, which another debit has taken', async () => {
    const s = await aMarket();
    const folds = [`recharge:${keystone}:none`, ...s.creditsOf(meadow)];
    accepted(await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: 10_000, folds }));
  });

  it('contends with another that is endorsed at once, because both count towards all that ever came to be', async () => {
    const s = await anAlliance();
    const envelopes = await Promise.all(
      ['r1', 'r2'].map((rechargeId) => {
        const command = { rechargeId, partyId: meadow, amountFen: 100, paymentReference: `pay-${rechargeId}` };
        return s.ledger.endorse('token:recharge', [command], { by: keystone });
      }),
    );
    expect(envelopes.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    expect(s.balanceFen(meadow)).toBe(100);
  });

  it('does not contend with a debit of the same account', async () => {
    const s = await aMarket();
    const debit = await s.ledger.endorse('plan:confirm', [s.confirmCommand()], { by: meadow });
    await s.recharge(meadow, 100, 'r2');
    expect(s.ledger.commit(debit)).toBe('VALID');
    expect(s.balanceFen(meadow)).toBe(9_300);
  });

  it('answers the same to a repeat, and moves nothing', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 100, paymentReference: 'pay1' };
    const first = await s.act(keystone, 'token:recharge', command);
    const whole = { ...command, rechargeId: `${keystone}:r1` };
    expect(await s.act(keystone, 'token:recharge', whole)).toEqual({ ...first, repeated: true });
    expect(s.balanceFen(meadow)).toBe(100);
  });

  it('answers the same to a repeat after its target has become something else', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 100, paymentReference: 'pay1' };
    const first = await s.act(keystone, 'token:recharge', command);
    await expel(s, meadow);
    expect(await s.act(keystone, 'token:recharge', command)).toEqual({ ...first, repeated: true });
    const other = { ...command, rechargeId: 'r2', paymentReference: 'pay2' };
    expect(refused(await s.act(keystone, 'token:recharge', other))).toBe('RECHARGE_TARGET_NOT_CREDITOR');
  });
});

describe('folding', () => {
  const r = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      rechargeId: `r${from + index}`,
      partyId: meadow,
      amountFen: 2,
      paymentReference: `pay${from + index}`,
    }));

  it('brings within reach of one debit what came as more credits than it may fold', async () => {
    const s = await anAlliance();
    for (const from of [0, 500]) await s.ledger.submit('token:recharge', r(from, 500), { by: keystone });
    expect(refused(await s.tryRedeem(meadow, 1_001))).toBe('BALANCE_INSUFFICIENT');
    accepted(await s.act(meadow, 'token:fold', { folds: s.creditsOf(meadow) }));
    expect(s.balanceFen(meadow)).toBe(2_000);
    await s.redeem(meadow, 2_000);
  });

  it('is done once: what is folded already leaves the account alone', async () => {
    const s = await aMarket();
    const folds = s.creditsOf(meadow);
    expect(await s.act(meadow, 'token:fold', { folds })).toMatchObject({ repeated: false });
    const before = s.ledger.dump();
    for (const again of [folds, [...folds, ...folds], []]) {
      expect(await s.act(meadow, 'token:fold', { folds: again })).toMatchObject({ repeated: true });
    }
    expect(s.ledger.dump()).toBe(before);
    expect(s.balanceFen(meadow)).toBe(10_000);
  });

  it('is of one’s own credits only', async () => {
    const s = await aMarket();
    expect(await s.act(orchard, 'token:fold', { folds: s.creditsOf(meadow) })).toMatchObject({ repeated: true });
    expect([s.balanceFen(meadow), s.balanceFen(orchard)]).toEqual([10_000, 0]);
  });
});

describe('fees', () => {
  it('of many payers reach one payee without one of them waiting for another', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    await s.publish({ assetId: 'a2' });
    await s.delivered();
    await s.confirm(orchard, { assetId: `${harbour}:a2` });
    await s.deliver(`${orchard}:c1`);
    const envelopes = [
      await s.ledger.endorse('plan:accept', [{ assetId: `${harbour}:a1`, confirmId: 'c1' }], { by: meadow }),
      await s.ledger.endorse('plan:accept', [{ assetId: `${harbour}:a2`, confirmId: 'c1' }], { by: orchard }),
    ];
    expect(envelopes.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'VALID']);
    expect(s.balanceFen(harbour)).toBe(1_600);
  });

  it('of several confirms in one transaction all leave the one account', async () => {
    const s = await aMarket();
    const commands = ['c1', 'c2', 'c3'].map((confirmId) => s.confirmCommand(meadow, { confirmId, limitRmb: 30_000 }));
    const outcomes = await s.ledger.submit('plan:confirm', commands, { by: meadow });
    expect(outcomes.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([9_100, 900]);
    expect(s.planRecord().remainingLimitRmb).toBe(10_000);
  });
});

describe('a redemption', () => {
  it('takes the tokens from the balance at the request', async () => {
    const s = await aMarket();
    await s.redeem(meadow, 10_000);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([0, 10_000]);
    expect(refused(await s.tryConfirm())).toBe('BALANCE_INSUFFICIENT');
  });

  it.each<[string, (s: Scenario, id: string) => Promise<unknown>, string, number]>([
    ['the holder acknowledges', (s, id) => stepBy(s, meadow, 'token:acknowledge', id), 'ACKNOWLEDGED', 9_500],
    [
      'three days of the ledger have gone without objection',
      async (s, id) => {
        await advance(s, 4);
        return stepBy(s, orchard, 'token:expire', id);
      },
      'EXPIRED',
      9_500,
    ],
    [
      'the holder objects and then acknowledges after all',
      async (s, id) => {
        await stepBy(s, meadow, 'token:object', id);
        return stepBy(s, meadow, 'token:acknowledge', id);
      },
      'ACKNOWLEDGED',
      9_500,
    ],
    [
      'the holder objects and the issuer gives back',
      async (s, id) => {
        await stepBy(s, meadow, 'token:object', id);
        return stepBy(s, keystone, 'token:reject', id);
      },
      'REJECTED',
      10_000,
    ],
    [
      'the holder objects and nobody decides',
      async (s, id) => {
        await stepBy(s, meadow, 'token:object', id);
        await advance(s, 31);
        return stepBy(s, orchard, 'token:expire', id);
      },
      'UNDECIDED',
      10_000,
    ],
  ])('that is settled ends where %s', async (_what, act, status, balanceFen) => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    await s.settle(redemptionId);
    await act(s, redemptionId);
    expect(s.redemptionRecord(redemptionId).status).toBe(status);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([balanceFen, 0]);
  });

  it('that is not settled can be rejected by the issuer at once', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    accepted(await stepBy(s, keystone, 'token:reject', redemptionId));
    expect(s.balanceFen(meadow)).toBe(10_000);
  });

  it.each<[Step, string]>([
    ['token:reject', keystone],
    ['token:cancel', meadow],
  ])('that is settled is past %s', async (name, by) => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    await s.settle(redemptionId);
    await advance(s, 30);
    expect(refused(await stepBy(s, by, name, redemptionId))).toBe('REDEMPTION_STATUS_WRONG');
  });

  it("is due with the ledger's day: objection until objectBy, expiry from then on, cancellation from cancelFrom", async () => {
    const s = await aMarket();
    const [one, two, three] = [
      await s.redeem(meadow, 1, 'd1'),
      await s.redeem(meadow, 1, 'd2'),
      await s.redeem(meadow, 1, 'd3'),
    ];
    for (const redemptionId of [one, two]) await s.settle(redemptionId);
    await advance(s, 3);
    expect(refused(await stepBy(s, meadow, 'token:expire', one))).toBe('REDEMPTION_NOT_DUE');
    expect(refused(await stepBy(s, meadow, 'token:cancel', three))).toBe('REDEMPTION_NOT_DUE');
    s.ledger.passSeconds(day);
    expect(refused(await stepBy(s, meadow, 'token:expire', one))).toBe('REDEMPTION_NOT_DUE');
    accepted(await stepBy(s, meadow, 'token:object', two));
    await advance(s);
    expect(refused(await stepBy(s, meadow, 'token:object', one))).toBe('OBJECTION_LATE');
    accepted(await stepBy(s, meadow, 'token:expire', one));
    accepted(await stepBy(s, meadow, 'token:cancel', three));
  });

  it.each<[Step, string]>([
    ['token:acknowledge', meadow],
    ['token:object', meadow],
    ['token:cancel', meadow],
    ['token:reject', keystone],
    ['token:expire', orchard],
  ])('answers a repeated %s as the first time, whatever came after it', async (name, by) => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    if (name !== 'token:cancel' && name !== 'token:reject') await s.settle(redemptionId);
    if (name === 'token:cancel' || name === 'token:expire') await advance(s, 4);
    const first = await stepBy(s, by, name, redemptionId);
    expect(first).toMatchObject({ status: 'ACCEPTED', repeated: false });
    if (name === 'token:object') accepted(await stepBy(s, keystone, 'token:reject', redemptionId));
    const before = s.ledger.dump();
    expect(await stepBy(s, by, name, redemptionId)).toEqual({ ...first, repeated: true });
    expect(s.ledger.dump()).toBe(before);
  });

  it('answers a repeated settlement as the first time after the holder has acknowledged', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    await s.settle(redemptionId, 'paid1');
    await stepBy(s, meadow, 'token:acknowledge', redemptionId);
    const command = { redemptionId, paymentReference: 'paid1' };
    expect(await s.act(keystone, 'token:settle', command)).toMatchObject({ status: 'ACCEPTED', repeated: true });
    const other = { redemptionId, paymentReference: 'paid2' };
    expect(refused(await s.act(keystone, 'token:settle', other))).toBe('REDEMPTION_STATUS_WRONG');
  });

  it('answers a repeated expiry of what nobody decided as the first time', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    await advance(s, 31);
    const first = await stepBy(s, orchard, 'token:expire', redemptionId);
    expect(await stepBy(s, orchard, 'token:expire', redemptionId)).toEqual({ ...first, repeated: true });
  });

  it.each([harbour, keystone, lantern, watchtower])(
    'may be asked by %s: tokens can be redeemed by whoever holds them',
    async (by) => {
      const s = await anAlliance();
      expect(refused(await s.tryRedeem(by, 1))).toBe('BALANCE_INSUFFICIENT');
    },
  );

  it('stays in the hands of a holder whom the members have made something else', async () => {
    const s = await aMarket();
    await s.recharge(meadow, 500, 'more');
    const [one, two, three] = [
      await s.redeem(meadow, 100, 'd1'),
      await s.redeem(meadow, 100, 'd2'),
      await s.redeem(meadow, 100, 'd3'),
    ];
    for (const redemptionId of [one, two]) await s.settle(redemptionId);
    await s.recharge(meadow, 50, 'unfolded');
    await expel(s, meadow);
    accepted(await stepBy(s, meadow, 'token:object', one));
    accepted(await stepBy(s, meadow, 'token:acknowledge', two));
    accepted(await s.act(meadow, 'token:fold', { folds: s.creditsOf(meadow) }));
    const four = await s.redeem(meadow, 100, 'd4');
    await s.settle(four);
    await advance(s, 31);
    accepted(await stepBy(s, meadow, 'token:cancel', three));
    accepted(await stepBy(s, meadow, 'token:expire', one));
    accepted(await stepBy(s, meadow, 'token:expire', four));
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_350, 0]);
  });
});

it('never makes more tokens than can be written exactly, so that every account can be read and debited', async () => {
  const s = await anAlliance();
  await s.useUpSupply();
  const leftFen = Number.MAX_SAFE_INTEGER % maxRechargeFen;
  expect(await s.tryRecharge(meadow, leftFen + 1, 'r1')).toMatchObject({
    code: 'SUPPLY_EXHAUSTED',
    detail: { leftFen },
  });
  await s.recharge(meadow, leftFen, 'r2');
  expect(refused(await s.tryRecharge(orchard, 1, 'r3'))).toBe('SUPPLY_EXHAUSTED');
  const balanceFen = Number.MAX_SAFE_INTEGER;
  expect(await s.ledger.query('token:account', meadow, { by: meadow })).toEqual({ balanceFen });
  while (s.creditsOf(meadow).length > 0) accepted(await s.act(meadow, 'token:fold', { folds: s.creditsOf(meadow) }));
  accepted(await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: balanceFen, folds: [] }));
});

it('keeps every token on one account or in one escrow through a whole exchange and redemption', async () => {
  const s = await aMarket();
  const total = () => sum([harbour, meadow].map((party) => s.balanceFen(party) + s.heldFen(party)));
  const confirmId = await s.confirm();
  expect(total()).toBe(10_000);
  s.ledger.passSeconds(hour);
  await s.deliver(confirmId);
  await s.accept(confirmId);
  expect(total()).toBe(10_000);
  const redemptionId = await s.redeem(harbour, 800);
  await s.settle(redemptionId);
  await stepBy(s, harbour, 'token:acknowledge', redemptionId);
  expect(total()).toBe(9_200);
});
