/** The worked example of DESIGN §5 to the fen, and the variants of W-3A. */
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { openRecord, parseSealedRecord, unwrapDataKey } from '../../chaincode/api/sealed';
import { borrower, channel, day, harbour, keystone, meadow, oneOffKey, orchard, type PlanOptions } from './builders';
import { accepted, aMarket, anAlliance, refused, type Scenario } from './scenario';

const assetId = `${harbour}:a1`;
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

async function sealedAt(s: Scenario, by: string): Promise<string> {
  const sealed = await s.ledger.query('plan:sealed', assetId, { by });
  if (typeof sealed !== 'string') throw new Error('no sealed record');
  return sealed;
}

describe('the worked example', () => {
  it('ends with 92.00 for Meadow, 8.00 redeemed by Harbour, and the five fields with the two of them only', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const s = await anAlliance();
    const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    accepted(await s.act(harbour, 'party:registerKey', { version: 2, publicKey: pem }, { unit: 'admin' }));

    await s.recharge(meadow, 10_000);
    expect(s.balanceFen(meadow)).toBe(10_000);

    const wrapForOwner = (dataKey: Buffer) => publicEncrypt({ key: publicKey, ...oaep }, dataKey);
    const plan = await s.publish({ keyVersion: 2, wrapForOwner });
    const sealed = await sealedAt(s, meadow);

    const confirm = accepted(await s.tryConfirm());
    expect(confirm).toMatchObject({ tokenFen: 800, status: 'HELD', contributor: harbour, partyId: meadow });
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(harbour)]).toEqual([9_200, 800, 0]);

    const record = parseSealedRecord(sealed);
    const dataKey = privateDecrypt({ key: privateKey, ...oaep }, Buffer.from(record?.wrappedKey ?? '', 'base64url'));
    expect(dataKey).toEqual(plan.dataKey);
    const { confirmId } = confirm;
    await s.deliver(confirmId);
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(harbour)]).toEqual([9_200, 800, 0]);

    const { wrap } = s.confirmRecord(confirmId);
    if (wrap === undefined) throw new Error('no wrap');
    const context = { channel, assetId, confirmId };
    const { privateKey: oneOff } = oneOffKey(confirmId);
    const unwrapped = unwrapDataKey(wrap, oneOff, context) ?? Buffer.alloc(0);
    const commitment = plan.command.fieldsCommitment;
    expect(openRecord(sealed, unwrapped, context, commitment, '2026-01-01T00:00:00.000Z')).toEqual(borrower);
    expect(unwrapDataKey(wrap, oneOffKey('of Orchard').privateKey, context)).toBeUndefined();

    await s.accept(confirmId);
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(harbour)]).toEqual([9_200, 0, 800]);
    expect(s.planRecord()).toMatchObject({ remainingLimitRmb: 20_000, status: 'OPEN', confirmIds: [confirmId] });

    const redemptionId = await s.redeem(harbour, 800);
    expect([s.balanceFen(harbour), s.heldFen(harbour)]).toEqual([0, 800]);
    await s.settle(redemptionId);
    accepted(await s.act(harbour, 'token:acknowledge', { redemptionId }));
    expect([s.balanceFen(harbour), s.heldFen(harbour), s.balanceFen(meadow)]).toEqual([0, 0, 9_200]);
  });

  it('announces each step once, in order, without a word about the borrower', async () => {
    const s = await aMarket();
    const mark = s.ledger.events.findIndex(({ name }) => name === 'TokenRechargeEvent');
    await s.accept(await s.delivered());
    expect(s.announcedSince(mark)).toEqual([
      'TokenRechargeEvent',
      'LoanSharedPlanEvent PUBLISHED',
      'OrgConfirmAssetEvent',
      'DataProcessingEvent REENCRYPTED',
      'ExchangeEndedEvent ACCEPTED',
    ]);
    const blocks = JSON.stringify(s.ledger.events) + JSON.stringify(s.ledger.records('plan'));
    for (const secret of [borrower.partyName, borrower.loanIdent, borrower.loanMobile, 'records.example.com']) {
      expect(blocks).not.toContain(secret);
    }
  });

  it('keeps the plan as it was after each transaction, newest first', async () => {
    const s = await aMarket();
    await s.confirm();
    const history = (await s.ledger.query('plan:history', assetId, { by: orchard })) as { record: object }[];
    expect(history.map(({ record }) => record)).toMatchObject([
      { remainingLimitRmb: 20_000 },
      { remainingLimitRmb: 100_000 },
    ]);
  });
});

