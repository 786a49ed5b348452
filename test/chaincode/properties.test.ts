/**
 * Invariants hold after every transaction of every history. NUM_RUNS in the environment runs more of them (a campaign); a failure
 * prints the seed and the shortest history that shows it.
 */
import fc from 'fast-check';
import type { Command, CommandName, Outcome } from '../../chaincode/api/commands';
import { eventMovements } from '../../chaincode/api/movements';
import { burntStatuses, type ConfirmRecord, type Participation, type PlanRecord } from '../../chaincode/api/records';
import { creditors, keystone, lantern } from './builders';
import { creditState, expectCreditSound } from './credit-invariants';
import { aBusyAlliance, history, type Sent, toSend, unguardedLedger } from './histories';
import { outcomesOf } from './ledger-double';
import { expectRedemptionsSound } from './redemption-invariants';
import { type Scenario, sum } from './scenario';

const runs = (numRuns: number) => ({ numRuns: Number(process.env.NUM_RUNS ?? numRuns) });
const seconds = 60_000 * (Number(process.env.NUM_RUNS ?? 0) > 0 ? 60 : 0.5);
/** The registrar among them: what is paid for answers goes through its account. */
const holders = [...creditors, lantern, keystone];

/** Every history begins with a copy of it. */
const busy = aBusyAlliance();
const begin = async () => (await busy).copy();

/** These leave nothing in public state by which a repeat could be known later. */
const unmarked: readonly CommandName[] = ['credit:handOver', 'credit:discard', 'alliance:advanceDay'];

async function send(s: Scenario, { name, commands, sender }: Sent): Promise<readonly Outcome[]> {
  return s.ledger.submit(name, commands as Command<CommandName>[], sender);
}

/** The same commands, each in a transaction of its own. */
function oneByOne({ name, commands, sender }: Sent): Sent[] {
  return commands.map((command, index) => {
    const { private: parts, ...rest } = sender;
    return { name, commands: [command], sender: { ...rest, ...(parts ? { private: [parts[index] ?? ''] } : {}) } };
  });
}

/** Everything that must hold of a state, read from its records alone. */
function expectSound(s: Scenario): void {
  const { ledger } = s;
  const recharged = sum(ledger.records('recharge').map(({ amountFen }) => amountFen));
  const burnt = sum(
    ledger
      .records('redemption')
      .filter(({ status }) => burntStatuses.includes(status))
      .map(({ amountFen }) => amountFen),
  );
  const owned = sum(holders.map((partyId) => s.balanceFen(partyId)));
  const held = sum(holders.map((partyId) => s.heldFen(partyId)));
  expect(recharged - burnt).toBe(owned + held);

  for (const { balanceFen } of ledger.records('account')) expect(balanceFen).toBeGreaterThanOrEqual(0);
  for (const { amountFen } of ledger.records('tokenCredit')) expect(amountFen).toBeGreaterThan(0);

  for (const plan of ledger.records('plan')) {
    const standing = ledger
      .records('confirm')
      .filter(({ assetId, status }) => assetId === plan.assetId && status !== 'REFUNDED');
    const { sharedLimitRmb, participantCount } = plan.joinLimit;
    const standingIds = standing.map(({ confirmId }) => confirmId);
    const unsettled = standing.filter(({ status }) => status !== 'PAID').map(({ confirmId }) => confirmId);
    expect(plan.confirmIds.filter((confirmId) => !standingIds.includes(confirmId))).toEqual([]);
    expect(unsettled.filter((confirmId) => !plan.confirmIds.includes(confirmId))).toEqual([]);
    expect(byParty(plan.participations)).toEqual(byParty(participationsIn(ledger.records('confirm'), plan)));
    expect(sum(standing.map(({ confirmTakeInLimitRmb }) => confirmTakeInLimitRmb))).toBeLessThanOrEqual(
      sharedLimitRmb - plan.remainingLimitRmb,
    );
    expect(plan.remainingLimitRmb).toBeGreaterThanOrEqual(0);
    expect(new Set(standing.map(({ partyId }) => partyId)).size).toBeLessThanOrEqual(participantCount);
    expect(standing.map(({ partyId }) => partyId)).not.toContain(plan.contributor);
    if (plan.purged) expect(standing.every(({ status }) => status === 'PAID')).toBe(true);
    const sealedKey = `sealed/\u0000sealed\u0000${plan.assetId.replace(':', '\u0000')}\u0000`;
    expect(ledger.privateKeys.includes(sealedKey)).toBe(!plan.purged);
  }

  const settled = ledger.events.filter(({ name }) => name === 'ExchangeEndedEvent');
  for (const confirm of ledger.records('confirm')) {
    const { confirmId, status, tokenFen, wrap, endedTime } = confirm;
    const announced = ledger.events.filter(
      (event) => event.name === 'OrgConfirmAssetEvent' && event.confirmId === confirmId,
    );
    expect(announced).toMatchObject([{ tokenFen }]);
    const ends = settled.filter((event) => 'confirmId' in event && event.confirmId === confirmId);
    expect(ends).toHaveLength(status === 'PAID' || status === 'REFUNDED' ? 1 : 0);
    expect(endedTime !== undefined).toBe(ends.length === 1);
    if (status === 'PAID') expect(wrap).toBeDefined();
  }

  for (const { answerId, status, endedTime, wrap, tokenFen } of ledger.records('creditAnswer')) {
    const announced = ledger.events.filter(
      (event) => event.name === 'CreditAnswerEvent' && event.answerId === answerId,
    );
    const ends = announced.filter((event) => 'eventName' in event && event.eventName !== 'DELIVERED');
    expect(ends).toHaveLength(status === 'PAID' || status === 'REFUNDED' ? 1 : 0);
    expect(endedTime !== undefined).toBe(ends.length === 1);
    if (ends.length > 0) expect(ends).toMatchObject([{ status, tokenFen }]);
    expect(announced.length - ends.length).toBe(wrap === undefined ? 0 : 1);
    if (status === 'PAID') expect(wrap).toBeDefined();
  }
  const queries = ledger.records('creditQuery');
  expect(queries.flatMap(({ answerIds }) => answerIds).sort()).toEqual(
    ledger
      .records('creditAnswer')
      .map(({ answerId }) => answerId)
      .sort(),
  );

  for (const partyId of holders) {
    const moved = ledger.events.flatMap(eventMovements).filter((movement) => movement.partyId === partyId);
    expect(sum(moved.map(({ balanceFen }) => balanceFen))).toBe(s.balanceFen(partyId));
    expect(sum(moved.map(({ heldFen }) => heldFen))).toBe(s.heldFen(partyId));
  }

  const payments = ledger.records('used').filter(({ what }) => what === 'payment');
  const references = [...ledger.records('recharge'), ...ledger.records('redemption')].flatMap(
    ({ paymentReference }) => paymentReference ?? [],
  );
  expect([...references].sort()).toEqual(payments.map(({ value }) => value).sort());
  const users = ledger.records('used').flatMap(({ what, by }) => (what === 'oneOffKey' ? by : []));
  const keyed = queries.filter(({ purpose }) => purpose !== 'OWN_REPORT');
  const asked = keyed.flatMap(({ queryId, answerIds }) => answerIds.map(() => queryId));
  expect(users.sort()).toEqual([...ledger.records('confirm').map(({ confirmId }) => confirmId), ...asked].sort());
}

