/** For each refusal one way to reach it, and exactly it. The type makes the table complete; refusals.test.ts runs it. */
import { maxConfirmsUnderWay, maxDisputes, maxRechargeFen, maxTransactionBytes } from '../../chaincode/api/commands';
import { type RefusalCode, Rejection } from '../../chaincode/api/refusals';
import {
  aPlan,
  day,
  foundingDocument,
  harbour,
  hour,
  keystone,
  lantern,
  meadow,
  oneOffKey,
  orchard,
  watchtower,
} from './builders';
import {
  aFeedback,
  aKey,
  aLevel,
  aLoan,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  keyOf,
  type LoanOptions,
  maturity,
  signer,
} from './credit-builders';
import {
  aMaturedLoan,
  aRegistry,
  evaluation,
  giveFeedback,
  passTo,
  period,
  question,
  register,
  registerEvaluator,
  tryFeedback,
  tryRegister,
} from './credit-scenario';
import { LedgerDouble, outcomesOf } from './ledger-double';
import { secondPublicKey, shortPublicKey } from './public-keys';
import { aConsentRevocation, asking } from './query-builders';
import {
  advance,
  anAnsweredLoan,
  anAskedLoan,
  anIncome,
  aToldLoan,
  grant,
  ledgerDay,
  price,
  tryAnswer,
  tryAnswerDispute,
  tryDispute,
  tryGrant,
  tryPayOut,
  tryPurge,
  tryQuery,
} from './query-scenario';
import { aMarket, anAlliance, documentWith, refused, Scenario } from './scenario';

export interface RefusalCase {
  /** The attempt, as the end of a test's title. */
  readonly when: string;
  readonly reach: () => Promise<RefusalCode>;
}

const aCase = (when: string, reach: () => Promise<RefusalCode>): RefusalCase => ({ when, reach });

/** The code with which a whole transaction failed. */
export async function failure(transaction: Promise<unknown>): Promise<RefusalCode> {
  try {
    await transaction;
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
  throw new Error('the transaction was endorsed');
}

const unfounded = () => new Scenario(new LedgerDouble(documentWith()));
const admin = { unit: 'admin' } as const;
const a1 = { assetId: `${harbour}:a1` };

async function withProposal(): Promise<{ s: Scenario; proposalId: string }> {
  const s = await anAlliance();
  const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 20_000 } } as const;
  await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin);
  return { s, proposalId: `${keystone}:p1` };
}

async function withConfirm(): Promise<{ s: Scenario; confirmId: string }> {
  const s = await aMarket();
  return { s, confirmId: await s.confirm() };
}

async function withDelivery(): Promise<{ s: Scenario; confirmId: string }> {
  const s = await aMarket();
  return { s, confirmId: await s.delivered() };
}

async function asked(): Promise<Scenario> {
  const s = await aRegistry();
  await s.act(harbour, 'subject:ask', question());
  return s;
}

/** A loan that is refused on a registry with the two subjects and nothing else. */
async function refusedLoan(options: LoanOptions): Promise<RefusalCode> {
  return refused(await tryRegister(await aRegistry(), aLoan(options)));
}

async function withRedemption(): Promise<{ s: Scenario; redemptionId: string }> {
  const s = await aMarket();
  return { s, redemptionId: await s.redeem(meadow, 500) };
}

