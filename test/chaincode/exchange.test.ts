import { aWrap, bytesOf, day, harbour, hour, lantern, meadow, oneOffKey, orchard, watchtower } from './builders';
import { secondPublicKey } from './public-keys';
import { failure } from './refusal-cases';
import { accepted, aMarket, anAlliance, refused } from './scenario';

const confirmId = `${meadow}:c1`;

describe('a confirm', () => {
  it('fixes its fee, its deadlines and the versions of both keys', async () => {
    const s = await aMarket();
    await s.act(meadow, 'party:registerKey', { version: 2, publicKey: secondPublicKey }, { unit: 'admin' });
    await s.confirm();
    expect(s.confirmRecord(confirmId)).toMatchObject({
      tokenFen: 800,
      confirmTime: '2026-03-01T08:00:00.000Z',
      deliverBy: '2026-03-02T08:00:00.000Z',
      refundFrom: '2026-03-02T08:10:00.000Z',
      disputeWithinSeconds: 72 * hour,
      contributorKeyVersion: 1,
      participatorKeyVersion: 2,
      status: 'HELD',
    });
    expect(s.confirmRecord(confirmId)).not.toHaveProperty('disputeBy');
  });

  it('keeps its deadlines when the alliance changes its parameters', async () => {
    const s = await aMarket();
    await s.confirm();
    const { deliverBy } = s.confirmRecord(confirmId);
    const longer = { deliverWithinSeconds: 2 * day, disputeWithinSeconds: 2 * day };
    const change = { type: 'PARAMETERS', parameters: longer } as const;
    await s.change(change, [harbour, meadow, orchard]);
    expect(s.confirmRecord(confirmId).deliverBy).toBe(deliverBy);
    s.ledger.passSeconds(hour);
    await s.deliver(confirmId);
    expect(s.confirmRecord(confirmId).disputeBy).toBe('2026-03-04T16:00:00.000Z');
  });

  it('is recognised by the same content, whatever it folds', async () => {
    const s = await aMarket();
    const first = await s.tryConfirm();
    expect(await s.tryConfirm(meadow, { folds: [] })).toEqual({ ...first, repeated: true });
    expect(s.heldFen(meadow)).toBe(800);
  });

  it('answers as it was accepted however far it has come since', async () => {
    const s = await aMarket();
    const first = await s.tryConfirm();
    await s.deliver(confirmId);
    await s.accept(confirmId);
    s.ledger.passSeconds(30 * day);
    expect(await s.tryConfirm()).toEqual({ ...first, repeated: true });
  });

  it('may name its plan and itself in full or, where they are its own, in part', async () => {
    const s = await aMarket();
    const command = { ...s.confirmCommand(), confirmId };
    accepted(await s.act(meadow, 'plan:confirm', command));
    expect(refused(await s.act(meadow, 'plan:confirm', { ...command, confirmId: 'c9', assetId: 'a1' }))).toBe(
      'PLAN_NOT_FOUND',
    );
  });

  it('costs nothing, and needs no account, where the plan asks nothing', async () => {
    const s = await anAlliance();
    await s.publish({ tokenRateFen: 0 });
    const id = await s.confirm(orchard);
    await s.deliver(id);
    await s.accept(id);
    expect(s.ledger.records('tokenCredit')).toEqual([]);
    expect(s.ledger.records('account')).toMatchObject([{ partyId: orchard, balanceFen: 0 }]);
  });
});

describe('a delivery', () => {
  it('is made at deliverBy, and the wrap stands for everybody to see', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(24 * hour);
    await s.deliver(confirmId);
    expect(s.confirmRecord(confirmId)).toMatchObject({ status: 'DELIVERED', wrap: s.wrapFor(confirmId) });
  });

  it("leaves the whole time to dispute, from the end of the ledger's day or, where that is behind, from then", async () => {
    for (const [hours, disputeBy] of [
      [0, '2026-03-04T16:00:00.000Z'],
      [23, '2026-03-05T07:00:00.000Z'],
    ] as const) {
      const s = await aMarket();
      await s.confirm();
      s.ledger.passSeconds(hours * hour);
      await s.deliver(confirmId);
      expect(s.confirmRecord(confirmId)).toMatchObject({ disputeBy });
    }
  });

  it('does not come between deliverBy and the refund', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(24 * hour + 1);
    expect(refused(await s.tryDeliver(confirmId))).toBe('DELIVERY_LATE');
  });

  it('is recognised after the confirm was paid', async () => {
    const s = await aMarket();
    await s.accept(await s.delivered());
    expect(await s.tryDeliver(confirmId)).toMatchObject({ status: 'ACCEPTED', repeated: true });
  });

  it('does not touch the plan, so that deliveries contend with no confirm', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    await s.confirm();
    const command = { assetId: `${harbour}:a1`, confirmId, wrap: s.wrapFor(confirmId) };
    const delivery = await s.ledger.endorse('plan:deliver', [command], { by: harbour });
    await s.confirm(orchard, { limitRmb: 20_000 });
    expect(s.ledger.commit(delivery)).toBe('VALID');
  });
});