function participationsIn(confirms: readonly ConfirmRecord[], { assetId }: PlanRecord): readonly Participation[] {
  const ofPlan = confirms.filter((confirm) => confirm.assetId === assetId);
  return [...new Set(ofPlan.map(({ partyId }) => partyId))].map((partyId) => {
    const own = ofPlan.filter((confirm) => confirm.partyId === partyId);
    const refunded = own.filter(({ status }) => status === 'REFUNDED').length;
    return { partyId, standing: own.length - refunded, refunded };
  });
}

function byParty(participations: readonly Participation[]): readonly Participation[] {
  return [...participations].sort((one, other) => one.partyId.localeCompare(other.partyId));
}

describe('after every transaction of every history', () => {
  it(
    'tokens are conserved, no plan is oversold, every confirm has one fee, the statement adds up, and credit records are as signed',
    async () => {
      await fc.assert(
        fc.asyncProperty(history(), async (steps) => {
          const s = await begin();
          expectSound(s);
          for (const step of steps) {
            s.ledger.passSeconds(step.passSeconds);
            const before = creditState(s);
            await send(s, toSend(s, step));
            expectSound(s);
            expectRedemptionsSound(s);
            await expectCreditSound(s, before);
          }
        }),
        runs(24),
      );
    },
    seconds,
  );

  it(
    'a list of commands has given the state and the outcomes of its commands one by one',
    async () => {
      await fc.assert(
        fc.asyncProperty(history(20), async (steps) => {
          const [together, apart] = [await begin(), await begin()];
          for (const step of steps) {
            for (const s of [together, apart]) s.ledger.passSeconds(step.passSeconds);
            const sent = toSend(together, step);
            const outcomes = await send(together, sent);
            const single: Outcome[] = [];
            for (const one of oneByOne(sent)) single.push(...(await send(apart, one)));
            expect(single).toEqual(outcomes);
            expect(apart.ledger.dump()).toBe(together.ledger.dump());
            expect(apart.ledger.events).toEqual(together.ledger.events);
          }
        }),
        runs(60),
      );
    },
    seconds,
  );

  it(
    'each accepted command, sent again then and at the end, changes nothing and answers as the first time',
    async () => {
      await fc.assert(
        fc.asyncProperty(history(20), async (steps) => {
          const s = await begin();
          const done: { sent: Sent; outcome: Outcome }[] = [];
          const expectSame = async (entries: typeof done) => {
            const before = s.ledger.dump();
            const mark = s.ledger.events.length;
            for (const { sent, outcome } of entries) {
              expect(await send(s, sent)).toEqual([{ ...outcome, repeated: true }]);
            }
            expect(s.ledger.dump()).toBe(before);
            expect(s.ledger.events).toHaveLength(mark);
          };
          for (const step of steps) {
            s.ledger.passSeconds(step.passSeconds);
            for (const sent of oneByOne(toSend(s, step))) {
              const [outcome] = await send(s, sent);
              if (outcome?.status !== 'ACCEPTED' || unmarked.includes(sent.name)) continue;
              await expectSame([{ sent, outcome }]);
              // A record recognises only its last level.
              if (sent.name !== 'credit:setLevel') done.push({ sent, outcome });
            }
          }
          s.ledger.passSeconds(400 * 24 * 3600);
          await expectSame(done);
        }),
        runs(60),
      );
    },
    seconds,
  );

  it(
    'a refused command alone has read, and written nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(history(15), async (steps) => {
          const s = await begin();
          for (const step of steps) {
            s.ledger.passSeconds(step.passSeconds);
            for (const { name, commands, sender } of oneByOne(toSend(s, step))) {
              const envelope = await s.ledger.endorse(name, commands, sender);
              const [outcome] = outcomesOf(envelope);
              if (outcome?.status === 'REFUSED')
                expect([envelope.writes, envelope.eventPayload]).toEqual([[], undefined]);
              else s.ledger.commit(envelope);
            }
          }
        }),
        runs(40),
      );
    },
    seconds,
  );
});

