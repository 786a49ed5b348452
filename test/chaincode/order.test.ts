/** Two reasons to refuse at once: the answer is the one that stands first in the table of refusals. */
import { type Command, maxRechargeFen } from '../../chaincode/api/commands';
import {
  aPlan,
  aWrap,
  day,
  harbour,
  hour,
  keystone,
  lantern,
  meadow,
  oneOffKey,
  orchard,
  type PlanOptions,
} from './builders';
import { LedgerDouble } from './ledger-double';
import { answerTo, describeOrder, malformed, personal, type Trial, withLocal, withOwner } from './order';
import { secondPublicKey, shortPublicKey } from './public-keys';
import { advance } from './query-scenario';
import { aMarket, anAlliance, documentWith, foundOn, Scenario } from './scenario';

const a1 = `${harbour}:a1`;

describeOrder(
  'party:registerKey',
  async () => ({
    s: await anAlliance(),
    command: { version: 2, publicKey: secondPublicKey },
    sender: { by: harbour, unit: 'admin' },
  }),
  {
    TRANSACTION_MALFORMED: ({ sender }) => {
      sender.private = ['one', 'two'];
    },
    ALLIANCE_NOT_FOUNDED: (trial) => {
      trial.s = new Scenario(new LedgerDouble(documentWith()));
    },
    LEDGER_FORMAT_UNKNOWN: ({ s }) => {
      s.ledger.foundInFirstFormat();
    },
    CLOCK_OUT_OF_WINDOW: ({ sender, s }) => {
      sender.atMs = s.ledger.nowMs + 61_000;
    },
    CALLER_NOT_MEMBER: ({ sender }) => {
      sender.by = 'StrangerMSP';
    },
    CALLER_NOT_ADMIN: ({ sender }) => {
      sender.unit = 'client';
    },
    COMMAND_MALFORMED: malformed,
    KEY_EXISTS_WITH_OTHER_CONTENT: ({ command }) => {
      command.version = 1;
    },
    KEY_INVALID: ({ command }) => {
      command.publicKey = shortPublicKey;
    },
    KEY_VERSION_NOT_NEXT: ({ command }) => {
      command.version = 7;
    },
  },
);

describeOrder(
  'alliance:found',
  async () => {
    const s = new Scenario(new LedgerDouble(documentWith()));
    const other = new Scenario(new LedgerDouble(documentWith()));
    await foundOn(other);
    const { foundingHash } = other.ledger.records('alliance')[0] ?? { foundingHash: '' };
    return { s, command: { foundingHash }, sender: { by: keystone, unit: 'admin' } };
  },
  {
    CLOCK_OUT_OF_WINDOW: ({ sender, s }) => {
      sender.atMs = s.ledger.nowMs - 61_000;
    },
    CALLER_TYPE_NOT_ALLOWED: ({ sender }) => {
      sender.by = harbour;
    },
    CALLER_NOT_ADMIN: ({ sender }) => {
      sender.unit = 'client';
    },
    COMMAND_MALFORMED: malformed,
    FOUNDING_DOCUMENT_DIFFERS: ({ command }) => {
      command.foundingHash = 'f'.repeat(64);
    },
  },
);

describeOrder(
  'alliance:propose',
  async (): Promise<Trial<'alliance:propose'>> => ({
    s: await aMarket(),
    command: { proposalId: 'p1', change: { type: 'PARAMETERS', parameters: { minConfirmRmb: 1 } } },
    sender: { by: keystone, unit: 'admin' },
  }),
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.proposalId = withLocal(command.proposalId, personal);
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.proposalId = withOwner(command.proposalId, harbour);
    },
    PROPOSAL_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 2 } } as const;
      await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, { unit: 'admin' });
    },
    CHANGE_NOT_APPLICABLE: ({ command }) => {
      const member = { partyId: 'M', partyName: 'M', partyOrgType: 'REGULATOR', endorses: true } as const;
      command.change = { type: 'MEMBER', member };
    },
    CHANGE_HOLDS_ALREADY: ({ command }) => {
      command.change = { type: 'PARAMETERS', parameters: {} };
    },
    REDEMPTION_NOT_FOUND: ({ command }) => {
      command.change = { type: 'REDEMPTION', redemptionId: `${meadow}:none`, verdict: 'BURN' };
    },
    REDEMPTION_STATUS_WRONG: async ({ s, command }) => {
      command.change = { type: 'REDEMPTION', redemptionId: await s.redeem(meadow, 1), verdict: 'BURN' };
    },
    VERDICT_LATE: async ({ s, command }) => {
      command.change = { type: 'REDEMPTION', redemptionId: await s.objected(meadow, 2, 'd2'), verdict: 'BURN' };
      await advance(s, 31);
    },
  },
);

