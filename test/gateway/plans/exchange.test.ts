/** The exchange over HTTP: confirming, the steps by hand, and who reads the borrower's data. */
import type { ConfirmRecord, PlanRecord } from '../../../chaincode/api/records';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import type { Answered } from '../http/fakes';
import {
  confirm,
  FakeLedger,
  fields,
  plan,
  refuse,
  type Seams,
  sealedRecord,
  self,
  startGateway,
  wrap,
} from '../http/fakes';

interface Situation extends Seams {
  readonly plan?: Partial<PlanRecord>;
  readonly confirms?: readonly ConfirmRecord[];
}

async function ask(method: string, path: string, situation: Situation = {}, body?: unknown) {
  const confirms = situation.confirms ?? [];
  const record = plan(situation.plan);
  const gateway = await startGateway({
    ...situation,
    store: {
      plan: async (assetId) => (assetId === record.assetId ? { plan: record, confirms } : undefined),
      confirm: async (confirmId) => confirms.find((one) => one.confirmId === confirmId),
    },
  });
  const answer: Answered = await gateway.send(method, path, { body });
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

/** A peer that holds the plan and another record than the published one. */
const otherRecord = () =>
  new FakeLedger({ evaluate: async (query) => (query === 'plan:sealed' ? 'another record' : plan(meadows)) });
const noRecord = () => new FakeLedger({ evaluate: async (query) => (query === 'plan:sealed' ? null : plan(meadows)) });

/** Harbour is the participator of these, Meadow the contributor. */
const meadows = { assetId: 'MeadowMSP:A1', contributor: 'MeadowMSP' };
const ownConfirm = (changes: Partial<ConfirmRecord> = {}) =>
  confirm({ ...meadows, confirmId: `${self}:C1`, partyId: self, ...changes });
const delivered = (changes: Partial<ConfirmRecord> = {}) => ownConfirm({ status: 'DELIVERED', wrap, ...changes });

describe('confirming', () => {
  const path = '/v1/plans/MeadowMSP:A1/confirms';
  const body = { confirmId: 'C1', confirmTakeInLimitRmb: 80_000, confirmTakeInRateBps: 1_800 };
  const holding = () =>
    new FakeLedger({ evaluate: async (query) => (query === 'plan:sealed' ? sealedRecord : plan(meadows)) });

  it('sends whole identifiers and a one-off key of theirs, once the record is at the own peer', async () => {
    const { answer, ledger } = await ask('POST', path, { ledger: holding() }, body);
    expect(answer.status).toBe(201);
    expect(ledger.sent).toMatchObject([
      {
        name: 'plan:confirm',
        command: {
          assetId: 'MeadowMSP:A1',
          confirmId: `${self}:C1`,
          oneOffPublicKey: `one-off key of MeadowMSP:A1 ${self}:C1`,
          confirmTakeInLimitRmb: 80_000,
          confirmTakeInRateBps: 1_800,
        },
      },
    ]);
  });

  it.each([
    ['is not there', noRecord],
    ['is another than the published one', otherRecord],
  ])('pays for nothing where the sealed record %s', async (_what, ledger) => {
    const { answer, ledger: asked } = await ask('POST', path, { ledger: ledger() }, body);
    expect(answer).toMatchObject({ status: 409, body: { code: 'RECORD_UNAVAILABLE' } });
    expect(asked.sent).toEqual([]);
  });

  it('pays for nothing where its own peer may not read what is sealed', async () => {
    const ledger = new FakeLedger({
      evaluate: async (query) => {
        if (query === 'plan:sealed') throw new LedgerUnavailable('evaluate');
        return plan(meadows);
      },
    });
    const { answer, ledger: asked } = await ask('POST', path, { ledger }, body);
    expect(answer.status).toBe(503);
    expect(asked.sent).toEqual([]);
  });

  it('repeats a confirm that was made, though the record has been purged since', async () => {
    const { answer } = await ask('POST', path, { ledger: noRecord(), confirms: [ownConfirm()] }, body);
    expect(answer.status).toBe(201);
  });

  it('leaves it to the ledger to refuse a plan that the peer does not know', async () => {
    const ledger = new FakeLedger({ submit: refuse('PLAN_NOT_FOUND', { assetId: 'MeadowMSP:A1' }) });
    const { answer } = await ask('POST', path, { ledger }, body);
    expect(answer).toMatchObject({ status: 404, body: { code: 'PLAN_NOT_FOUND' } });
  });

  it("does not confirm under another's name", async () => {
    const { answer, ledger } = await ask('POST', path, {}, { ...body, confirmId: 'MeadowMSP:C1' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'IDENTIFIER_NOT_OWN' } });
    expect(ledger.sent).toEqual([]);
  });

  it('is answered with the confirm by its own address, and not by that of another plan', async () => {
    const found = await ask('GET', `${path}/C1`, {
      confirms: [delivered({ deliveredTime: '2026-03-01T13:00:00.000Z', disputeBy: '2026-03-05T00:00:00.000Z' })],
    });
    expect(found.answer.body).toEqual({
      confirmId: `${self}:C1`,
      assetId: 'MeadowMSP:A1',
      partyId: self,
      contributor: 'MeadowMSP',
      confirmTakeInLimitRmb: 80_000,
      confirmTakeInRateBps: 1_800,
      tokenFen: 800,
      confirmTime: '2026-03-01T12:00:00.000Z',
      status: 'DELIVERED',
      deliverBy: '2026-03-02T12:00:00.000Z',
      disputeWithinSeconds: 259_200,
      disputeBy: '2026-03-05T00:00:00.000Z',
      deliveredTime: '2026-03-01T13:00:00.000Z',
    });
    const other = await ask('GET', '/v1/plans/MeadowMSP:A2/confirms/C1', { confirms: [ownConfirm()] });
    expect(other.answer).toMatchObject({ status: 404, body: { code: 'CONFIRM_NOT_FOUND' } });
  });
});

