/** Institutions try to get more than is theirs, and none of them succeeds. */
import { createECDH, createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import type { Wrap } from '../../chaincode/api/records';
import { commitToKey, unwrapDataKey } from '../../chaincode/api/sealed';
import {
  aPlan,
  aWrap,
  borrower,
  bytesOf,
  channel,
  day,
  harbour,
  hour,
  keystone,
  meadow,
  oneOffKey,
  orchard,
  type PlanOptions,
  saltOf,
  watchtower,
} from './builders';
import { certificateFor } from './certificates';
import { advance } from './query-scenario';
import { failure } from './refusal-cases';
import { accepted, aMarket, anAlliance, refused, type Scenario } from './scenario';

const a1 = { assetId: `${harbour}:a1` };
const confirmId = `${meadow}:c1`;
const good = oneOffKey(confirmId);
const dataKey = aPlan().dataKey;

/** The dispute is proven, and everything is as it was before the confirm. */
async function expectRefund(s: Scenario): Promise<void> {
  expect(accepted(await s.tryDispute(confirmId))).toEqual({ confirmId });
  expect(s.confirmRecord(confirmId)).toMatchObject({ status: 'REFUNDED', endedBy: 'DISPUTED' });
  expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(harbour)]).toEqual([10_000, 0, 0]);
  expect(s.planRecord()).toMatchObject({ remainingLimitRmb: 100_000, confirmIds: [], status: 'OPEN' });
}

describe('an envelope that is held back', () => {
  const nextDay = async (s: Scenario) => {
    s.ledger.passSeconds(day);
    accepted(await s.act(watchtower, 'alliance:advanceDay', { day: Math.floor(s.ledger.nowMs / 1_000 / day) }));
  };

  it("dies with the ledger's day, whatever it carries", async () => {
    const s = await aMarket();
    await s.confirm();
    const wrap = aWrap(dataKey, good.publicKey, { assetId: a1.assetId, confirmId });
    const held = [
      await s.ledger.endorse('plan:deliver', [{ ...a1, confirmId, wrap }], { by: harbour }),
      await s.ledger.endorse('plan:withdraw', [a1], { by: harbour }),
      await s.ledger.endorse('token:redeem', [{ redemptionId: 'r1', amountFen: 1, folds: [] }], { by: meadow }),
      await s.ledger.endorse('credit:handOver', [{ period: 1 }], { by: meadow }),
    ];
    await nextDay(s);
    const before = s.ledger.dump();
    expect(held.map((envelope) => s.ledger.commit(envelope))).toEqual(held.map(() => 'MVCC_READ_CONFLICT'));
    expect(s.ledger.dump()).toBe(before);
  });

  it('is taken as long as the day lasts', async () => {
    const s = await aMarket();
    const held = await s.ledger.endorse('plan:withdraw', [a1], { by: harbour });
    s.ledger.passSeconds(12 * hour);
    expect(s.ledger.commit(held)).toBe('VALID');
  });
});