describeOrder(
  'alliance:vote',
  async () => {
    const s = await aMarket();
    const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 2 } } as const;
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, { unit: 'admin' });
    return { s, command: { proposalId: `${keystone}:p1`, approve: true }, sender: { by: meadow, unit: 'admin' } };
  },
  {
    CALLER_TYPE_NOT_ALLOWED: ({ sender }) => {
      sender.by = lantern;
    },
    COMMAND_MALFORMED: malformed,
    PROPOSAL_NOT_FOUND: ({ command }) => {
      command.proposalId = `${keystone}:p2`;
    },
    VOTE_IN_OWN_CASE: async ({ s, command }) => {
      const change = { type: 'REDEMPTION', redemptionId: await s.objected(), verdict: 'BURN' } as const;
      await s.act(keystone, 'alliance:propose', { proposalId: 'own', change }, { unit: 'admin' });
      command.proposalId = `${keystone}:own`;
    },
    VOTE_ALREADY_CAST: async ({ s }) => {
      await s.act(meadow, 'alliance:vote', { proposalId: `${keystone}:p1`, approve: false }, { unit: 'admin' });
    },
    PROPOSAL_NOT_OPEN: async ({ s }) => {
      // Meadow's own vote, where it has cast one, is among the two that decide.
      for (const by of [harbour, orchard]) {
        await s.act(by, 'alliance:vote', { proposalId: `${keystone}:p1`, approve: false }, { unit: 'admin' });
      }
    },
  },
  // Lantern may vote about nothing, well formed or not; Meadow cannot vote on what is decided: see below.
  ['CALLER_TYPE_NOT_ALLOWED COMMAND_MALFORMED', 'VOTE_ALREADY_CAST PROPOSAL_NOT_OPEN'],
);

it('names VOTE_ALREADY_CAST before PROPOSAL_NOT_OPEN for a voter that was part of the decision', async () => {
  const s = await anAlliance();
  const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 2 } } as const;
  await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, { unit: 'admin' });
  const command = { proposalId: `${keystone}:p1`, approve: false };
  for (const by of [meadow, harbour]) await s.act(by, 'alliance:vote', command, { unit: 'admin' });
  const again = { s, command: { ...command, approve: true }, sender: { by: meadow, unit: 'admin' as const } };
  expect(await answerTo('alliance:vote', again)).toBe('VOTE_ALREADY_CAST');
});

async function publication(options: PlanOptions = {}): Promise<Trial<'plan:publish'>> {
  const { command, sealed } = aPlan(options);
  return {
    s: await anAlliance(),
    command: structuredClone(command),
    sender: { by: harbour, private: [sealed] },
  };
}

function changeConditions(trial: Trial<'plan:publish'>, changed: Partial<Command<'plan:publish'>['joinLimit']>): void {
  trial.command.joinLimit = { ...trial.command.joinLimit, ...changed };
}