describe('the variants of W-3A', () => {
  /** Runs the attempt and sees that it moved nothing and announced nothing. */
  async function refusedWithoutTrace(s: Scenario, attempt: () => Promise<Parameters<typeof refused>[0]>) {
    const before = s.ledger.dump();
    const mark = s.ledger.events.length;
    const code = refused(await attempt());
    expect(s.ledger.dump()).toBe(before);
    expect(s.announcedSince(mark)).toEqual([]);
    return code;
  }

  it('(a) refuses 110,000 RMB of 100,000', async () => {
    const s = await aMarket();
    expect(await refusedWithoutTrace(s, () => s.tryConfirm(meadow, { limitRmb: 110_000 }))).toBe('LIMIT_EXCEEDED');
  });

  it('(a) refuses a second confirm of 30,000 RMB where 20,000 are left', async () => {
    const s = await aMarket();
    await s.confirm();
    const attempt = () => s.tryConfirm(meadow, { confirmId: 'c2', limitRmb: 30_000 });
    expect(await refusedWithoutTrace(s, attempt)).toBe('LIMIT_EXCEEDED');
  });

  it.each([1700, 2100])('(b) refuses a rate of %d basis points', async (rateBps) => {
    const s = await aMarket();
    expect(await refusedWithoutTrace(s, () => s.tryConfirm(meadow, { rateBps }))).toBe('RATE_OUT_OF_RANGE');
  });

  it('(c) refuses as a whole what a balance of 7 tokens does not cover', async () => {
    const s = await anAlliance();
    await s.recharge(meadow, 700);
    await s.publish();
    expect(await refusedWithoutTrace(s, () => s.tryConfirm())).toBe('BALANCE_INSUFFICIENT');
    expect(s.ledger.records('confirm')).toEqual([]);
  });

  it('(d) refuses a confirm at endTime', async () => {
    const s = await aMarket();
    s.ledger.passSeconds(7 * day);
    expect(await refusedWithoutTrace(s, () => s.tryConfirm())).toBe('PLAN_ENDED');
  });

  it('(d) refuses a confirm before startTime', async () => {
    const s = await aMarket({ startTime: '2026-03-02T00:00:00.000Z' });
    expect(await refusedWithoutTrace(s, () => s.tryConfirm())).toBe('PLAN_NOT_STARTED');
  });

  it('(e) refuses a second institution where one place was offered', async () => {
    const s = await aMarket({ participantCount: 1 });
    await s.recharge(orchard, 10_000);
    await s.confirm();
    expect(await refusedWithoutTrace(s, () => s.tryConfirm(orchard, { limitRmb: 20_000 }))).toBe('PLAN_NOT_OPEN');
  });

  it.each([
    [85_000, 850],
    [80_001, 801],
    [80_100, 801],
    [80_101, 802],
  ])('(f) rounds the fee for %d RMB up to %d fen', async (limitRmb, tokenFen) => {
    const s = await aMarket();
    expect(accepted(await s.tryConfirm(meadow, { limitRmb })).tokenFen).toBe(tokenFen);
  });

  it('(g) gives an institution without a confirm no step of the exchange', async () => {
    const s = await aMarket();
    const confirmId = await s.delivered();
    expect(await refusedWithoutTrace(s, () => s.tryStep('plan:accept', confirmId, orchard))).toBe('NOT_PARTICIPATOR');
    const steal = () => s.tryDeliver(confirmId, undefined, orchard);
    expect(await refusedWithoutTrace(s, steal)).toBe('NOT_CONTRIBUTOR');
    const own = () => s.act(orchard, 'plan:accept', { assetId, confirmId: 'c1' });
    expect(await refusedWithoutTrace(s, own)).toBe('CONFIRM_NOT_FOUND');
  });

  it('(h) takes exactly 100,000 RMB at 20 % for 10 tokens and is then full', async () => {
    const s = await aMarket();
    const answer = accepted(await s.tryConfirm(meadow, { limitRmb: 100_000, rateBps: 2000 }));
    expect(answer.tokenFen).toBe(1_000);
    expect(s.planRecord()).toMatchObject({ remainingLimitRmb: 0, status: 'FILLED' });
  });

  const recharge = { rechargeId: 'r1', partyId: meadow, amountFen: 100, paymentReference: 'pay1' };

  it.each([harbour, meadow])('(i) fails a recharge by %s, which is no issuer', async (by) => {
    const s = await anAlliance();
    await expect(s.act(by, 'token:recharge', recharge)).rejects.toMatchObject({ code: 'CALLER_TYPE_NOT_ALLOWED' });
    expect(s.balanceFen(meadow)).toBe(0);
  });

  it.each([0, -100])('(i) refuses a recharge of %d fen', async (amountFen) => {
    const s = await anAlliance();
    const attempt = () => s.act(keystone, 'token:recharge', { ...recharge, amountFen });
    expect(await refusedWithoutTrace(s, attempt)).toBe('AMOUNT_NOT_POSITIVE');
  });

  it.each([
    ['no target', { ...recharge, partyId: undefined }],
    ['two targets', { ...recharge, participator: harbour }],
    ['a fraction of a fen', { ...recharge, amountFen: 0.5 }],
    ['an amount beyond 2^53', { ...recharge, amountFen: 2 ** 53 }],
    ['an amount as text', { ...recharge, amountFen: '100' }],
  ])('(i) refuses a recharge with %s', async (_what, command) => {
    const s = await anAlliance();
    const argument = JSON.stringify({ commands: [command] });
    const envelope = await s.ledger.endorseArgument('token:recharge', argument, { by: keystone });
    expect(JSON.parse(envelope.response)).toMatchObject({ outcomes: [{ code: 'COMMAND_MALFORMED' }] });
    expect(envelope.writes).toEqual([]);
  });
});

it.each<[string, PlanOptions, number]>([
  ['nothing for a plan that asks nothing', { tokenRateFen: 0 }, 0],
  ['8 fen for 80,000 RMB at 1 fen', { tokenRateFen: 1 }, 8],
])('charges %s', async (_what, options, tokenFen) => {
  const s = await aMarket(options);
  expect(accepted(await s.tryConfirm()).tokenFen).toBe(tokenFen);
  expect(s.balanceFen(meadow)).toBe(10_000 - tokenFen);
});