describe('delivering by hand', () => {
  const path = '/v1/plans/A1/confirms/MeadowMSP:C1/delivery';

  it('tries the wrap on the own peer before anybody else sees it', async () => {
    const { answer, ledger } = await ask('POST', path, { confirms: [confirm()] });
    const command = { assetId: `${self}:A1`, confirmId: 'MeadowMSP:C1', wrap };
    expect(answer.status).toBe(201);
    expect(ledger.triedOut).toMatchObject([{ name: 'plan:deliver', command }]);
    expect(ledger.sent).toMatchObject([{ name: 'plan:deliver', command }]);
  });

  it('shows no wrap to anybody that the own peer refuses', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: one refusal stands for all
    const late = async () => ({ status: 'REFUSED', code: 'DELIVERY_LATE', detail: {} }) as any;
    const { answer, ledger } = await ask('POST', path, {
      confirms: [confirm()],
      ledger: new FakeLedger({ tryOut: late }),
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'DELIVERY_LATE' } });
    expect(ledger.sent).toEqual([]);
  });

  it('repeats a delivery that was made with the same wrap', async () => {
    const { ledger } = await ask('POST', path, {
      confirms: [confirm({ status: 'PAID', wrap: { ...wrap, wrappedKey: 'Zmlyc3Q' } })],
      ledger: noRecord(),
    });
    expect(ledger.sent).toMatchObject([{ command: { wrap: { wrappedKey: 'Zmlyc3Q' } } }]);
  });

  it.each([
    ['is not there', [], {}, 404, 'CONFIRM_NOT_FOUND'],
    ['is of a plan of another institution', [confirm({ contributor: 'MeadowMSP' })], {}, 403, 'NOT_CONTRIBUTOR'],
    ['has no record at the own peer', [confirm()], { ledger: noRecord() }, 409, 'RECORD_UNAVAILABLE'],
  ])('is refused for a confirm that %s', async (_what, confirms, seams, status, code) => {
    const { answer, ledger } = await ask('POST', path, { confirms, ...seams });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(ledger.sent).toEqual([]);
  });
});