it('histories reach every kind of command with success, so that the properties say something', async () => {
  const reached = new Set<string>();
  const unguarded = aBusyAlliance(unguardedLedger());
  for (const steps of fc.sample(history(80), { numRuns: 100, seed: 7 })) {
    const s = (await unguarded).copy();
    for (const step of steps) {
      s.ledger.passSeconds(step.passSeconds);
      const outcomes = await send(s, toSend(s, step));
      if (outcomes.some((outcome) => outcome.status === 'ACCEPTED' && !outcome.repeated)) reached.add(step.name);
    }
    for (const { endedBy } of s.ledger.records('confirm')) reached.add(`ended ${endedBy}`);
    for (const { status } of s.ledger.records('redemption')) reached.add(`redemption ${status}`);
    for (const { endedBy, tokenFen } of s.ledger.records('creditAnswer')) {
      if (tokenFen > 0) reached.add(`answer ${endedBy}`);
    }
    for (const { status, purged } of s.ledger.records('creditDispute')) {
      reached.add(purged ? 'dispute purged' : `dispute ${status}`);
    }
    for (const { purpose, answerIds } of s.ledger.records('creditQuery')) {
      reached.add(
        `${answerIds.length > 1 ? 'several answers' : answerIds.length > 0 ? 'answer' : 'summary'} ${purpose}`,
      );
    }
    for (const { borrower, renewedBy, correctedBy } of s.ledger.records('creditRecord')) {
      reached.add(`record ${borrower.type}`);
      if (renewedBy !== undefined) reached.add('record RENEWED');
      if (correctedBy !== undefined) reached.add('record CORRECTED');
    }
    for (const { corrects, number } of s.ledger.records('creditFeedback')) {
      if (corrects !== undefined) reached.add('feedback corrects');
      else if (number > 1) reached.add('feedback extends');
    }
  }
  const wanted = [
    'alliance:advanceDay',
    'alliance:propose',
    'alliance:vote',
    'answer ACCEPTED',
    'answer DISPUTED',
    'answer EXPIRED',
    'answer OWN_REPORT',
    'consent:grant',
    'consent:revoke',
    'credit:accept',
    'credit:deliver',
    'credit:answerDispute',
    'credit:discard',
    'credit:dispute',
    'credit:expire',
    'credit:feedback',
    'credit:handOver',
    'credit:payOut',
    'credit:proveMisdelivery',
    'credit:purge',
    'credit:query',
    'credit:register',
    'credit:setLevel',
    'dispute OPEN',
    'dispute REJECTED',
    'dispute purged',
    'feedback corrects',
    'feedback extends',
    'party:registerKey',
    'plan:accept',
    'plan:close',
    'plan:confirm',
    'plan:deliver',
    'plan:dispute',
    'plan:expire',
    'plan:publish',
    'plan:purge',
    'plan:withdraw',
    'record CORRECTED',
    'record MANDATE',
    'record RENEWED',
    'record SIGNATURE',
    'redemption BURNED',
    'redemption EXPIRED',
    'redemption OBJECTED',
    'redemption RETURNED',
    'redemption UNDECIDED',
    'several answers LOAN_APPLICATION',
    'ended ACCEPTED',
    'ended DISPUTED',
    'ended EXPIRED',
    'subject:addKey',
    'subject:ask',
    'subject:attach',
    'subject:evaluate',
    'subject:revokeKey',
    'summary LOAN_APPLICATION',
    'token:acknowledge',
    'token:cancel',
    'token:expire',
    'token:fold',
    'token:object',
    'token:recharge',
    'token:redeem',
    'token:reject',
    'token:settle',
  ];
  expect(wanted.filter((what) => !reached.has(what))).toEqual([]);
});