describe('the end of an exchange', () => {
  it('is a payment by acceptance, which a repeat finds done', async () => {
    const s = await aMarket();
    await s.accept(await s.delivered());
    expect(await s.tryStep('plan:accept', confirmId, meadow)).toMatchObject({ repeated: true });
    expect(s.balanceFen(harbour)).toBe(800);
  });

  it('may be accepted even after disputeBy, as long as nobody has expired it', async () => {
    const s = await aMarket();
    await s.delivered();
    await s.passDisputeBy(s.confirmRecord(confirmId));
    await s.accept(confirmId);
    expect(s.confirmRecord(confirmId).endedBy).toBe('ACCEPTED');
  });

  it("may still be disputed on the last of the ledger's days before disputeBy", async () => {
    const s = await aMarket();
    await s.confirm();
    await s.deliver(
      confirmId,
      aWrap(bytesOf('x'), oneOffKey(confirmId).publicKey, { assetId: `${harbour}:a1`, confirmId }),
    );
    await s.reachDay('2026-03-03T16:00:00.000Z');
    s.ledger.passSeconds(3 * day);
    expect(refused(await s.tryStep('plan:expire', confirmId, harbour))).toBe('NOT_EXPIRED');
    accepted(await s.tryDispute(confirmId));
  });

  it.each([harbour, meadow, orchard, lantern])('is brought about by %s once the deadline has passed', async (by) => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(25 * hour);
    accepted(await s.tryStep('plan:expire', confirmId, by));
    expect(await s.tryStep('plan:expire', confirmId, by)).toMatchObject({ repeated: true });
  });

  it('is never brought about by a regulator', async () => {
    const s = await aMarket();
    await s.confirm();
    s.ledger.passSeconds(25 * hour);
    expect(await failure(s.tryStep('plan:expire', confirmId, watchtower))).toBe('CALLER_TYPE_NOT_ALLOWED');
  });

  it('pays without touching the plan, so that payments contend with no confirm', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    await s.delivered();
    const payment = await s.ledger.endorse('plan:accept', [{ assetId: `${harbour}:a1`, confirmId }], { by: meadow });
    await s.confirm(orchard, { limitRmb: 20_000 });
    expect(s.ledger.commit(payment)).toBe('VALID');
  });
});

describe('a dispute', () => {
  it('that has to be refused anyway is not failed by a peer that lacks the record', async () => {
    const s = await aMarket();
    await s.delivered();
    const lacking = new Set([`\u0000sealed\u0000${harbour}\u0000a1\u0000`]);
    await s.passDisputeBy(s.confirmRecord(confirmId));
    expect(refused(await s.tryDispute(confirmId, undefined, { lacking }))).toBe('DISPUTE_LATE');
  });

  it('leaves neither the revealed key nor a word of the record in what goes into a block', async () => {
    const s = await aMarket();
    await s.confirm();
    const key = oneOffKey(confirmId);
    await s.deliver(confirmId, aWrap(bytesOf('x'), key.publicKey, { assetId: `${harbour}:a1`, confirmId }));
    const command = { assetId: `${harbour}:a1`, confirmId };
    const envelope = await s.ledger.endorse('plan:dispute', [command], { by: meadow, private: [key.revealed] });
    const answered = `${envelope.response}${envelope.eventPayload}`;
    const written = envelope.writes.map((write) => (write.type === 'put' ? Buffer.from(write.value).toString() : ''));
    for (const secret of [key.revealed, key.privateKey.toString('hex'), '王小明']) {
      expect(answered + written.join()).not.toContain(secret);
    }
    expect(written.join()).toContain('REFUNDED');
  });
});