describeOrder('plan:publish', publication, {
  CALLER_TYPE_NOT_ALLOWED: ({ sender }) => {
    sender.by = keystone;
  },
  COMMAND_MALFORMED: malformed,
  IDENTIFIER_PERSONAL: ({ command }) => {
    command.assetId = withLocal(command.assetId, 'x-11010519491231002X');
  },
  IDENTIFIER_NOT_OWN: ({ command }) => {
    command.assetId = withOwner(command.assetId, meadow);
  },
  AMOUNT_NOT_POSITIVE: (trial) => changeConditions(trial, { sharedLimitRmb: -1 }),
  AMOUNT_TOO_LARGE: (trial) => changeConditions(trial, { tokenRateFen: Number.MAX_SAFE_INTEGER }),
  RATE_RANGE_INVALID: (trial) => changeConditions(trial, { sharedRate: { minBps: 2, maxBps: 1 } }),
  PARTICIPANT_COUNT_NOT_ONE: (trial) => changeConditions(trial, { form: 'FIRST_COME' }),
  PLAN_WINDOW_INVALID: (trial) => changeConditions(trial, { startTime: trial.command.joinLimit.endTime }),
  MIN_CONFIRM_TOO_LARGE: (trial) => changeConditions(trial, { minConfirmRmb: 100_001 }),
  SEALED_RECORD_MISMATCH: ({ sender }) => {
    sender.private = ['{}'];
  },
  PLAN_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
    const keyVersion = s.ledger.records('party').find(({ partyId }) => partyId === harbour)?.keyVersion ?? 0;
    await s.publish({ score: 'B', keyVersion, endTime: '2027-01-01T00:00:00.000Z' });
  },
  PLAN_ALREADY_ENDED: ({ s }) => s.ledger.passSeconds(7 * day),
  MIN_CONFIRM_TOO_SMALL: (trial) => changeConditions(trial, { minConfirmRmb: 1 }),
  KEY_VERSION_NOT_CURRENT: async ({ s }) => {
    await s.act(harbour, 'party:registerKey', { version: 2, publicKey: secondPublicKey }, { unit: 'admin' });
  },
});

const withBrook = async (s: Scenario) => {
  const member = { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'CREDITOR_ORG', endorses: false } as const;
  await s.change({ type: 'MEMBER', member }, [harbour, meadow, orchard]);
};

describeOrder(
  'plan:confirm',
  async () => {
    const s = await aMarket();
    return { s, command: structuredClone(s.confirmCommand()), sender: { by: meadow } };
  },
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.confirmId = withLocal(command.confirmId, personal);
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.confirmId = withOwner(command.confirmId, orchard);
    },
    AMOUNT_NOT_POSITIVE: ({ command }) => {
      command.confirmTakeInLimitRmb = 0;
    },
    PLAN_NOT_FOUND: ({ command }) => {
      command.assetId = `${harbour}:none`;
    },
    CONFIRM_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await s.publish({ assetId: 'gratis', tokenRateFen: 0, endTime: '2027-01-01T00:00:00.000Z' });
      await s.confirm(meadow, { assetId: `${harbour}:gratis`, oneOffPublicKey: oneOffKey('elsewhere').publicKey });
    },
    CONFIRM_OWN_PLAN: ({ sender }) => {
      sender.by = harbour;
    },
    ONE_OFF_KEY_INVALID: ({ command }) => {
      command.oneOffPublicKey = 'AAAA';
    },
    PARTY_KEY_MISSING: async ({ s, sender }) => {
      await withBrook(s);
      sender.by = 'BrookMSP';
    },
    PLAN_NOT_STARTED: async ({ s, command }) => {
      const endTime = '2028-01-01T00:00:00.000Z';
      await s.publish({ assetId: 'later', startTime: '2027-01-01T00:00:00.000Z', endTime });
      command.assetId = `${harbour}:later`;
    },
    PLAN_ENDED: ({ s }) => s.ledger.passSeconds(7 * day),
    PLAN_NOT_OPEN: async ({ s, command }) => {
      await s.act(harbour, 'plan:withdraw', { assetId: command.assetId });
    },
    RATE_OUT_OF_RANGE: ({ command }) => {
      command.confirmTakeInRateBps = 1799;
    },
    LIMIT_EXCEEDED: ({ command }) => {
      command.confirmTakeInLimitRmb = 200_000_000;
    },
    CONFIRM_BELOW_MINIMUM: ({ command }) => {
      command.confirmTakeInLimitRmb = 5;
    },
    CONFIRMS_REFUNDED_TOO_OFTEN: async ({ s, command }) => {
      const assetId = `${harbour}:refunding`;
      await s.publish({ assetId: 'refunding', tokenRateFen: 0 });
      for (const confirmId of ['r1', 'r2', 'r3']) await s.misdelivered(meadow, { assetId, confirmId });
      command.assetId = assetId;
    },
    CONFIRMS_EXHAUSTED: async ({ s, command }) => {
      await s.publish({ assetId: 'full', sharedLimitRmb: 100_000_000, tokenRateFen: 0 });
      const commands = Array.from({ length: 500 }, (_, index) =>
        s.confirmCommand(orchard, { assetId: `${harbour}:full`, confirmId: `x${index}`, limitRmb: 10_000 }),
      );
      await s.ledger.submit('plan:confirm', commands, { by: orchard });
      command.assetId = `${harbour}:full`;
    },
    ONE_OFF_KEY_USED: async ({ s, command }) => {
      await s.publish({ assetId: 'free', tokenRateFen: 0 });
      const { oneOffPublicKey } = command;
      await s.confirm(meadow, { assetId: `${harbour}:free`, confirmId: 'c0', oneOffPublicKey });
    },
    BALANCE_INSUFFICIENT: async ({ s }) => {
      await s.redeem(meadow, 10_000);
    },
  },
  // Whoever cannot confirm has no confirm that could have other content.
  ['CONFIRM_EXISTS_WITH_OTHER_CONTENT CONFIRM_OWN_PLAN', 'CONFIRM_EXISTS_WITH_OTHER_CONTENT PARTY_KEY_MISSING'],
);