export const refusalCases: Readonly<Record<RefusalCode, RefusalCase>> = {
  TRANSACTION_MALFORMED: aCase('the arguments exceed 2 MiB', async () => {
    const { ledger } = await aMarket();
    const padding = 'x'.repeat(maxTransactionBytes);
    return failure(
      ledger.endorseArgument('plan:withdraw', JSON.stringify({ commands: [a1], padding }), { by: harbour }),
    );
  }),
  ALLIANCE_NOT_FOUNDED: aCase('a plan is withdrawn before the alliance is founded', () =>
    failure(unfounded().act(harbour, 'plan:withdraw', a1)),
  ),
  LEDGER_FORMAT_UNKNOWN: aCase('a plan is withdrawn on a ledger that an earlier version has written', () => {
    const s = unfounded();
    s.ledger.foundInFirstFormat();
    return failure(s.act(harbour, 'plan:withdraw', a1));
  }),
  CLOCK_OUT_OF_WINDOW: aCase('a proposal is back-dated by more than the window', async () => {
    const s = await aMarket();
    return failure(s.act(harbour, 'plan:withdraw', a1, { atMs: s.ledger.nowMs - 61_000 }));
  }),
  CALLER_NOT_MEMBER: aCase('a stranger withdraws a plan', async () =>
    failure((await aMarket()).act('StrangerMSP', 'plan:withdraw', a1)),
  ),
  CALLER_TYPE_NOT_ALLOWED: aCase('a regulator publishes a plan', async () =>
    failure((await anAlliance()).tryPublish({ contributor: watchtower })),
  ),
  CALLER_NOT_ADMIN: aCase("an officer's certificate registers a key", async () => {
    const s = await anAlliance();
    return failure(s.act(harbour, 'party:registerKey', { version: 2, publicKey: secondPublicKey }, { unit: 'client' }));
  }),
  COMMAND_MALFORMED: aCase('a command has a member too many', async () => {
    const { ledger } = await aMarket();
    const argument = JSON.stringify({ commands: [{ ...a1, reason: 'none' }] });
    const [outcome] = outcomesOf(await ledger.endorseArgument('plan:withdraw', argument, { by: harbour }));
    return outcome === undefined ? 'TRANSACTION_MALFORMED' : refused(outcome);
  }),
  IDENTIFIER_PERSONAL: aCase('an assetId holds a mobile number', async () =>
    refused(await (await anAlliance()).tryPublish({ assetId: 'loan-13800138000' })),
  ),
  IDENTIFIER_NOT_OWN: aCase("a confirm takes another institution's identifier", async () =>
    refused(await (await aMarket()).tryConfirm(meadow, { confirmId: `${orchard}:c1` })),
  ),
  NOT_EVALUATOR: aCase('an institution that is no evaluator registers a key', async () =>
    refused(await registerEvaluator(await anAlliance(), harbour)),
  ),
  NOT_REGISTRAR: aCase('a lender posts its own record', async () =>
    refused(await tryRegister(await aRegistry(), aLoan(), harbour)),
  ),
  AMOUNT_NOT_POSITIVE: aCase('nothing is recharged', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 0, paymentReference: 'pay1' };
    return refused(await s.act(keystone, 'token:recharge', command));
  }),
  AMOUNT_TOO_LARGE: aCase('the fee for the whole shared limit exceeds 2^53 - 1', async () => {
    const s = await anAlliance();
    return refused(await s.tryPublish({ sharedLimitRmb: Number.MAX_SAFE_INTEGER, tokenRateFen: 10_001 }));
  }),
  FOUNDING_DOCUMENT_DIFFERS: aCase('the founding hash is that of another document', async () =>
    refused(await unfounded().act(keystone, 'alliance:found', { foundingHash: '0'.repeat(64) }, admin)),
  ),
  PROPOSAL_EXISTS_WITH_OTHER_CONTENT: aCase('a proposalId is used for another change', async () => {
    const { s } = await withProposal();
    const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 30_000 } } as const;
    return refused(await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin));
  }),
  PROPOSAL_NOT_FOUND: aCase('the vote is on a proposal that nobody made', async () => {
    const s = await anAlliance();
    return refused(await s.act(meadow, 'alliance:vote', { proposalId: `${keystone}:p1`, approve: true }, admin));
  }),
  VOTE_IN_OWN_CASE: aCase('the issuer votes on an objection', async () => {
    const s = await aMarket();
    const change = { type: 'REDEMPTION', redemptionId: await s.objected(), verdict: 'BURN' } as const;
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin);
    return refused(await s.act(keystone, 'alliance:vote', { proposalId: 'p1', approve: true }, admin));
  }),
  VOTE_ALREADY_CAST: aCase('an institution votes the other way', async () => {
    const { s, proposalId } = await withProposal();
    await s.act(meadow, 'alliance:vote', { proposalId, approve: true }, admin);
    return refused(await s.act(meadow, 'alliance:vote', { proposalId, approve: false }, admin));
  }),
  PROPOSAL_NOT_OPEN: aCase('the vote comes after the decision', async () => {
    const { s, proposalId } = await withProposal();
    for (const by of [meadow, harbour]) await s.act(by, 'alliance:vote', { proposalId, approve: false }, admin);
    return refused(await s.act(orchard, 'alliance:vote', { proposalId, approve: true }, admin));
  }),
  CHANGE_NOT_APPLICABLE: aCase('a regulator is to endorse', async () => {
    const s = await anAlliance();
    const member = { partyId: watchtower, partyName: 'W', partyOrgType: 'REGULATOR', endorses: true } as const;
    const command = { proposalId: 'p1', change: { type: 'MEMBER', member } as const };
    return refused(await s.act(keystone, 'alliance:propose', command, admin));
  }),
  CHANGE_HOLDS_ALREADY: aCase('a parameter is to be what it is', async () => {
    const s = await anAlliance();
    const { payoutDays } = foundingDocument.parameters;
    const command = { proposalId: 'p1', change: { type: 'PARAMETERS', parameters: { payoutDays } } as const };
    return refused(await s.act(keystone, 'alliance:propose', command, admin));
  }),
  DAY_NOT_LATER: aCase('the day is to go back', async () => {
    const { s } = await aToldLoan();
    return refused(await s.act(watchtower, 'alliance:advanceDay', { day: ledgerDay(s) - 1 }));
  }),
  DAY_AHEAD: aCase('the day begins after the window', async () => {
    const { s } = await aToldLoan();
    return refused(await s.act(watchtower, 'alliance:advanceDay', { day: ledgerDay(s) + 1 }));
  }),
  DAY_NOT_YOURS: aCase('a creditor advances a ledger that is one day behind', async () => {
    const { s } = await aToldLoan();
    s.ledger.passSeconds(day);
    return refused(await s.act(harbour, 'alliance:advanceDay', { day: ledgerDay(s) + 1 }));
  }),
  KEY_EXISTS_WITH_OTHER_CONTENT: aCase('a version of a key is registered with another key', async () => {
    const s = await anAlliance();
    return refused(await s.act(harbour, 'party:registerKey', { version: 1, publicKey: secondPublicKey }, admin));
  }),
  KEY_INVALID: aCase('a key has 2048 bits', async () => {
    const s = await anAlliance();
    return refused(await s.act(harbour, 'party:registerKey', { version: 2, publicKey: shortPublicKey }, admin));
  }),
  KEY_VERSION_NOT_NEXT: aCase('a version of a key is left out', async () => {
    const s = await anAlliance();
    return refused(await s.act(harbour, 'party:registerKey', { version: 3, publicKey: secondPublicKey }, admin));
  }),
  RATE_RANGE_INVALID: aCase('the lowest rate is above the highest', async () =>
    refused(await (await anAlliance()).tryPublish({ sharedRate: { minBps: 2001, maxBps: 2000 } })),
  ),
  PARTICIPANT_COUNT_NOT_ONE: aCase('FIRST_COME is to admit two', async () =>
    refused(await (await anAlliance()).tryPublish({ form: 'FIRST_COME', participantCount: 2 })),
  ),
  PLAN_WINDOW_INVALID: aCase('a plan ends when it starts', async () =>
    refused(await (await anAlliance()).tryPublish({ endTime: '2026-03-01T08:00:00.000Z' })),
  ),
  MIN_CONFIRM_TOO_LARGE: aCase('a confirm is to take in more than there is', async () =>
    refused(await (await anAlliance()).tryPublish({ minConfirmRmb: 100_001 })),
  ),
  SEALED_RECORD_MISMATCH: aCase('the sealed record is not sent along', async () =>
    refused(await (await anAlliance()).act(harbour, 'plan:publish', aPlan().command)),
  ),
  PLAN_EXISTS_WITH_OTHER_CONTENT: aCase('an assetId is published with other content', async () =>
    refused(await (await aMarket()).tryPublish({ sharedLimitRmb: 90_000 })),
  ),
  PLAN_ALREADY_ENDED: aCase('endTime is now', async () => {
    const s = await anAlliance();
    return refused(await s.tryPublish({ startTime: '2026-02-01T00:00:00.000Z', endTime: s.ledger.time }));
  }),
  MIN_CONFIRM_TOO_SMALL: aCase("a plan asks for 1 RMB less than the alliance's minimum", async () =>
    refused(await (await anAlliance()).tryPublish({ minConfirmRmb: 9_999 })),
  ),
  KEY_VERSION_NOT_CURRENT: aCase('a record is sealed for a version that is not registered', async () =>
    refused(await (await anAlliance()).tryPublish({ keyVersion: 2 })),
  ),
  PLAN_NOT_FOUND: aCase('nobody published the plan', async () =>
    refused(await (await aMarket()).tryConfirm(meadow, { assetId: `${orchard}:a1` })),
  ),
  CONFIRM_NOT_FOUND: aCase('the confirm is of another plan', async () => {
    const { s, confirmId } = await withConfirm();
    await s.publish({ assetId: 'a2' });
    return refused(await s.act(meadow, 'plan:accept', { assetId: `${harbour}:a2`, confirmId }));
  }),
  ANSWER_NOT_FOUND: aCase('nobody asked for what is accepted', async () =>
    refused(await (await aRegistry()).act(meadow, 'credit:accept', { answerId: 'q1.0' })),
  ),
  NOT_CONTRIBUTOR: aCase('the participator delivers to itself', async () => {
    const { s, confirmId } = await withConfirm();
    return refused(await s.tryDeliver(confirmId, undefined, meadow));
  }),
  NOT_PARTICIPATOR: aCase('the contributor accepts its own delivery', async () => {
    const { s, confirmId } = await withDelivery();
    return refused(await s.tryStep('plan:accept', confirmId, harbour));
  }),
  NOT_ASKER: aCase('the registrar accepts what it handed over', async () => {
    const { s, answerId } = await anAnsweredLoan();
    return refused(await s.act(keystone, 'credit:accept', { answerId }));
  }),
  CONFIRM_EXISTS_WITH_OTHER_CONTENT: aCase('a confirmId is used for another limit', async () => {
    const { s } = await withConfirm();
    return refused(await s.tryConfirm(meadow, { limitRmb: 10_000 }));
  }),
  QUERY_EXISTS_WITH_OTHER_CONTENT: aCase('a queryId is used for other records', async () => {
    const { s } = await anAskedLoan();
    return refused(await tryQuery(s));
  }),
  CONFIRM_OWN_PLAN: aCase('the contributor confirms its own plan', async () =>
    refused(await (await aMarket()).tryConfirm(harbour)),
  ),
  ONE_OFF_KEY_INVALID: aCase('the one-off key is no point of the curve', async () => {
    const offCurve = Buffer.from(oneOffKey('c1').publicKey, 'base64url');
    offCurve.writeUInt8((offCurve[64] ?? 0) ^ 1, 64);
    return refused(await (await aMarket()).tryConfirm(meadow, { oneOffPublicKey: offCurve.toString('base64url') }));
  }),
  PARTY_KEY_MISSING: aCase('the participator has never registered a key', async () => {
    const s = await aMarket();
    const member = { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'CREDITOR_ORG', endorses: false } as const;
    await s.change({ type: 'MEMBER', member }, [harbour, meadow, orchard]);
    return refused(await s.tryConfirm('BrookMSP'));
  }),
  PLAN_NOT_STARTED: aCase('startTime lies ahead', async () => {
    const s = await aMarket({ startTime: '2026-03-01T08:00:00.001Z' });
    return refused(await s.tryConfirm());
  }),
  PLAN_ENDED: aCase('endTime is now', async () => {
    const s = await aMarket();
    s.ledger.passSeconds(7 * day);
    return refused(await s.tryConfirm());
  }),
  PLAN_NOT_OPEN: aCase('the plan was withdrawn', async () => {
    const s = await aMarket();
    await s.act(harbour, 'plan:withdraw', a1);
    return refused(await s.tryConfirm());
  }),
  RATE_OUT_OF_RANGE: aCase('the rate is 17 %', async () =>
    refused(await (await aMarket()).tryConfirm(meadow, { rateBps: 1700 })),
  ),
  LIMIT_EXCEEDED: aCase('the limit is above what is left', async () =>
    refused(await (await aMarket()).tryConfirm(meadow, { limitRmb: 100_001 })),
  ),
  CONFIRM_BELOW_MINIMUM: aCase('the limit is 1 RMB short of the minimum', async () =>
    refused(await (await aMarket()).tryConfirm(meadow, { limitRmb: 9_999 })),
  ),
  CONFIRMS_REFUNDED_TOO_OFTEN: aCase('three confirms of the institution were refunded', async () => {
    const s = await aMarket();
    for (const confirmId of ['c1', 'c2', 'c3']) await s.misdelivered(meadow, { confirmId });
    return refused(await s.tryConfirm(meadow, { confirmId: 'c4' }));
  }),
  CONFIRMS_EXHAUSTED: aCase('500 confirms of the plan are held', async () => {
    const s = await aMarket({ sharedLimitRmb: 5_010_000, tokenRateFen: 0 });
    const commands = Array.from({ length: maxConfirmsUnderWay }, (_, index) =>
      s.confirmCommand(meadow, { confirmId: `c${index}`, limitRmb: 10_000 }),
    );
    await s.ledger.submit('plan:confirm', commands, { by: meadow });
    return refused(await s.tryConfirm(meadow, { confirmId: 'last', limitRmb: 10_000 }));
  }),
  ONE_OFF_KEY_USED: aCase("a second confirm uses the first one's key", async () => {
    const { s, confirmId } = await withConfirm();
    const { publicKey } = oneOffKey(confirmId);
    return refused(await s.tryConfirm(meadow, { confirmId: 'c2', limitRmb: 10_000, oneOffPublicKey: publicKey }));
  }),
  CONFIRM_NOT_HELD: aCase('a refunded confirm is delivered', async () => {
    const { s, confirmId } = await withConfirm();
    s.ledger.passSeconds(24 * hour + 600);
    await s.tryStep('plan:expire', confirmId, meadow);
    return refused(await s.tryDeliver(confirmId));
  }),
  CONFIRM_NOT_DELIVERED: aCase('a confirm is accepted before its delivery', async () => {
    const { s, confirmId } = await withConfirm();
    return refused(await s.tryStep('plan:accept', confirmId, meadow));
  }),
  ANSWER_NOT_HELD: aCase('a refunded answer is delivered', async () => {
    const { s, answerId, loan } = await anAskedLoan();
    s.ledger.passSeconds(24 * hour + 600);
    await s.act(meadow, 'credit:expire', { answerId });
    return refused(await tryAnswer(s, answerId, loan));
  }),
  ANSWER_NOT_DELIVERED: aCase('an answer is accepted before its delivery', async () => {
    const { s, answerId } = await anAskedLoan();
    return refused(await s.act(meadow, 'credit:accept', { answerId }));
  }),
  DELIVERY_LATE: aCase('the delivery comes 1 s after deliverBy', async () => {
    const { s, confirmId } = await withConfirm();
    s.ledger.passSeconds(24 * hour + 1);
    return refused(await s.tryDeliver(confirmId));
  }),
  WRAP_INVALID: aCase("the wrap's ephemeral key is no point", async () => {
    const { s, confirmId } = await withConfirm();
    return refused(await s.tryDeliver(confirmId, { ...s.wrapFor(confirmId), ephemeralPublicKey: 'AAAA' }));
  }),
  DISPUTE_LATE: aCase("the dispute comes on the first of the ledger's days after disputeBy", async () => {
    const { s, confirmId } = await withDelivery();
    await s.passDisputeBy(s.confirmRecord(confirmId));
    return refused(await s.tryDispute(confirmId));
  }),
  DISPUTE_KEY_MISMATCH: aCase('the dispute reveals another key', async () => {
    const { s, confirmId } = await withDelivery();
    return refused(await s.tryDispute(confirmId, oneOffKey('another').revealed));
  }),
  SEALED_RECORD_UNAVAILABLE: aCase('the endorser of a dispute was never sent the record', async () => {
    const { s, confirmId } = await withDelivery();
    const lacking = new Set([`\u0000sealed\u0000${harbour}\u0000a1\u0000`]);
    return failure(s.tryDispute(confirmId, undefined, { lacking }));
  }),
  DISPUTE_NOT_PROVEN: aCase('a good delivery is disputed', async () => {
    const { s, confirmId } = await withDelivery();
    return refused(await s.tryDispute(confirmId));
  }),
  NOT_EXPIRED: aCase("a delivered confirm is expired before the ledger's day says so", async () => {
    const { s, confirmId } = await withDelivery();
    s.ledger.passSeconds(96 * hour);
    return refused(await s.tryStep('plan:expire', confirmId, orchard));
  }),
  PLAN_NOT_ENDED: aCase('a plan is closed before endTime', async () =>
    refused(await (await aMarket()).act(orchard, 'plan:close', a1)),
  ),
  PLAN_STILL_OPEN: aCase('an open plan is purged', async () =>
    refused(await (await aMarket()).act(harbour, 'plan:purge', a1)),
  ),
  CONFIRM_NOT_ENDED: aCase('a withdrawn plan with a held confirm is purged', async () => {
    const { s } = await withConfirm();
    await s.act(harbour, 'plan:withdraw', a1);
    return refused(await s.act(harbour, 'plan:purge', a1));
  }),
  RECHARGE_EXISTS_WITH_OTHER_CONTENT: aCase('a rechargeId is used for another amount', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 1, paymentReference: 'pay1' };
    await s.act(keystone, 'token:recharge', command);
    return refused(await s.act(keystone, 'token:recharge', { ...command, amountFen: 2 }));
  }),
  PARTY_NOT_FOUND: aCase('a stranger is recharged', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: 'StrangerMSP', amountFen: 1, paymentReference: 'pay1' };
    return refused(await s.act(keystone, 'token:recharge', command));
  }),
  RECHARGE_TARGET_NOT_CREDITOR: aCase('a data service provider is recharged', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: lantern, amountFen: 1, paymentReference: 'pay1' };
    return refused(await s.act(keystone, 'token:recharge', command));
  }),
  REDEMPTION_EXISTS_WITH_OTHER_CONTENT: aCase('a redemptionId is used for another amount', async () => {
    const { s } = await withRedemption();
    return refused(await s.tryRedeem(meadow, 600));
  }),
  REDEMPTION_NOT_FOUND: aCase('nobody asked for the redemption', async () => {
    const s = await anAlliance();
    return refused(await s.act(keystone, 'token:reject', { redemptionId: `${meadow}:d1` }));
  }),
  NOT_HOLDER: aCase("another creditor cancels the holder's redemption", async () => {
    const { s, redemptionId } = await withRedemption();
    return refused(await s.act(harbour, 'token:cancel', { redemptionId }));
  }),
  REDEMPTION_STATUS_WRONG: aCase('a redemption is acknowledged before it is settled', async () => {
    const { s, redemptionId } = await withRedemption();
    return refused(await s.act(meadow, 'token:acknowledge', { redemptionId }));
  }),
  REDEMPTION_NOT_DUE: aCase('a redemption is cancelled a day too early', async () => {
    const { s, redemptionId } = await withRedemption();
    await advance(s, 3);
    return refused(await s.act(meadow, 'token:cancel', { redemptionId }));
  }),
  OBJECTION_LATE: aCase('the objection comes on the day on which its time is over', async () => {
    const { s, redemptionId } = await withRedemption();
    await s.settle(redemptionId);
    await advance(s, 4);
    return refused(await s.act(meadow, 'token:object', { redemptionId }));
  }),
  VERDICT_LATE: aCase('a verdict is proposed on the day on which the time to decide is over', async () => {
    const s = await aMarket();
    const change = { type: 'REDEMPTION', redemptionId: await s.objected(), verdict: 'BURN' } as const;
    await advance(s, 31);
    return refused(await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin));
  }),
  SUPPLY_EXHAUSTED: aCase('more would have been recharged in all than can be written exactly', async () => {
    const s = await anAlliance();
    await s.useUpSupply();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: maxRechargeFen, paymentReference: 'pay1' };
    return refused(await s.act(keystone, 'token:recharge', command));
  }),
  PAYMENT_REFERENCE_USED: aCase('one payment recharges twice', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 1, paymentReference: 'pay1' };
    await s.act(keystone, 'token:recharge', command);
    return refused(await s.act(keystone, 'token:recharge', { ...command, rechargeId: 'r2' }));
  }),
  EVALUATOR_EXISTS_WITH_OTHER_CONTENT: aCase('an evaluator registers a second key', async () =>
    refused(await registerEvaluator(await aRegistry(), keystone, question().blinded[0])),
  ),
  EVALUATION_NOT_FOUND: aCase('nobody asked what is answered', async () =>
    refused(await (await aRegistry()).act(watchtower, 'subject:evaluate', evaluation(watchtower))),
  ),
  EVALUATION_COUNT_DIFFERS: aCase('one of two numbers is answered', async () =>
    refused(await (await asked()).act(watchtower, 'subject:evaluate', evaluation(watchtower, 1))),
  ),
  EVALUATION_EXISTS_WITH_OTHER_CONTENT: aCase('an evaluationId is used for other numbers', async () => {
    const s = await asked();
    return refused(await s.act(harbour, 'subject:ask', { ...question(), blinded: question(2, 'e2').blinded }));
  }),
  EVALUATORS_NOT_READY: aCase('one of the evaluators has no key', async () => {
    const s = await anAlliance();
    await registerEvaluator(s, keystone);
    return refused(await s.act(harbour, 'subject:ask', question()));
  }),
  ALLOWANCE_EXHAUSTED: aCase('the numbers are one more than a day allows', async () => {
    const s = await aRegistry({ parameters: { evaluationsPerDay: 5 } });
    await s.act(harbour, 'subject:ask', question(3));
    return refused(await s.act(harbour, 'subject:ask', question(3, 'e2')));
  }),
  IDENTITY_KEY_MISMATCH: aCase("a subject is verified with a key that is not its identity's", async () => {
    const { identityKey } = anAttachment('wang');
    return refused(await (await aRegistry()).act(keystone, 'subject:attach', { ...anAttachment('li'), identityKey }));
  }),
  ATTACHMENT_EXISTS_WITH_OTHER_CONTENT: aCase('an institution verifies the same subject otherwise', async () => {
    const s = await aRegistry();
    const { verificationCommitment } = anAttachment('li', 'meadow');
    return refused(await s.act(keystone, 'subject:attach', { ...anAttachment('li'), verificationCommitment }));
  }),
  LENDER_KEY_INVALID: aCase("the record's key is off the curve", async () => {
    const publicKey = Buffer.alloc(65, 4).toString('base64url');
    return refusedLoan({ lenderKey: { ...signer('off the curve'), publicKey } });
  }),
  PRICE_INVALID: aCase('a public level has a price', async () => {
    const { s, loan } = await aMaturedLoan();
    return refused(await tryFeedback(s, aFeedback(loan, { level: 'PUBLIC', priceFen: 1 })));
  }),
  CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT: aCase('a recordId is used for other terms', async () => {
    const s = await aRegistry();
    await register(s);
    return refused(await tryRegister(s, aLoan({ maturityTime: '2027-01-01T00:00:00.000Z' })));
  }),
  CREDIT_RECORD_LAPSED: aCase('the last signature comes 1 s after signBy', async () => {
    const s = await aRegistry();
    const signBy = s.ledger.time;
    s.ledger.passSeconds(1);
    return refused(await tryRegister(s, aLoan({ signBy })));
  }),
  CONSENT_TIME_AHEAD: aCase('a consent was signed 1 ms after the transaction', async () => {
    const s = await aRegistry();
    const signedTime = new Date(s.ledger.nowMs + 1).toISOString();
    return refused(await tryGrant(s, { signedTime }));
  }),
  CONSENT_ABOVE_CEILING: aCase('a consent is for more queries than the alliance allows', async () => {
    const s = await aRegistry({ parameters: { maxConsentUses: 3 } });
    return refused(await tryGrant(s, { uses: 4 }));
  }),
  CONSENT_MISSING: aCase('a summary is asked for without a consent', async () => {
    const { s } = await aToldLoan();
    return refused(await tryQuery(s, { consent: false }));
  }),
  CONSENT_NOT_FOUND: aCase('the consent was never granted', async () => refused(await tryQuery((await aToldLoan()).s))),
  CONSENT_DIFFERS: aCase('the consent is for another institution', async () => {
    const { s } = await aToldLoan();
    await grant(s);
    return refused(await tryQuery(s, {}, orchard));
  }),
  CONSENT_REVOKED: aCase('the consent was revoked', async () => {
    const { s } = await aToldLoan();
    await grant(s);
    await s.act(harbour, 'consent:revoke', aConsentRevocation());
    return refused(await tryQuery(s));
  }),
  CONSENT_EXPIRED: aCase('the query comes 1 s after notAfter', async () => {
    const { s } = await aToldLoan();
    await grant(s, { notAfter: s.ledger.time });
    s.ledger.passSeconds(1);
    return refused(await tryQuery(s));
  }),
  CONSENT_USED_UP: aCase('one more is asked than the consent allows', async () => {
    const { s } = await anAskedLoan();
    return refused(await tryQuery(s, { name: 'q2', consent: 'q1' }));
  }),
  SUBJECT_NOT_FOUND: aCase('nobody verified the borrower', () => refusedLoan({ borrower: 'zhao' })),
  CREDIT_RECORD_NOT_FOUND: aCase('there is feedback on what was never registered', async () =>
    refused(await tryFeedback(await aRegistry(), aFeedback(aLoan()))),
  ),
  RECORD_NOT_OF_SUBJECT: aCase("the record is another subject's", async () => {
    const { s, loan } = await aToldLoan();
    await grant(s, { subject: 'wang' });
    return refused(await tryQuery(s, { subject: 'wang', records: [asking(loan, price)] }));
  }),
  FEEDBACK_EXISTS_WITH_OTHER_CONTENT: aCase('a feedback is given again with another outcome', async () => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan);
    return refused(await tryFeedback(s, aFeedback(loan, { outcome: 'BREACHED' })));
  }),
  PRICE_ABOVE_CEILING: aCase('an answer is to cost 1 fen more than the alliance allows', async () => {
    const { s, loan } = await aToldLoan({ parameters: { maxPriceFen: price } });
    return refused(await s.act(keystone, 'credit:setLevel', aLevel(loan, { priceFen: price + 1 })));
  }),
  CREDIT_RECORD_CORRECTED: aCase('there is feedback on what was corrected', async () => {
    const { s, loan } = await aMaturedLoan();
    await register(s, { name: 'l2', corrects: loan, signBy: s.ledger.time });
    return refused(await tryFeedback(s, aFeedback(loan)));
  }),
  PREDECESSOR_DIFFERS: aCase("a correction puts another subject's record right", async () => {
    const s = await aRegistry();
    const corrects = await register(s);
    return refused(await tryRegister(s, aLoan({ name: 'l2', borrower: 'wang', corrects })));
  }),
  SUCCESSOR_NOT_SIGNED: aCase('a record that the borrower signed is corrected by a mandate', async () => {
    const s = await aRegistry();
    const signed = await register(s, { name: 'old' });
    return refused(await tryRegister(s, aLoan({ name: 'new', corrects: signed, mandate: true })));
  }),
  FEEDBACK_NUMBER_NOT_NEXT: aCase('the second feedback comes first', async () => {
    const { s, loan } = await aMaturedLoan();
    return refused(await tryFeedback(s, aFeedback(loan, { number: 2 })));
  }),
  FEEDBACK_NOT_FOUND: aCase('a feedback puts itself right', async () => {
    const { s, loan } = await aMaturedLoan();
    return refused(await tryFeedback(s, aFeedback(loan, { corrects: 1 })));
  }),
  LEVEL_VERSION_NOT_NEXT: aCase('a change of the level is passed over', async () => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan);
    return refused(await s.act(keystone, 'credit:setLevel', aLevel(loan, { version: 3 })));
  }),
  MATURITY_MISMATCH: aCase('another maturity is revealed', async () => {
    const { s, loan } = await aMaturedLoan();
    const due = { ...loan.due, time: '2026-03-02T08:00:00.000Z' };
    return refused(await tryFeedback(s, aFeedback(loan, { due })));
  }),
  NOT_MATURE: aCase('the feedback comes 1 s before the maturity', async () => {
    const s = await aRegistry();
    const loan = await register(s);
    passTo(s, maturity);
    s.ledger.passSeconds(-1);
    return refused(await tryFeedback(s, aFeedback(loan)));
  }),
  EXTENSION_NOT_SIGNED: aCase('a second feedback opens a maturity that the lender set alone', async () => {
    const { s, loan } = await aMaturedLoan();
    const { due } = await giveFeedback(s, loan, { outcome: 'BREACHED', newMaturityTime: s.ledger.time });
    const { extension: _, ...alone } = due;
    return refused(await tryFeedback(s, aFeedback(loan, { number: 2, due: alone })));
  }),
  CREDIT_DISPUTE_NOT_FOUND: aCase('nobody disputed what is answered', async () => {
    const { s, loan } = await aToldLoan();
    return refused(await tryAnswerDispute(s, loan));
  }),
  CREDIT_DISPUTE_ANSWERED: aCase('a lender answers once more, and otherwise', async () => {
    const { s, loan } = await aToldLoan();
    await tryDispute(s, loan);
    await tryAnswerDispute(s, loan);
    return refused(await tryAnswerDispute(s, loan, { verdict: 'UPHELD' }));
  }),
  CREDIT_DISPUTES_EXHAUSTED: aCase('a record has 20 disputes', async () => {
    const { s, loan } = await aToldLoan();
    for (let number = 1; number <= maxDisputes; number++) await tryDispute(s, loan, { name: `d${number}` });
    return refused(await tryDispute(s, loan, { name: 'last' }));
  }),
  MEMBER_WRAPS_DIFFER: aCase('a dispute is sealed for all members but one', async () => {
    const { s, loan } = await aToldLoan();
    const members = [harbour, meadow].map((partyId) => ({ partyId, keyVersion: 1 }));
    return refused(await tryDispute(s, loan, { members }));
  }),
  DETAILS_NOT_RELEASED: aCase('the level is ENCRYPTED', async () => {
    const { s, loan } = await aToldLoan({ feedback: { level: 'ENCRYPTED' } });
    await grant(s);
    return refused(await tryQuery(s, { records: [asking(loan)] }));
  }),
  DETAILS_EXPIRED: aCase('the question comes a day after retention', async () => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
    await grant(s);
    await advance(s, 31);
    return refused(await tryQuery(s, { records: [asking(loan, price)] }));
  }),
  RETENTION_NOT_OVER: aCase('details are purged on the last day of retention', async () => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
    await advance(s, 30);
    return refused(await tryPurge(s, loan, 1));
  }),
  PRICE_DIFFERS: aCase('the asker offers 1 fen less', async () => {
    const { s, loan } = await aToldLoan();
    await grant(s);
    return refused(await tryQuery(s, { records: [asking(loan, price - 1)] }));
  }),
  SUBJECT_KEY_INVALID: aCase('a key is off the curve', async () => {
    const publicKey = Buffer.alloc(65, 4).toString('base64url');
    return refused(await (await aRegistry()).act(keystone, 'subject:addKey', { ...aKey('li'), publicKey }));
  }),
  SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT: aCase('a key comes again without its report key', async () =>
    refused(await (await aRegistry()).act(keystone, 'subject:addKey', aKey('li', keyOf('li'), { report: null }))),
  ),
  SUBJECT_KEY_NOT_FOUND: aCase("the borrower signs with another subject's key", () =>
    refusedLoan({ borrower: 'li', borrowerKey: keyOf('wang') }),
  ),
  SUBJECT_KEY_REVOKED: aCase('the borrower signs with a revoked key', async () => {
    const s = await aRegistry();
    await s.act(keystone, 'subject:revokeKey', aRevocation('li'));
    return refused(await tryRegister(s, aLoan()));
  }),
  SUBJECT_KEY_WAITING: aCase(
    'the borrower signs with a key that was added without a signature of its first',
    async () => {
      const s = await aRegistry();
      await s.act(keystone, 'subject:addKey', aKey('li', keyOf('li', 2)));
      return refused(await tryRegister(s, aLoan({ borrowerKey: keyOf('li', 2) })));
    },
  ),
  REPORT_KEY_INVALID: aCase('the key that consents to an own report has no report key', async () => {
    const s = await aRegistry({ unkeyed: ['zhao'] });
    const key = keyOf('zhao');
    await s.act(keystone, 'subject:addKey', aKey('zhao', key, { report: null }));
    await advance(s, s.ledger.document.parameters.keyWaitDays);
    return refused(await tryGrant(s, { subject: 'zhao', purpose: 'OWN_REPORT' }));
  }),
  SUBJECT_KEY_USED: aCase('a subject adds the key of another', async () =>
    refused(await (await aRegistry()).act(keystone, 'subject:addKey', aKey('wang', keyOf('li')))),
  ),
  ATTACHMENT_NOT_FOUND: aCase('an institution objects that verified another subject', async () => {
    const objection = anObjection('li', keyOf('li'), { by: attachmentKeyOf('wang') });
    return refused(await (await aRegistry()).act(keystone, 'subject:revokeKey', objection));
  }),
  ATTACHMENT_TOO_LATE: aCase('an institution objects that verified the subject 1 s after the key', async () => {
    const s = await aRegistry();
    s.ledger.passSeconds(1);
    await s.act(keystone, 'subject:attach', anAttachment('li', 'meadow'));
    const objection = anObjection('li', keyOf('li'), { by: attachmentKeyOf('li', 'meadow') });
    return refused(await s.act(keystone, 'subject:revokeKey', objection));
  }),
  SIDES_NOT_DISTINCT: aCase("the record's key is the borrower's", () => refusedLoan({ lenderKey: keyOf('li') })),
  SIGNATURE_INVALID: aCase("the lender's signature is made with the borrower's key", async () => {
    const { command, private: part } = aLoan();
    const { borrower } = command;
    const lenderSignature = borrower.type === 'SIGNATURE' ? borrower.signature : '';
    const s = await aRegistry();
    return refused(await s.act(keystone, 'credit:register', { ...command, lenderSignature }, { private: part }));
  }),
  PAYOUT_EXISTS_WITH_OTHER_CONTENT: aCase('a period is paid out again, and otherwise', async () => {
    const { s, period: ended } = await anIncome();
    await tryPayOut(s, ended, [{ partyId: harbour, amountFen: 1 }]);
    return refused(await tryPayOut(s, ended, [{ partyId: orchard, amountFen: 1 }]));
  }),
  PAYOUT_NOT_DUE: aCase('the present period is paid out', async () => {
    const { s, period: ended } = await anIncome();
    return refused(await tryPayOut(s, ended + s.ledger.document.parameters.payoutDays));
  }),
  PAYOUT_TARGET_NOT_MEMBER: aCase('a stranger is to get income', async () => {
    const { s, period: ended } = await anIncome();
    return refused(await tryPayOut(s, ended, [{ partyId: 'StrangerMSP', amountFen: 1 }]));
  }),
  BALANCE_INSUFFICIENT: aCase('the balance is 7 tokens and the fee 8', async () => {
    const s = await anAlliance();
    await s.recharge(meadow, 700);
    await s.publish();
    return refused(await s.tryConfirm());
  }),
  PERIOD_NOT_CURRENT: aCase('a package is for the next period', async () => {
    const s = await anAlliance();
    return refused(await s.act(harbour, 'credit:handOver', { period: period(s) + 1 }, { private: '' }));
  }),
  PACKAGE_SIZE_DIFFERS: aCase('a package is empty', async () => {
    const s = await anAlliance();
    return refused(await s.act(harbour, 'credit:handOver', { period: period(s) }, { private: '' }));
  }),
};
