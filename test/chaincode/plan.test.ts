import { planWarnings } from '../../chaincode/api/warnings';
import { checkConditions } from '../../chaincode/domain/plan';
import { aPlan, day, harbour, hour, meadow, orchard, type PlanOptions } from './builders';
import { secondPublicKey } from './public-keys';
import { accepted, aMarket, anAlliance, refused, type Scenario } from './scenario';

const a1 = { assetId: `${harbour}:a1` };

async function refund(s: Scenario, confirmId: string): Promise<void> {
  s.ledger.passSeconds(24 * hour + 600);
  accepted(await s.tryStep('plan:expire', confirmId, orchard));
}

describe('publishing', () => {
  it('puts the sealed record into the private collection and its hash into the plan', async () => {
    const s = await anAlliance();
    const { sealed, command } = await s.publish();
    expect(await s.ledger.query('plan:sealed', 'a1', { by: harbour })).toBe(sealed);
    expect(s.planRecord()).toMatchObject({
      sealedHash: command.sealedHash,
      status: 'OPEN',
      remainingLimitRmb: 100_000,
    });
    expect(JSON.stringify(s.ledger.records('plan'))).not.toContain(JSON.parse(sealed).ciphertext);
  });

  it.each([
    { borrowerPerson: { amountRmb: 0, loanKind: 'CASH' } },
    { borrowerPerson: { amountRmb: -1, loanKind: 'CASH' } },
  ] as const)('refuses an application for $borrowerPerson.amountRmb RMB', async ({ borrowerPerson }) => {
    const s = await aMarket();
    expect(() => checkConditions({ ...s.planRecord(), borrowerPerson })).toThrow('AMOUNT_NOT_POSITIVE');
  });

  it('takes the same content again as the same, however it was wrapped', async () => {
    const s = await aMarket();
    const before = s.ledger.dump();
    const outcome = await s.tryPublish({ wrapForOwner: (dataKey) => Buffer.concat([dataKey, dataKey]) });
    expect(outcome).toEqual({ status: 'ACCEPTED', repeated: true, answer: { assetId: a1.assetId, warnings: [] } });
    expect(s.ledger.dump()).toBe(before);
  });

  it('answers a repeat after the key was rotated and the plan has ended', async () => {
    const s = await aMarket();
    await s.act(harbour, 'party:registerKey', { version: 2, publicKey: secondPublicKey }, { unit: 'admin' });
    s.ledger.passSeconds(8 * day);
    expect(await s.tryPublish()).toMatchObject({ status: 'ACCEPTED', repeated: true });
  });

  it('warns where more is shared than risk control advised, each time it is sent', async () => {
    const s = await anAlliance();
    const warnings = ['SHARED_LIMIT_ABOVE_SHARE_LIMIT'];
    for (const repeated of [false, true]) {
      expect(await s.tryPublish({ shareLimitRmb: 99_999 })).toMatchObject({ repeated, answer: { warnings } });
    }
  });

  it.each<[string, PlanOptions, readonly string[]]>([
    ['more is shared than is lent', { amountRmb: 100_000, sharedLimitRmb: 100_001 }, ['SHARED_LIMIT_ABOVE_AMOUNT']],
    ['more is lent than risk control allows', { amountRmb: 120_001 }, ['AMOUNT_ABOVE_LOAN_LIMIT']],
    ['a rate was meant in per cent', { sharedRate: { minBps: 18, maxBps: 20 } }, ['SHARED_RATE_LOW']],
    ['one rate was meant in per cent', { sharedRate: { minBps: 18, maxBps: 2_000 } }, ['SHARED_RATE_LOW']],
    ['a rate has a digit too many', { sharedRate: { minBps: 1_800, maxBps: 18_000 } }, ['SHARED_RATE_HIGH']],
    ['a fee has digits too many', { tokenRateFen: 100_000 }, ['TOKEN_RATE_HIGH']],
    ['nothing is to be paid', { sharedRate: { minBps: 0, maxBps: 0 }, tokenRateFen: 0 }, []],
  ])('is accepted and warns where %s', async (_what, options, warnings) => {
    const outcome = await (await anAlliance()).tryPublish({ shareLimitRmb: 1_000_000, ...options });
    expect(outcome).toMatchObject({ status: 'ACCEPTED', answer: { warnings } });
  });

  it('warns of all that is a slip, in one order', async () => {
    const slips = { amountRmb: 130_000, sharedLimitRmb: 13_000_000, tokenRateFen: 10_001 };
    const outcome = await (await anAlliance()).tryPublish({ ...slips, sharedRate: { minBps: 1, maxBps: 9_900 } });
    expect(outcome).toMatchObject({ status: 'ACCEPTED', answer: { warnings: planWarnings } });
  });

  it('lets startTime lie in the past', async () => {
    accepted(await (await anAlliance()).tryPublish({ startTime: '2020-01-01T00:00:00.000Z' }));
  });

  it.each(['2026-02-30T00:00:00.000Z', '2026-03-08T24:00:00.000Z', '2026-13-01T00:00:00.000Z', '2026-03-08T08:00:00Z'])(
    'does not understand %s, which is no time or has another text too',
    async (endTime) => {
      expect(refused(await (await anAlliance()).tryPublish({ endTime }))).toBe('COMMAND_MALFORMED');
    },
  );

  it.each(['partyName', '__proto__', 'constructor'])(
    'does not understand a plan with the member %s',
    async (member) => {
      const s = await anAlliance();
      const { command, sealed } = aPlan();
      const borrowerPerson = JSON.stringify(command.borrowerPerson).replace('{', `{"${member}":"王小明",`);
      const argument = JSON.stringify({ commands: [{ ...command, borrowerPerson: 0 }] }).replace(
        '"borrowerPerson":0',
        `"borrowerPerson":${borrowerPerson}`,
      );
      const envelope = await s.ledger.endorseArgument('plan:publish', argument, { by: harbour, private: [sealed] });
      expect(JSON.parse(envelope.response)).toMatchObject({ outcomes: [{ code: 'COMMAND_MALFORMED' }] });
      expect(envelope.response).not.toContain('王小明');
    },
  );
});