describe('a contributor that delivers what does not open the record', () => {
  const honest = { assetId: a1.assetId, confirmId };
  const flipped = (text: string) => {
    const bytes = Buffer.from(text, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
    return bytes.toString('base64url');
  };
  const fair = aWrap(dataKey, good.publicKey, honest);
  it.each<[string, Wrap]>([
    ['another data key', aWrap(bytesOf('another key'), good.publicKey, honest)],
    ['the data key of another of its plans', aWrap(bytesOf(`data key ${harbour}:a2`), good.publicKey, honest)],
    ['a wrap bound to another asset', aWrap(dataKey, good.publicKey, { ...honest, assetId: `${harbour}:a2` })],
    ['a wrap bound to another confirm', aWrap(dataKey, good.publicKey, { ...honest, confirmId: `${meadow}:c2` })],
    ['a wrap bound to another channel', aWrap(dataKey, good.publicKey, { ...honest, channel: 'car-loans' })],
    ["a wrap for another institution's one-off key", aWrap(dataKey, oneOffKey('Orchard').publicKey, honest)],
    ['a wrap with one bit changed', { ...fair, wrappedKey: flipped(fair.wrappedKey) }],
    ['garbage in place of a wrap', { ...fair, wrappedKey: bytesOf('garbage').toString('base64url') }],
    ['one byte in place of a wrap', { ...fair, wrappedKey: 'AA' }],
    ['a key of half the length', aWrap(dataKey.subarray(0, 16), good.publicKey, honest)],
    ['a good wrap under another ephemeral key', { ...fair, ephemeralPublicKey: oneOffKey('else').publicKey }],
  ])('loses the fee where it delivers %s', async (_what, wrap) => {
    const s = await aMarket();
    await s.confirm();
    await s.deliver(confirmId, wrap);
    await expectRefund(s);
  });

  const salt = saltOf(a1.assetId);
  /** Committed to as they are. */
  function nested(levels: number): PlanOptions {
    const ident = '110101199003074514';
    const deepest = '['.repeat(levels) + ']'.repeat(levels);
    const fields = `{"assetData":{"x":${deepest}},"loanIdent":"${ident}","loanMobile":"m","partyName":"n"}`;
    const fieldsCommitment = createHash('sha256').update(Buffer.from(salt, 'base64url')).update(fields).digest('hex');
    return { plaintext: `{"fields":${fields},"salt":"${salt}"}`, fieldsCommitment };
  }

  it.each([1, 29, 30])(
    'loses the fee for a record whose fields have a member too many, nested %d levels',
    async (levels) => {
      const s = await aMarket(nested(levels));
      await s.confirm();
      await s.deliver(confirmId);
      await expectRefund(s);
    },
  );

  const withExtra = { ...borrower, partyName: '李四' };
  it.each<[string, PlanOptions]>([
    ['other fields than it committed to', { fieldsCommitment: commit(bytesOf('x'), borrower) }],
    [
      'fields that its commitment to another borrower does not fit',
      { fields: withExtra, fieldsCommitment: aPlan().command.fieldsCommitment },
    ],
    ['a commitment to another key', { keyCommitment: commitToKey(bytesOf('x')) }],
    ['a record bound to another asset', { boundTo: { assetId: `${harbour}:a2` } }],
    ['a record bound to another channel', { boundTo: { channel: 'car-loans' } }],
    ['a plaintext that is no JSON', { plaintext: 'nothing' }],
    ['a plaintext of null', { plaintext: 'null' }],
    ['a plaintext of a list', { plaintext: '[]' }],
    ['a plaintext without salt', { plaintext: canonicalJson({ fields: borrower }) }],
    ['a plaintext without fields', { plaintext: canonicalJson({ salt }) }],
    ['a salt of the wrong length', { plaintext: canonicalJson({ salt: 'AAAA', fields: borrower }) }],
    ['a salt that is no text', { plaintext: canonicalJson({ salt: 7, fields: borrower }) }],
    [
      'fields that lack the name',
      { plaintext: canonicalJson({ salt, fields: { ...borrower, partyName: undefined } }) },
    ],
    ['fields nested by 6,000 levels, which some stacks take and others do not', nested(6_000)],
    [
      'fields nested deeper than a stack',
      {
        plaintext: `{"salt":"${salt}","fields":{"partyName":"a","loanIdent":"b","loanMobile":"c","assetData":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      },
    ],
  ])('loses the fee where it sealed %s', async (_what, options) => {
    const s = await aMarket(options);
    await s.confirm();
    await s.deliver(confirmId);
    await expectRefund(s);
  });

  it.each([
    ['has a wrong check digit', '110101199003074515'],
    ['is of a day that never was', '110101199002304517'],
    ['is empty', ''],
    ['is a word', 'unknown'],
    ['is a credit code with a wrong check character', '91350100M000100Y44'],
    ['has blanks around it', ' 110101199003074514'],
    ['has a small x, which is another text for the number', '11010519491231002x'],
    ['is of somebody who is not born yet', '11010120990101451X'],
    [
      "is a citizen's number with a wrong digit, which as a credit code has no organisation's code",
      '320101198504171001',
    ],
  ])('loses the fee where the identity number that it sealed %s', async (_what, loanIdent) => {
    const s = await aMarket({ fields: { ...borrower, loanIdent } });
    await s.confirm();
    await s.deliver(confirmId);
    await expectRefund(s);
  });

  it.each(['11010519491231002X', '91350100M000100Y43', '91110000802100433B'])(
    'is paid where it sealed %s',
    async (loanIdent) => {
      const s = await aMarket({ fields: { ...borrower, loanIdent } });
      await s.confirm();
      await s.deliver(confirmId);
      expect(refused(await s.tryDispute(confirmId))).toBe('DISPUTE_NOT_PROVEN');
    },
  );

  it('loses the fee where what it published as a sealed record is none', async () => {
    const s = await anAlliance();
    await s.recharge(meadow, 10_000);
    const { command } = aPlan();
    const sealedHash = createHash('sha256').update('no record').digest('hex');
    accepted(await s.act(harbour, 'plan:publish', { ...command, sealedHash }, { private: 'no record' }));
    await s.confirm();
    await s.deliver(confirmId, aWrap(dataKey, good.publicKey, honest));
    await expectRefund(s);
  });

  it('loses a committed key that does not fit even where the fields cannot be read at all', async () => {
    const s = await aMarket({ keyCommitment: commitToKey(bytesOf('x')), plaintext: '{}' });
    await s.confirm();
    await s.deliver(confirmId, aWrap(bytesOf('x'), good.publicKey, honest));
    await expectRefund(s);
  });

  it('has the fee taken back by anybody once it delivers nothing', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(24 * hour + 599);
    expect(refused(await s.tryStep('plan:expire', confirmId, orchard))).toBe('NOT_EXPIRED');
    s.ledger.passSeconds(1);
    accepted(await s.tryStep('plan:expire', confirmId, orchard));
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_000, 0]);
    expect(refused(await s.tryDeliver(confirmId))).toBe('CONFIRM_NOT_HELD');
  });

  it('cannot hold garbage back until no dispute counts any more: whoever was late is not paid for silence', async () => {
    const s = await aMarket();
    await s.confirm();
    const wrap = aWrap(bytesOf('x'), good.publicKey, honest);
    const held = await s.ledger.endorse('plan:deliver', [{ ...a1, confirmId, wrap }], { by: harbour });
    // Nobody has advanced the day; the participator, too, sees the delivery only now.
    s.ledger.passSeconds(120 * hour);
    expect(s.ledger.commit(held)).toBe('VALID');
    expect(refused(await s.tryStep('plan:expire', confirmId, harbour))).toBe('NOT_EXPIRED');
    await expectRefund(s);
  });

  it("is not paid for silence before the ledger's day says so, whatever time its transactions name", async () => {
    const s = await aMarket();
    await s.delivered();
    s.ledger.passSeconds(72 * hour);
    const atMs = s.ledger.nowMs + 60_000;
    const expiry = s.act(harbour, 'plan:expire', { ...a1, confirmId }, { atMs });
    expect(refused(await expiry)).toBe('NOT_EXPIRED');
    await s.reachDay('2026-03-05T00:00:00.000Z');
    accepted(await s.tryStep('plan:expire', confirmId, harbour));
  });

  it('cannot take a delivery back by delivering something else', async () => {
    const s = await aMarket();
    await s.delivered();
    const { wrap } = s.confirmRecord(confirmId);
    const outcome = await s.tryDeliver(confirmId, aWrap(bytesOf('x'), good.publicKey, honest));
    expect(outcome).toMatchObject({ status: 'ACCEPTED', repeated: true });
    expect(s.confirmRecord(confirmId).wrap).toEqual(wrap);
  });

  it.each([
    ['no point', 'AAAA'],
    ['a compressed point', compressed(good.publicKey)],
    ['the point at infinity', Buffer.from([0]).toString('base64url')],
  ])(
    'is refused a wrap whose ephemeral key is %s, rather than the participator a dispute',
    async (_what, ephemeralPublicKey) => {
      const s = await aMarket();
      await s.confirm();
      expect(refused(await s.tryDeliver(confirmId, { ...fair, ephemeralPublicKey }))).toBe('WRAP_INVALID');
    },
  );
});

describe('a participator that wants its fee back, or the data for nothing', () => {
  it('does not prove a dispute about a good delivery', async () => {
    const s = await aMarket();
    await s.delivered();
    expect(refused(await s.tryDispute(confirmId))).toBe('DISPUTE_NOT_PROVEN');
    expect(s.confirmRecord(confirmId).status).toBe('DELIVERED');
  });

  it.each([
    ['another private key', oneOffKey('another').revealed],
    ['nothing', ''],
    ['zero', Buffer.alloc(32).toString('base64url')],
    ['what is no key', '!'],
    ['a key longer than a key', Buffer.alloc(64, 1).toString('base64url')],
    [
      'the order of the curve',
      Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex').toString('base64url'),
    ],
  ])('proves nothing by revealing %s', async (_what, revealed) => {
    const s = await aMarket();
    await s.confirm();
    await s.deliver(confirmId, aWrap(bytesOf('x'), good.publicKey, { ...a1, confirmId }));
    expect(refused(await s.tryDispute(confirmId, revealed))).toBe('DISPUTE_KEY_MISMATCH');
  });

  it('proves nothing without the transient field', async () => {
    const s = await aMarket();
    await s.delivered();
    expect(refused(await s.act(meadow, 'plan:dispute', { ...a1, confirmId }))).toBe('DISPUTE_KEY_MISMATCH');
  });

  it('pays although it accepts nothing', async () => {
    const s = await aMarket();
    await s.delivered();
    await s.passDisputeBy(s.confirmRecord(confirmId));
    accepted(await s.tryStep('plan:expire', confirmId, harbour));
    expect([s.balanceFen(meadow), s.balanceFen(harbour)]).toEqual([9_200, 800]);
    expect(refused(await s.tryDispute(confirmId))).toBe('CONFIRM_NOT_DELIVERED');
  });

  it('is refunded once, however often it replays the dispute', async () => {
    const s = await aMarket();
    await s.confirm();
    await s.deliver(confirmId, aWrap(bytesOf('x'), good.publicKey, { ...a1, confirmId }));
    await expectRefund(s);
    expect(await s.tryDispute(confirmId)).toMatchObject({ status: 'ACCEPTED', repeated: true });
    s.ledger.passSeconds(30 * day);
    expect(refused(await s.tryStep('plan:expire', confirmId, meadow))).toBe('CONFIRM_NOT_DELIVERED');
    expect(refused(await s.tryStep('plan:accept', confirmId, meadow))).toBe('CONFIRM_NOT_DELIVERED');
    expect(s.balanceFen(meadow)).toBe(10_000);
  });

  it('finds a refunded confirm done, not open again, when it repeats it', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(25 * hour);
    await s.tryStep('plan:expire', confirmId, meadow);
    expect(await s.tryConfirm()).toMatchObject({ status: 'ACCEPTED', repeated: true, answer: { status: 'HELD' } });
    expect(s.confirmRecord(confirmId).status).toBe('REFUNDED');
  });

  it("cannot dispute about another institution's confirm", async () => {
    const s = await aMarket();
    await s.delivered();
    expect(refused(await s.tryDispute(confirmId, good.revealed, { by: orchard }))).toBe('NOT_PARTICIPATOR');
  });

  it.each<[string, string]>([
    ['compressed', compressed(good.publicKey)],
    ['in hybrid form', hybrid(good.publicKey)],
    ['padded', `${good.publicKey}=`],
    ['with a bit too many in its last character', loose(good.publicKey)],
    ['in standard base64', Buffer.from(good.publicKey, 'base64url').toString('base64').replace(/=/g, '')],
    ['of another curve', createECDH('secp256k1').generateKeys('base64url', 'uncompressed')],
    ['zero', Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString('base64url')],
  ])(
    'is refused a one-off key that is %s, so that a key has one text and is used once',
    async (_what, oneOffPublicKey) => {
      const s = await aMarket();
      const code = refused(await s.tryConfirm(meadow, { oneOffPublicKey }));
      expect(['ONE_OFF_KEY_INVALID', 'COMMAND_MALFORMED']).toContain(code);
    },
  );

  it("shares no wrap with another institution's one-off key, and takes the key from nobody", async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    const taken = await s.confirm(orchard, { limitRmb: 20_000, oneOffPublicKey: good.publicKey });
    expect(await s.confirm()).toBe(confirmId);
    for (const each of [taken, confirmId]) await s.deliver(each);
    const open = (id: string, of: string) => {
      const { wrap, assetId } = s.confirmRecord(of);
      return wrap && unwrapDataKey(wrap, good.privateKey, { channel, assetId, confirmId: id });
    };
    expect(open(confirmId, taken)).toBeUndefined();
    expect(open(taken, confirmId)).toBeUndefined();
    expect(open(confirmId, confirmId)).toBeDefined();
  });

  it('is refused the key of its own refunded confirm', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(25 * hour);
    await s.tryStep('plan:expire', confirmId, meadow);
    expect(refused(await s.tryConfirm(meadow, { confirmId: 'c2', oneOffPublicKey: good.publicKey }))).toBe(
      'ONE_OFF_KEY_USED',
    );
  });

  it('is not believed about a record that the endorsing peer lacks or holds otherwise', async () => {
    const s = await aMarket();
    await s.confirm();
    await s.deliver(confirmId, aWrap(bytesOf('x'), good.publicKey, { ...a1, confirmId }));
    const lacking = new Set([`\u0000sealed\u0000${harbour}\u0000a1\u0000`]);
    expect(await failure(s.tryDispute(confirmId, good.revealed, { lacking }))).toBe('SEALED_RECORD_UNAVAILABLE');
  });

  it('cannot spend the same tokens in two confirms of one transaction', async () => {
    const s = await aMarket();
    await s.publish({ assetId: 'a2' });
    await s.redeem(meadow, 8_500);
    const both = [
      s.confirmCommand(meadow, { confirmId: 'c1' }),
      s.confirmCommand(meadow, { confirmId: 'c2', assetId: `${harbour}:a2` }),
    ];
    const outcomes = await s.ledger.submit('plan:confirm', both, { by: meadow });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'BALANCE_INSUFFICIENT' }]);
  });

  it("cannot fold another's credit, nor one credit twice", async () => {
    const s = await aMarket();
    await s.recharge(orchard, 50_000);
    const foreign = s.creditsOf(orchard);
    const [own = ''] = s.creditsOf(meadow);
    const folds = [...foreign, own, own];
    expect(refused(await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: 10_001, folds }))).toBe(
      'BALANCE_INSUFFICIENT',
    );
    accepted(await s.act(meadow, 'token:redeem', { redemptionId: 'd1', amountFen: 10_000, folds }));
    expect([s.balanceFen(meadow), s.balanceFen(orchard)]).toEqual([0, 50_000]);
  });
});

describe('an institution that takes places and gives them back', () => {
  it('may not confirm a plan again after three refunds', async () => {
    const s = await aMarket({ participantCount: 1, endTime: '2026-04-01T00:00:00.000Z' });
    await s.recharge(orchard, 10_000);
    for (const local of ['c1', 'c2', 'c3']) {
      const id = await s.confirm(meadow, { confirmId: local, limitRmb: 10_000 });
      expect(s.planRecord().status).toBe('FILLED');
      s.ledger.passSeconds(24 * hour + 600);
      accepted(await s.tryStep('plan:expire', id, orchard));
    }
    const again = { confirmId: 'c4', limitRmb: 10_000 };
    expect(refused(await s.tryConfirm(meadow, again))).toBe('CONFIRMS_REFUNDED_TOO_OFTEN');
    await s.confirm(orchard, again);
    await s.publish({ assetId: 'a2' });
    await s.confirm(meadow, { ...again, assetId: `${harbour}:a2` });
  });

  it('is bounded in the same way by a contributor that never delivers what opens', async () => {
    const s = await aMarket();
    for (const local of ['c1', 'c2', 'c3']) await s.misdelivered(meadow, { confirmId: local });
    expect(refused(await s.tryConfirm(meadow, { confirmId: 'c4' }))).toBe('CONFIRMS_REFUNDED_TOO_OFTEN');
    expect(s.planRecord()).toMatchObject({ participations: [{ partyId: meadow, standing: 0, refunded: 3 }] });
  });
});

describe('an issuer that cheats', () => {
  it('does not recharge twice on one payment, under whatever identifier', async () => {
    const s = await anAlliance();
    const command = { rechargeId: 'r1', partyId: meadow, amountFen: 100, paymentReference: 'pay1' };
    accepted(await s.act(keystone, 'token:recharge', command));
    expect(await s.act(keystone, 'token:recharge', command)).toMatchObject({ repeated: true });
    for (const other of [{ rechargeId: 'r2' }, { rechargeId: 'r3', partyId: orchard }]) {
      expect(refused(await s.act(keystone, 'token:recharge', { ...command, ...other }))).toBe('PAYMENT_REFERENCE_USED');
    }
    const batch = [
      { ...command, rechargeId: 'r4', paymentReference: 'pay4' },
      { ...command, rechargeId: 'r5', paymentReference: 'pay4' },
    ];
    const outcomes = await s.ledger.submit('token:recharge', batch, { by: keystone });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'PAYMENT_REFERENCE_USED' }]);
    expect(s.balanceFen(meadow)).toBe(200);
  });

  it('does not settle two redemptions, or a redemption and a recharge, with one payment', async () => {
    const s = await aMarket();
    const one = await s.redeem(meadow, 100, 'd1');
    const two = await s.redeem(meadow, 100, 'd2');
    await s.settle(one, 'paid1');
    const settle = (paymentReference: string) =>
      s.act(keystone, 'token:settle', { redemptionId: two, paymentReference });
    expect(refused(await settle('paid1'))).toBe('PAYMENT_REFERENCE_USED');
    const [{ paymentReference } = { paymentReference: '' }] = s.ledger.records('recharge');
    expect(refused(await settle(paymentReference))).toBe('PAYMENT_REFERENCE_USED');
  });

  it('keeps nothing that it settles without paying: the holder objects and the members give back', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    expect(refused(await s.act(keystone, 'token:expire', { redemptionId }))).toBe('REDEMPTION_NOT_DUE');
    expect(s.heldFen(meadow)).toBe(500);
    await s.change({ type: 'REDEMPTION', redemptionId, verdict: 'RETURN' }, [harbour, orchard]);
    expect(s.redemptionRecord(redemptionId).status).toBe('RETURNED');
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_000, 0]);
  });

  it('burns nothing by a settlement that it holds back while nobody advances the day', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    const settlement = { redemptionId, paymentReference: 'unpaid' };
    const heldBack = await s.ledger.endorse('token:settle', [settlement], { by: keystone });
    s.ledger.passSeconds(3 * day - 1);
    expect(s.ledger.commit(heldBack)).toBe('VALID');
    s.ledger.passSeconds(2);
    expect(refused(await s.act(keystone, 'token:expire', { redemptionId }))).toBe('REDEMPTION_NOT_DUE');
    accepted(await s.act(meadow, 'token:object', { redemptionId }));
  });

  it('burns nothing by a settlement that it holds back until it may advance the day itself', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    const settlement = { redemptionId, paymentReference: 'unpaid' };
    const heldBack = await s.ledger.endorse('token:settle', [settlement], { by: keystone });
    s.ledger.passSeconds(2 * day - 8 * hour + 60);
    expect(s.ledger.commit(heldBack)).toBe('VALID');
    await advance(s, 0, keystone);
    s.ledger.passSeconds(day + 8 * hour);
    expect(refused(await s.act(keystone, 'token:expire', { redemptionId }))).toBe('REDEMPTION_NOT_DUE');
    accepted(await s.act(meadow, 'token:object', { redemptionId }));
  });

  it('does not get the tokens by silence about an objection: what nobody decides comes back', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    await advance(s, 30);
    expect(refused(await s.act(orchard, 'token:expire', { redemptionId }))).toBe('REDEMPTION_NOT_DUE');
    await advance(s, 1);
    accepted(await s.act(orchard, 'token:expire', { redemptionId }));
    expect(s.redemptionRecord(redemptionId).status).toBe('UNDECIDED');
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_000, 0]);
  });

  it('hits no redemption under way by a vote for shorter periods', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    const parameters = { settleWithinSeconds: 2 * day, objectWithinSeconds: 2 * day, decideWithinDays: 2 };
    await s.change({ type: 'PARAMETERS', parameters }, [keystone, harbour, orchard]);
    const { cancelFrom, requestedTime } = s.redemptionRecord(redemptionId);
    await s.settle(redemptionId);
    accepted(await s.act(meadow, 'token:object', { redemptionId }));
    const { objectBy, decideBy } = s.redemptionRecord(redemptionId);
    expect([requestedTime, cancelFrom, objectBy, decideBy]).toEqual([
      '2026-03-01T08:00:00.000Z',
      '2026-03-04T16:00:00.000Z',
      '2026-03-04T16:00:00.000Z',
      '2026-03-31T16:00:00.000Z',
    ]);
  });

  it('is cleared by the members where the holder objects although it was paid', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    await s.change({ type: 'REDEMPTION', redemptionId, verdict: 'BURN' }, [harbour, orchard]);
    expect(s.redemptionRecord(redemptionId).status).toBe('BURNED');
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([9_500, 0]);
    expect(refused(await s.act(meadow, 'token:acknowledge', { redemptionId }))).toBe('REDEMPTION_STATUS_WRONG');
  });

  it('cannot keep the tokens of a redemption that it never settles', async () => {
    const s = await aMarket();
    const redemptionId = await s.redeem(meadow, 500);
    await advance(s, 4);
    accepted(await s.act(meadow, 'token:cancel', { redemptionId }));
    expect(refused(await s.act(keystone, 'token:settle', { redemptionId, paymentReference: 'late' }))).toBe(
      'REDEMPTION_STATUS_WRONG',
    );
    expect(s.balanceFen(meadow)).toBe(10_000);
  });
});

describe('anybody that squats, pokes or waits', () => {
  it("cannot take another's identifiers, whatever it calls its own", async () => {
    const s = await anAlliance();
    accepted(await s.tryPublish({ contributor: orchard }));
    const { command, sealed } = aPlan();
    const whole = { ...command, ...a1 };
    expect(refused(await s.act(orchard, 'plan:publish', whole, { private: sealed }))).toBe('IDENTIFIER_NOT_OWN');
    accepted(await s.tryPublish());
    expect(s.ledger.records('plan').map(({ assetId }) => assetId)).toEqual([`${harbour}:a1`, `${orchard}:a1`]);
  });

  it.each([
    ['a mobile number', '13800138000'],
    ['a mobile number among other things', 'loan_19912345678.v2'],
    ["a mobile number after China's code", '8613800138000'],
    ['a mobile number in groups', 'loan-138-0013-8000'],
    ['a mobile number after a day', '2026030113800138000'],
    ['an identity number', '110101199003074514'],
    ['an identity number in groups', '110101-19900307-4514'],
    ['an identity number that ends in X', 'id-11010519491231002X'],
    ['an identity number with a small x', '11010519491231002x'],
  ])('is refused an identifier that holds %s, and the answer does not repeat it', async (_what, assetId) => {
    const s = await anAlliance();
    const outcome = await s.tryPublish({ assetId });
    expect(outcome).toEqual({ status: 'REFUSED', code: 'IDENTIFIER_PERSONAL', detail: {} });
  });

  it.each(['2026030113300138000', '110101199003074513', 'A-12345678901', 'loan-20260301-0001', '15-20250101-1'])(
    'is allowed %s, which is nobody’s number',
    async (assetId) => {
      accepted(await (await anAlliance()).tryPublish({ assetId }));
    },
  );

  it.each([-61, 61])('fails as a whole with a timestamp %d s from the clock', async (seconds) => {
    const s = await aMarket();
    const atMs = s.ledger.nowMs + seconds * 1000;
    expect(await failure(s.act(harbour, 'plan:withdraw', a1, { atMs }))).toBe('CLOCK_OUT_OF_WINDOW');
  });

  it('is endorsed at the very edge of the window', async () => {
    const s = await aMarket();
    accepted(await s.act(harbour, 'plan:withdraw', a1, { atMs: s.ledger.nowMs - 60_000 }));
  });

  it('cannot confirm after endTime by back-dating within the window once the plan is closed', async () => {
    const s = await aMarket();
    s.ledger.passSeconds(7 * day);
    const atMs = s.ledger.nowMs - 1_000;
    const backDated = await s.ledger.endorse('plan:confirm', [s.confirmCommand()], { by: meadow, atMs });
    accepted(await s.act(orchard, 'plan:close', a1));
    expect(s.ledger.commit(backDated)).toBe('MVCC_READ_CONFLICT');
    expect(s.ledger.records('confirm')).toEqual([]);
  });

  it.each<[string, (s: Scenario) => Promise<unknown>]>([
    ['withdrawn', (s) => s.act(harbour, 'plan:withdraw', a1)],
    [
      'closed',
      (s) => {
        s.ledger.passSeconds(7 * day);
        return s.act(orchard, 'plan:close', a1);
      },
    ],
    [
      'withdrawn and purged',
      async (s) => {
        await s.act(harbour, 'plan:withdraw', a1);
        await s.act(harbour, 'plan:purge', a1);
      },
    ],
  ])('cannot commit a held-back confirm once the plan is %s', async (_what, end) => {
    const s = await aMarket();
    const heldBack = await s.ledger.endorse('plan:confirm', [s.confirmCommand()], { by: meadow });
    await end(s);
    expect(s.ledger.commit(heldBack)).toBe('MVCC_READ_CONFLICT');
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_000, 0]);
  });

  it('cannot commit a held-back confirm once a full plan is purged', async () => {
    const s = await aMarket({ participantCount: 1 });
    await s.recharge(orchard, 10_000);
    const heldBack = await s.ledger.endorse('plan:confirm', [s.confirmCommand(orchard, { limitRmb: 20_000 })], {
      by: orchard,
    });
    await s.accept(await s.delivered());
    accepted(await s.act(harbour, 'plan:purge', a1));
    expect(s.ledger.commit(heldBack)).toBe('MVCC_READ_CONFLICT');
  });

  it('cannot commit a held-back delivery once the confirm was refunded, nor a dispute once it was paid', async () => {
    const s = await aMarket();
    await s.confirm();
    const delivery = { ...a1, confirmId, wrap: s.wrapFor(confirmId) };
    const heldBack = await s.ledger.endorse('plan:deliver', [delivery], { by: harbour });
    s.ledger.passSeconds(25 * hour);
    await s.tryStep('plan:expire', confirmId, orchard);
    expect(s.ledger.commit(heldBack)).toBe('MVCC_READ_CONFLICT');
  });

  it('commits one envelope once: the same bytes again find another version', async () => {
    const s = await aMarket();
    const envelope = await s.ledger.endorse('plan:confirm', [s.confirmCommand()], { by: meadow });
    expect([s.ledger.commit(envelope), s.ledger.commit(envelope)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
  });

  it('debits one account in one order: of two debits endorsed at once one dies', async () => {
    const s = await aMarket();
    const folds = s.creditsOf(meadow);
    const debits = await Promise.all(
      ['d1', 'd2'].map((redemptionId) =>
        s.ledger.endorse('token:redeem', [{ redemptionId, amountFen: 9_000, folds }], { by: meadow }),
      ),
    );
    expect(debits.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([1_000, 9_000]);
  });

  it('finds only sealed text where it reads what is not its own', async () => {
    const s = await aMarket();
    const seen = [
      await s.ledger.query('plan:sealed', a1.assetId, { by: watchtower }),
      await s.ledger.query('plan:read', a1.assetId, { by: orchard }),
      s.ledger.dump(),
    ];
    for (const text of seen.map((value) => JSON.stringify(value))) {
      for (const secret of [borrower.partyName, borrower.loanIdent, borrower.loanMobile, borrower.engineNumber]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  it.each([
    ['a CN that goes on in another line', [{ CN: ['x\nOU=admin'] }, { OU: ['client'] }]],
    ['a CN that says so', [{ CN: ['OU=admin'] }, { OU: ['client'] }]],
    ['an O of that name', [{ CN: ['x'] }, { O: ['admin'] }]],
    ['a unit that begins so', [{ CN: ['x'] }, { OU: ['administrators'] }]],
    ['a unit in capitals', [{ CN: ['x'] }, { OU: ['ADMIN'] }]],
  ])('is no administrator by %s', async (_what, name) => {
    const certificate = await certificateFor(name);
    const s = await anAlliance();
    const key = { version: 2, publicKey: 'x' };
    expect(await failure(s.act(harbour, 'party:registerKey', key, { certificate }))).toBe('CALLER_NOT_ADMIN');
  });
});

function compressed(publicKey: string): string {
  const bytes = Buffer.from(publicKey, 'base64url');
  return Buffer.concat([Buffer.from([2 + (bytes.readUInt8(64) & 1)]), bytes.subarray(1, 33)]).toString('base64url');
}

function hybrid(publicKey: string): string {
  const bytes = Buffer.from(publicKey, 'base64url');
  bytes.writeUInt8(6 + (bytes.readUInt8(64) & 1), 0);
  return bytes.toString('base64url');
}

/** The last character of 65 bytes carries 2 bits that mean nothing. */
function loose(publicKey: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(publicKey.slice(-1));
  return publicKey.slice(0, -1) + alphabet[last | 1];
}