it('names LIMIT_EXCEEDED before CONFIRM_BELOW_MINIMUM where less than the minimum is left', async () => {
  const s = await aMarket({ sharedLimitRmb: 85_000 });
  await s.confirm();
  const command = structuredClone(s.confirmCommand(meadow, { confirmId: 'c2', limitRmb: 6_000 }));
  expect(await answerTo('plan:confirm', { s, command, sender: { by: meadow } })).toBe('LIMIT_EXCEEDED');
});

describeOrder(
  'plan:deliver',
  async () => {
    const s = await aMarket();
    const confirmId = await s.confirm();
    return { s, command: { assetId: a1, confirmId, wrap: s.wrapFor(confirmId) }, sender: { by: harbour } };
  },
  {
    COMMAND_MALFORMED: malformed,
    CONFIRM_NOT_FOUND: ({ command }) => {
      command.confirmId = `${meadow}:none`;
    },
    NOT_CONTRIBUTOR: ({ sender }) => {
      sender.by = orchard;
    },
    CONFIRM_NOT_HELD: async ({ s, command }) => {
      s.ledger.passSeconds(24 * hour + 600);
      await s.tryStep('plan:expire', command.confirmId, orchard);
    },
    DELIVERY_LATE: ({ s }) => s.ledger.passSeconds(24 * hour + 1),
    WRAP_INVALID: ({ command }) => {
      command.wrap = { ...command.wrap, ephemeralPublicKey: 'AAAA' };
    },
  },
);

/** Two confirms of Meadow's: c1 with a key that does not fit, c2 not delivered, c3 delivered well. */
async function disputable(): Promise<Scenario> {
  const s = await aMarket({ sharedLimitRmb: 300_000 });
  for (const confirmId of ['c1', 'c2', 'c3']) await s.confirm(meadow, { confirmId, limitRmb: 30_000 });
  const confirmId = `${meadow}:c1`;
  const { publicKey } = oneOffKey(confirmId);
  await s.deliver(confirmId, aWrap(Buffer.alloc(32, 7), publicKey, { assetId: a1, confirmId }));
  await s.deliver(`${meadow}:c3`);
  return s;
}

describeOrder(
  'plan:dispute',
  async () => ({
    s: await disputable(),
    command: { assetId: a1, confirmId: `${meadow}:c1` },
    sender: { by: meadow, private: [oneOffKey(`${meadow}:c1`).revealed] },
  }),
  {
    COMMAND_MALFORMED: malformed,
    CONFIRM_NOT_FOUND: ({ command }) => {
      command.confirmId = `${meadow}:none`;
    },
    NOT_PARTICIPATOR: ({ sender }) => {
      sender.by = orchard;
    },
    CONFIRM_NOT_DELIVERED: ({ command, sender }) => {
      command.confirmId = `${meadow}:c2`;
      sender.private = [oneOffKey(`${meadow}:c2`).revealed];
    },
    DISPUTE_LATE: ({ s }) => s.passDisputeBy(s.confirmRecord(`${meadow}:c1`)),
    DISPUTE_KEY_MISMATCH: ({ sender }) => {
      sender.private = [oneOffKey('another').revealed];
    },
    SEALED_RECORD_UNAVAILABLE: ({ sender }) => {
      sender.lacking = new Set([`\u0000sealed\u0000${harbour}\u0000a1\u0000`]);
    },
    DISPUTE_NOT_PROVEN: ({ command, sender }) => {
      command.confirmId = `${meadow}:c3`;
      sender.private = [oneOffKey(`${meadow}:c3`).revealed];
    },
  },
);