describe('places and limit', () => {
  it('takes several confirms of one institution for one place', async () => {
    const s = await aMarket({ participantCount: 2 });
    await s.recharge(orchard, 10_000);
    for (const confirmId of ['c1', 'c2']) await s.confirm(meadow, { confirmId, limitRmb: 10_000 });
    expect(s.planRecord().status).toBe('OPEN');
    await s.confirm(orchard, { limitRmb: 10_000 });
    expect(s.planRecord()).toMatchObject({ status: 'FILLED', remainingLimitRmb: 70_000 });
    expect(refused(await s.tryConfirm(meadow, { confirmId: 'c3', limitRmb: 10_000 }))).toBe('PLAN_NOT_OPEN');
  });

  it('gives the one place of FIRST_COME to whoever comes first, and says that the plan is filled', async () => {
    const s = await aMarket({ form: 'FIRST_COME', participantCount: 1 });
    const mark = s.ledger.events.length;
    await s.confirm(meadow, { limitRmb: 10_000 });
    expect(s.announcedSince(mark)).toEqual(['OrgConfirmAssetEvent', 'LoanSharedPlanEvent FILLED']);
    expect(refused(await s.tryConfirm(orchard))).toBe('PLAN_NOT_OPEN');
  });

  it('takes less than the minimum where that is all that is left', async () => {
    const s = await aMarket({ sharedLimitRmb: 85_000 });
    await s.confirm();
    accepted(await s.tryConfirm(meadow, { confirmId: 'c2', limitRmb: 5_000 }));
    expect(s.planRecord().status).toBe('FILLED');
  });

  it('takes the minimum exactly', async () => {
    accepted(await (await aMarket()).tryConfirm(meadow, { limitRmb: 10_000 }));
  });

  it('of two confirms endorsed at once keeps one, so that no plan is oversold', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    const envelopes = await Promise.all(
      [meadow, orchard].map((by) => s.ledger.endorse('plan:confirm', [s.confirmCommand(by)], { by })),
    );
    expect(envelopes.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
  });
});

describe('the least that a confirm takes in', () => {
  it("is the plan's where it asks for more than the alliance, and all that is left besides", async () => {
    const s = await aMarket({ minConfirmRmb: 60_000 });
    expect(await s.tryConfirm(meadow, { limitRmb: 59_999 })).toMatchObject({
      code: 'CONFIRM_BELOW_MINIMUM',
      detail: { minConfirmRmb: 60_000, remainingLimitRmb: 100_000 },
    });
    await s.confirm(meadow, { limitRmb: 60_000 });
    await s.confirm(meadow, { confirmId: 'c2', limitRmb: 40_000 });
  });

  it("is the alliance's where that was raised since", async () => {
    const s = await aMarket({ minConfirmRmb: 20_000 });
    await s.change({ type: 'PARAMETERS', parameters: { minConfirmRmb: 30_000 } }, [harbour, meadow, orchard]);
    expect(refused(await s.tryConfirm(meadow, { limitRmb: 29_999 }))).toBe('CONFIRM_BELOW_MINIMUM');
    expect(await s.tryPublish({ minConfirmRmb: 20_000 })).toMatchObject({ repeated: true });
  });

  it('may be the whole plan, so that nobody takes it for less', async () => {
    const s = await aMarket({ minConfirmRmb: 100_000, form: 'FIRST_COME', participantCount: 1 });
    expect(refused(await s.tryConfirm(meadow, { limitRmb: 99_999 }))).toBe('CONFIRM_BELOW_MINIMUM');
    await s.confirm(meadow, { limitRmb: 100_000 });
  });
});