describe('disputing by hand', () => {
  const path = '/v1/plans/MeadowMSP:A1/confirms/C1/dispute';
  const situation = { plan: meadows, confirms: [delivered()] };
  const unusable = { openDelivered: async () => ({ unusable: 'KEY' }) as const };

  it('reveals the one-off key only after the own peer found the dispute proven', async () => {
    const { answer, ledger } = await ask('POST', path, { ...situation, vault: unusable });
    const sent = {
      name: 'plan:dispute',
      command: { assetId: 'MeadowMSP:A1', confirmId: `${self}:C1` },
      options: { private: 'the one-off private key' },
    };
    expect(answer.status).toBe(201);
    expect(ledger.triedOut).toEqual([sent]);
    expect(ledger.sent).toEqual([sent]);
  });

  it('is refused for a delivery that opens, and the key stays where it is', async () => {
    const { answer, ledger } = await ask('POST', path, situation);
    expect(answer).toMatchObject({ status: 409, body: { code: 'DISPUTE_NOT_PROVEN' } });
    expect([...ledger.triedOut, ...ledger.sent]).toEqual([]);
  });

  it('does not submit what the own peer does not find proven', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: one refusal stands for all
    const tryOut = async () => ({ status: 'REFUSED', code: 'DISPUTE_LATE', detail: {} }) as any;
    const { answer, ledger } = await ask('POST', path, {
      ...situation,
      vault: unusable,
      ledger: new FakeLedger({ tryOut }),
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'DISPUTE_LATE' } });
    expect(ledger.sent).toEqual([]);
  });

  it.each([
    ['nothing is delivered', [ownConfirm()], 'CONFIRM_NOT_DELIVERED', undefined],
    ["another institution's confirm", [delivered({ partyId: 'OrchardMSP' })], 'NOT_PARTICIPATOR', undefined],
    ['the record is missing', [delivered()], 'RECORD_UNAVAILABLE', noRecord],
  ])('is refused where it is about %s', async (_what, confirms, code, ledger) => {
    const { answer, ledger: asked } = await ask('POST', path, {
      plan: meadows,
      confirms,
      vault: unusable,
      ledger: ledger?.() ?? new FakeLedger(),
    });
    expect(answer.body.code).toBe(code);
    expect([...asked.triedOut, ...asked.sent]).toEqual([]);
  });
});

describe('accepting and expiring by hand', () => {
  it.each(['accept', 'expire'])('sends the step %s with whole identifiers', async (step) => {
    const { answer, ledger } = await ask('POST', `/v1/plans/MeadowMSP:A1/confirms/C1/${step}`);
    expect(answer.status).toBe(201);
    expect(ledger.sent).toMatchObject([
      { name: `plan:${step}`, command: { assetId: 'MeadowMSP:A1', confirmId: `${self}:C1` } },
    ]);
  });
});

describe("the borrower's data", () => {
  const own = '/v1/plans/A1/borrower';
  const others = '/v1/plans/MeadowMSP:A1/borrower';

  it('is opened for the contributor with its own key', async () => {
    const { answer } = await ask('GET', own);
    expect(answer).toMatchObject({ status: 200, body: fields });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['DELIVERED', 'PAID'] as const)('is opened for a participator whose confirm is %s', async (status) => {
    const { answer } = await ask('GET', others, { plan: meadows, confirms: [delivered({ status })] });
    expect(answer).toMatchObject({ status: 200, body: fields });
  });

  it.each([
    ['nobody who has not confirmed', [confirm(meadows)], 403, 'NOT_ENTITLED'],
    ['nobody whose fee came back', [delivered({ status: 'REFUNDED' })], 403, 'NOT_ENTITLED'],
    ['nobody before the delivery', [ownConfirm()], 409, 'NOT_DELIVERED'],
  ])('is opened for %s', async (_who, confirms, status, code) => {
    const { answer } = await ask('GET', others, { plan: meadows, confirms });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['purged', { plan: { purged: true } }, 'PLAN_PURGED'],
    ['missing at the own peer', { ledger: noRecord() }, 'RECORD_UNAVAILABLE'],
    ['another than the published one', { ledger: otherRecord() }, 'RECORD_UNAVAILABLE'],
  ])('is not opened where the record is %s', async (_what, situation, code) => {
    expect((await ask('GET', own, situation)).answer).toMatchObject({ status: 409, body: { code } });
    const { answer } = await ask('GET', others, {
      ...situation,
      plan: { ...meadows, ...('plan' in situation ? situation.plan : {}) },
      confirms: [delivered()],
    });
    expect(answer).toMatchObject({ status: 409, body: { code } });
  });

  it('says that a delivery is unusable rather than showing nothing', async () => {
    const { answer } = await ask('GET', others, {
      plan: meadows,
      confirms: [delivered()],
      vault: { openDelivered: async () => ({ unusable: 'RECORD' }) },
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'DELIVERY_UNUSABLE' } });
  });

  it.each(['admin', 'auditor'] as const)('is not for the role %s', async (role) => {
    const gateway = await startGateway();
    const answer = await gateway.send('GET', own, { role });
    await gateway.stop();
    expect(answer).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
  });
});