describeOrder(
  'plan:accept',
  async () => ({ s: await disputable(), command: { assetId: a1, confirmId: `${meadow}:c3` }, sender: { by: meadow } }),
  {
    COMMAND_MALFORMED: malformed,
    CONFIRM_NOT_FOUND: ({ command }) => {
      command.assetId = `${orchard}:a1`;
    },
    NOT_PARTICIPATOR: ({ sender }) => {
      sender.by = orchard;
    },
    CONFIRM_NOT_DELIVERED: ({ command }) => {
      command.confirmId = `${meadow}:c2`;
    },
  },
);

describeOrder(
  'plan:withdraw',
  async () => ({ s: await aMarket(), command: { assetId: a1 }, sender: { by: harbour } }),
  {
    COMMAND_MALFORMED: malformed,
    PLAN_NOT_FOUND: ({ command }) => {
      command.assetId = `${orchard}:a1`;
    },
    NOT_CONTRIBUTOR: ({ sender }) => {
      sender.by = orchard;
    },
    PLAN_NOT_OPEN: async ({ s }) => {
      s.ledger.passSeconds(7 * day);
      await s.act(meadow, 'plan:close', { assetId: a1 });
    },
  },
);

describeOrder(
  'plan:close',
  async () => {
    const s = await aMarket();
    await s.publish({ assetId: 'later', endTime: '2027-01-01T00:00:00.000Z' });
    s.ledger.passSeconds(7 * day);
    return { s, command: { assetId: a1 }, sender: { by: orchard } };
  },
  {
    COMMAND_MALFORMED: malformed,
    PLAN_NOT_FOUND: ({ command }) => {
      command.assetId = `${orchard}:a1`;
    },
    PLAN_NOT_OPEN: async ({ s, command }) => {
      await s.act(harbour, 'plan:withdraw', { assetId: command.assetId });
    },
    PLAN_NOT_ENDED: ({ command }) => {
      command.assetId = `${harbour}:later`;
    },
  },
);

describeOrder(
  'plan:purge',
  async () => {
    const s = await aMarket();
    await s.act(harbour, 'plan:withdraw', { assetId: a1 });
    return { s, command: { assetId: a1 }, sender: { by: harbour } };
  },
  {
    COMMAND_MALFORMED: malformed,
    PLAN_NOT_FOUND: ({ command }) => {
      command.assetId = `${harbour}:none`;
    },
    NOT_CONTRIBUTOR: ({ sender }) => {
      sender.by = orchard;
    },
    PLAN_STILL_OPEN: async ({ s, command }) => {
      const { assetId } = await s.publish({ assetId: 'open', tokenRateFen: 0 });
      await s.confirm(meadow, { assetId, confirmId: 'open', limitRmb: 10_000 });
      command.assetId = assetId;
    },
    CONFIRM_NOT_ENDED: async ({ s, command }) => {
      const { assetId } = await s.publish({ assetId: 'held', tokenRateFen: 0 });
      await s.confirm(meadow, { assetId, confirmId: 'held', limitRmb: 10_000 });
      await s.act(harbour, 'plan:withdraw', { assetId });
      command.assetId = assetId;
    },
  },
);

describeOrder(
  'token:recharge',
  async () => ({
    s: await anAlliance(),
    command: { rechargeId: 'r1', partyId: meadow, amountFen: 5, paymentReference: 'pay1' },
    sender: { by: keystone },
  }),
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.paymentReference = personal;
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.rechargeId = withOwner(command.rechargeId, harbour);
    },
    AMOUNT_NOT_POSITIVE: ({ command }) => {
      command.amountFen = -5;
    },
    AMOUNT_TOO_LARGE: ({ command }) => {
      command.amountFen = maxRechargeFen + 1;
    },
    RECHARGE_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await s.recharge(meadow, 6, 'r1');
    },
    PARTY_NOT_FOUND: ({ command }) => {
      command.partyId = 'StrangerMSP';
    },
    RECHARGE_TARGET_NOT_CREDITOR: ({ command }) => {
      command.partyId = keystone;
    },
    SUPPLY_EXHAUSTED: async ({ s, command }) => {
      await s.useUpSupply();
      command.amountFen = maxRechargeFen;
    },
    PAYMENT_REFERENCE_USED: async ({ s, command }) => {
      await s.recharge(meadow, 6, 'r0');
      command.paymentReference = 'pay-r0';
    },
  },
);