describe('the list of confirms that a plan keeps', () => {
  const confirmIds = Array.from({ length: 500 }, (_, index) => `c${index}`);
  async function aFullPlan(): Promise<Scenario> {
    const s = await aMarket({ sharedLimitRmb: 10_000_000, tokenRateFen: 0 });
    const commands = confirmIds.map((confirmId) => s.confirmCommand(meadow, { confirmId, limitRmb: 10_000 }));
    await s.ledger.submit('plan:confirm', commands, { by: meadow });
    const deliveries = confirmIds.map((local) => {
      const confirmId = `${meadow}:${local}`;
      return { ...a1, confirmId, wrap: s.wrapFor(confirmId) };
    });
    await s.ledger.submit('plan:deliver', deliveries, { by: harbour });
    return s;
  }
  const accept = (s: Scenario, ids: readonly string[]) =>
    s.ledger.submit(
      'plan:accept',
      ids.map((local) => ({ ...a1, confirmId: `${meadow}:${local}` })),
      { by: meadow },
    );

  it('is full of those that wait only: 500 that were paid exhaust nothing', async () => {
    const s = await aFullPlan();
    const next = { confirmId: 'next', limitRmb: 10_000 };
    expect(refused(await s.tryConfirm(orchard, next))).toBe('CONFIRMS_EXHAUSTED');
    await accept(s, confirmIds.slice(0, 499));
    await s.confirm(orchard, next);
    expect(s.planRecord()).toMatchObject({
      confirmIds: [`${meadow}:c499`, `${orchard}:next`],
      participations: [
        { partyId: meadow, standing: 500, refunded: 0 },
        { partyId: orchard, standing: 1, refunded: 0 },
      ],
    });
  });

  it('counts places by what stands, whatever has left the list', async () => {
    const s = await aFullPlan();
    await accept(s, confirmIds);
    await s.confirm(meadow, { confirmId: 'next', limitRmb: 10_000 });
    expect(s.planRecord()).toMatchObject({ confirmIds: [`${meadow}:next`], status: 'OPEN' });
    await s.deliver(`${meadow}:next`);
    accepted(await s.act(harbour, 'plan:withdraw', a1));
    expect(refused(await s.act(harbour, 'plan:purge', a1))).toBe('CONFIRM_NOT_ENDED');
    await s.accept(`${meadow}:next`);
    accepted(await s.act(harbour, 'plan:purge', a1));
  });
});

describe('a refund', () => {
  it('gives limit, place and the right to confirm back to a filled plan, which is open again', async () => {
    const s = await aMarket({ participantCount: 1 });
    await s.recharge(orchard, 10_000);
    const confirmId = await s.confirm();
    const mark = s.ledger.events.length;
    await refund(s, confirmId);
    expect(s.announcedSince(mark)).toEqual(['ExchangeEndedEvent EXPIRED', 'LoanSharedPlanEvent REOPENED']);
    expect(s.planRecord()).toMatchObject({ status: 'OPEN', remainingLimitRmb: 100_000, confirmIds: [] });
    accepted(await s.tryConfirm(orchard, { limitRmb: 100_000 }));
  });

  it('keeps a plan filled where the places are still taken', async () => {
    const s = await aMarket({ participantCount: 2 });
    await s.recharge(orchard, 10_000);
    const first = await s.confirm(meadow, { confirmId: 'c1', limitRmb: 10_000 });
    await s.confirm(meadow, { confirmId: 'c2', limitRmb: 10_000 });
    await s.deliver(`${meadow}:c2`);
    await s.confirm(orchard, { limitRmb: 10_000 });
    await refund(s, first);
    expect(s.planRecord()).toMatchObject({ status: 'FILLED', remainingLimitRmb: 80_000 });
  });

  it.each(['plan:withdraw', 'plan:close'] as const)(
    'after %s gives the tokens back, and nothing of the plan',
    async (name) => {
      const s = await aMarket({ endTime: '2026-03-01T20:00:00.000Z' });
      const confirmId = await s.confirm();
      if (name === 'plan:close') s.ledger.passSeconds(12 * hour);
      accepted(await s.act(harbour, name, a1));
      const { status } = s.planRecord();
      await refund(s, confirmId);
      expect(s.planRecord()).toMatchObject({ status, remainingLimitRmb: 20_000, confirmIds: [] });
      expect(s.balanceFen(meadow)).toBe(10_000);
    },
  );

  it('after endTime gives the tokens back, and nothing of the plan', async () => {
    const s = await aMarket({ endTime: '2026-03-02T08:00:00.000Z' });
    const confirmId = await s.confirm();
    await refund(s, confirmId);
    expect(s.planRecord()).toMatchObject({ status: 'OPEN', remainingLimitRmb: 20_000 });
    expect(s.balanceFen(meadow)).toBe(10_000);
  });
});

describe('the end of a plan', () => {
  it('comes by withdrawal without touching the confirms that were made', async () => {
    const s = await aMarket();
    const confirmId = await s.confirm();
    accepted(await s.act(harbour, 'plan:withdraw', a1));
    expect(refused(await s.tryConfirm(meadow, { confirmId: 'c2', limitRmb: 10_000 }))).toBe('PLAN_NOT_OPEN');
    await s.deliver(confirmId);
    await s.accept(confirmId);
    expect(s.balanceFen(harbour)).toBe(800);
  });

  it.each(['plan:withdraw', 'plan:close'] as const)('comes once by %s, and a repeat says so', async (name) => {
    const s = await aMarket();
    s.ledger.passSeconds(7 * day);
    expect(await s.act(harbour, name, a1)).toMatchObject({ repeated: false });
    expect(await s.act(harbour, name, a1)).toMatchObject({ repeated: true });
  });

  it('comes by close from any creditor at endTime, and not a millisecond before', async () => {
    const s = await aMarket();
    s.ledger.passSeconds(7 * day - 0.001);
    expect(refused(await s.act(orchard, 'plan:close', a1))).toBe('PLAN_NOT_ENDED');
    s.ledger.passSeconds(0.001);
    accepted(await s.act(orchard, 'plan:close', a1));
    expect(refused(await s.act(harbour, 'plan:withdraw', a1))).toBe('PLAN_NOT_OPEN');
  });
});

describe('a purge', () => {
  it('takes the sealed record from the collection and leaves the plan with its commitments', async () => {
    const s = await aMarket({ participantCount: 1 });
    await s.accept(await s.delivered());
    accepted(await s.act(harbour, 'plan:purge', a1));
    expect(s.ledger.privateKeys).toEqual([]);
    expect(await s.ledger.query('plan:sealed', a1.assetId, { by: harbour })).toBeNull();
    expect(s.planRecord()).toMatchObject({
      purged: true,
      status: 'FILLED',
      keyCommitment: aPlan().command.keyCommitment,
    });
    expect(await s.act(harbour, 'plan:purge', a1)).toMatchObject({ repeated: true });
  });

  it('waits for a delivered confirm as for a held one', async () => {
    const s = await aMarket({ participantCount: 1 });
    const confirmId = await s.delivered();
    expect(refused(await s.act(harbour, 'plan:purge', a1))).toBe('CONFIRM_NOT_ENDED');
    await s.accept(confirmId);
    accepted(await s.act(harbour, 'plan:purge', a1));
  });

  it('does not wait for a confirm that was refunded', async () => {
    const s = await aMarket();
    const confirmId = await s.confirm();
    accepted(await s.act(harbour, 'plan:withdraw', a1));
    await refund(s, confirmId);
    accepted(await s.act(harbour, 'plan:purge', a1));
  });

  it('is followed by nothing: the identifier stays taken and the plan takes no confirm', async () => {
    const s = await aMarket();
    await s.act(harbour, 'plan:withdraw', a1);
    await s.act(harbour, 'plan:purge', a1);
    expect(refused(await s.tryPublish({ score: 'B' }))).toBe('PLAN_EXISTS_WITH_OTHER_CONTENT');
    expect(await s.tryPublish()).toMatchObject({ repeated: true });
    expect(s.ledger.privateKeys).toEqual([]);
    expect(refused(await s.tryConfirm())).toBe('PLAN_NOT_OPEN');
  });
});