describeOrder(
  'token:redeem',
  async () => {
    const s = await aMarket();
    const command = { redemptionId: 'd1', amountFen: 500, folds: s.creditsOf(meadow) };
    return { s, command, sender: { by: meadow } };
  },
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.redemptionId = withLocal(command.redemptionId, personal);
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.redemptionId = withOwner(command.redemptionId, harbour);
    },
    AMOUNT_NOT_POSITIVE: ({ command }) => {
      command.amountFen = 0;
    },
    REDEMPTION_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await s.redeem(meadow, 1);
    },
    BALANCE_INSUFFICIENT: ({ command }) => {
      command.amountFen = 10_001;
    },
  },
);

const redemption = (step: 'settled' | 'requested') => async () => {
  const s = await aMarket();
  const redemptionId = await s.redeem(meadow, 500);
  if (step === 'settled') await s.settle(redemptionId);
  return { s, redemptionId };
};

describeOrder(
  'token:settle',
  async () => {
    const { s, redemptionId } = await redemption('requested')();
    return { s, command: { redemptionId, paymentReference: 'paid1' }, sender: { by: keystone } };
  },
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.paymentReference = personal;
    },
    REDEMPTION_NOT_FOUND: ({ command }) => {
      command.redemptionId = `${meadow}:none`;
    },
    REDEMPTION_STATUS_WRONG: async ({ s, command }) => {
      await s.act(keystone, 'token:reject', { redemptionId: command.redemptionId });
    },
    PAYMENT_REFERENCE_USED: async ({ s, command }) => {
      await s.recharge(orchard, 5, 'r9');
      command.paymentReference = 'pay-r9';
    },
  },
);

describeOrder(
  'token:object',
  async () => {
    const { s, redemptionId } = await redemption('settled')();
    return { s, command: { redemptionId }, sender: { by: meadow } };
  },
  {
    COMMAND_MALFORMED: malformed,
    REDEMPTION_NOT_FOUND: ({ command }) => {
      command.redemptionId = `${meadow}:none`;
    },
    NOT_HOLDER: ({ sender }) => {
      sender.by = orchard;
    },
    REDEMPTION_STATUS_WRONG: async ({ s, command }) => {
      await s.act(meadow, 'token:acknowledge', { redemptionId: command.redemptionId });
    },
    OBJECTION_LATE: async ({ s }) => {
      await advance(s, 4);
    },
  },
);

describeOrder(
  'token:cancel',
  async () => {
    const { s, redemptionId } = await redemption('requested')();
    await advance(s, 4);
    return { s, command: { redemptionId }, sender: { by: meadow } };
  },
  {
    COMMAND_MALFORMED: malformed,
    REDEMPTION_NOT_FOUND: ({ command }) => {
      command.redemptionId = `${meadow}:none`;
    },
    NOT_HOLDER: ({ sender }) => {
      sender.by = orchard;
    },
    REDEMPTION_STATUS_WRONG: async ({ s, command }) => {
      await s.act(keystone, 'token:reject', { redemptionId: command.redemptionId });
    },
    REDEMPTION_NOT_DUE: async ({ s, command }) => {
      command.redemptionId = await s.redeem(meadow, 5, 'd2');
    },
  },
);

describeOrder(
  'token:expire',
  async () => {
    const { s, redemptionId } = await redemption('settled')();
    await advance(s, 4);
    return { s, command: { redemptionId }, sender: { by: orchard } };
  },
  {
    COMMAND_MALFORMED: malformed,
    REDEMPTION_NOT_FOUND: ({ command }) => {
      command.redemptionId = `${meadow}:none`;
    },
    REDEMPTION_STATUS_WRONG: async ({ s, command }) => {
      await s.act(meadow, 'token:acknowledge', { redemptionId: command.redemptionId });
    },
    REDEMPTION_NOT_DUE: async ({ s, command }) => {
      command.redemptionId = await s.redeem(meadow, 5, 'd2');
      await s.settle(command.redemptionId);
    },
  },
);
