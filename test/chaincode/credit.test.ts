import { commitToKey, openCredit } from '../../chaincode/api/sealed';
import { bytesOf, channel, harbour, keystone, meadow } from './builders';
import {
  aFeedback,
  aLevel,
  aLoan,
  type Due,
  type FeedbackOptions,
  maturity,
  renewing,
  signer,
} from './credit-builders';
import {
  aMaturedLoan,
  aRegistry,
  creditRecord,
  giveFeedback,
  passTo,
  period,
  register,
  tryFeedback,
  tryRegister,
} from './credit-scenario';
import { ledgerDay } from './query-scenario';
import { accepted, anAlliance, refused } from './scenario';

describe('a registration', () => {
  it('stands with what was signed, and shows a mandate as a mandate', async () => {
    const s = await aRegistry();
    const own = await register(s);
    const mandated = await register(s, { name: 'l2', mandate: true });
    expect(creditRecord(s, own)).toMatchObject({ borrower: { type: 'SIGNATURE' }, feedbackCount: 0, levelVersion: 0 });
    expect(creditRecord(s, mandated).borrower).toEqual({ type: 'MANDATE', mandateCommitment: expect.any(String) });
    expect(s.announcedSince(s.ledger.events.length - 2)).toEqual([
      'CreditRecordEvent REGISTERED',
      'CreditRecordEvent REGISTERED',
    ]);
  });

  it('lays the sealed terms where members can ask for them, and they open under the committed key alone', async () => {
    const s = await aRegistry();
    const { recordId } = await register(s);
    const sealed = String(await s.ledger.query('credit:sealed', recordId, { by: meadow }));
    const dataKey = bytesOf(`data key ${recordId} 0`);
    const { keyCommitment, termsCommitment } = creditRecord(s, { recordId });
    expect(commitToKey(dataKey)).toBe(keyCommitment);
    const place = { channel, recordId, number: 0 };
    expect(openCredit(sealed, dataKey, place, termsCommitment)).toMatchObject({ amountRmb: 50_000 });
    for (const elsewhere of [{ number: 1 }, { channel: 'x' }, { recordId: 'x' }]) {
      expect(openCredit(sealed, dataKey, { ...place, ...elsewhere }, termsCommitment)).toBeUndefined();
    }
    expect(openCredit(sealed, bytesOf('another'), place, termsCommitment)).toBeUndefined();
    expect(openCredit(sealed, dataKey, place, '0'.repeat(64))).toBeUndefined();
    expect(await s.ledger.query('credit:sealed', `${recordId}:1`, { by: meadow })).toBeNull();
  });

  it('counts once, however often it is posted and whatever came after', async () => {
    const s = await aRegistry();
    const loan = await register(s);
    passTo(s, maturity);
    await giveFeedback(s, loan);
    expect(await tryRegister(s, loan)).toMatchObject({ status: 'ACCEPTED', repeated: true });
  });

  it('that renews brings the early feedback with it, before maturity, and marks the record before', async () => {
    const s = await aRegistry();
    const old = await register(s, { name: 'old' });
    const mark = s.ledger.events.length;
    const loan = await register(s, { name: 'new', renewal: renewing(old, { level: 'ENCRYPTED' }) });
    expect(creditRecord(s, old)).toMatchObject({ renewedBy: loan.recordId, feedbackCount: 1, level: 'ENCRYPTED' });
    expect(creditRecord(s, loan)).toMatchObject({ renews: old.recordId });
    expect(s.ledger.events.slice(mark)).toMatchObject([
      { eventName: 'REGISTERED', recordId: loan.recordId },
      { eventName: 'RENEWED', recordId: old.recordId },
    ]);
    expect(await s.ledger.query('credit:sealed', `${old.recordId}:1`, { by: keystone })).toContain('ciphertext');
    const second = aLoan({ name: 'third', renewal: renewing(old, { number: 2 }) });
    expect(refused(await tryRegister(s, second))).toBe('PREDECESSOR_DIFFERS');
  });

  it('follows a record that the borrower signed with its signature only', async () => {
    const s = await aRegistry();
    const signed = await register(s, { name: 'old' });
    const own = { name: 'new', mandate: true, signBy: '2026-03-20T08:00:00.000Z' };
    const ended = aLoan({ ...own, renewal: renewing(signed, { outcome: 'BREACHED' }) });
    for (const loan of [ended, aLoan({ ...own, corrects: signed })]) {
      expect(refused(await tryRegister(s, loan))).toBe('SUCCESSOR_NOT_SIGNED');
    }
    const filed = await register(s, { name: 'by mandate', mandate: true });
    expect(await tryRegister(s, aLoan({ ...own, corrects: filed }))).toMatchObject({ status: 'ACCEPTED' });
  });

  it('that corrects leaves the wrong record as it was, but marked, and over from that day on', async () => {
    const s = await aRegistry();
    const wrong = await register(s, { name: 'wrong' });
    const before = creditRecord(s, wrong);
    const right = await register(s, { name: 'right', corrects: wrong });
    const marked = { ...before, correctedBy: right.recordId, lastFeedbackDay: ledgerDay(s) };
    expect(creditRecord(s, wrong)).toEqual(marked);
    const again = aLoan({ name: 'another', corrects: wrong });
    expect(refused(await tryRegister(s, again))).toBe('PREDECESSOR_DIFFERS');
  });
});

describe('a feedback', () => {
  it('is taken at the very maturity, and nothing falls due after it', async () => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan, { level: 'PAID', priceFen: 300 });
    expect(creditRecord(s, loan)).toMatchObject({ feedbackCount: 1, levelVersion: 1, level: 'PAID', priceFen: 300 });
    s.ledger.passSeconds(400 * 24 * 3600);
    expect(refused(await tryFeedback(s, aFeedback(loan, { number: 2 })))).toBe('MATURITY_MISMATCH');
  });

  it('that extends is followed by another at the new maturity, and not before', async () => {
    const { s, loan } = await aMaturedLoan();
    const newMaturityTime = '2026-06-01T00:00:00.000Z';
    const { due } = await giveFeedback(s, loan, { outcome: 'EXTENDED', newMaturityTime });
    expect(refused(await tryFeedback(s, aFeedback(loan, { number: 2, due })))).toBe('NOT_MATURE');
    passTo(s, newMaturityTime);
    await giveFeedback(s, loan, { number: 2, due });
    expect(creditRecord(s, loan).feedbackCount).toBe(2);
  });

  it('is the last of a lender alone: what it sets as the next maturity counts with the signature of the borrower', async () => {
    const { s, loan } = await aMaturedLoan();
    const { due } = await giveFeedback(s, loan, { outcome: 'BREACHED', newMaturityTime: maturity });
    const { extension, ...alone } = due;
    if (extension === undefined) throw new Error('no extension');
    const next = (changed: Due) => tryFeedback(s, aFeedback(loan, { number: 2, outcome: 'BREACHED', due: changed }));
    const byStranger = { ...extension, signature: signer('stranger').sign('') };
    expect(refused(await next(alone))).toBe('EXTENSION_NOT_SIGNED');
    expect(refused(await next({ ...alone, extension: byStranger }))).toBe('SIGNATURE_INVALID');
    const renewal = aLoan({
      name: 'new',
      signBy: '2026-03-20T08:00:00.000Z',
      renewal: renewing(loan, { number: 2, due: alone }),
    });
    expect(refused(await tryRegister(s, renewal))).toBe('EXTENSION_NOT_SIGNED');
    expect(await next(due)).toMatchObject({ status: 'ACCEPTED' });
  });

  it('that puts an earlier one right opens the same maturity, and says what falls due now', async () => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan, { outcome: 'BREACHED' });
    const right = await giveFeedback(s, loan, { number: 2, corrects: 1, newMaturityTime: '2026-06-01T00:00:00.000Z' });
    expect(creditRecord(s, loan).dueCommitment).toBe(right.command.nextDueCommitment);
    const stillNotDue = aFeedback(loan, { number: 3, corrects: 2, due: right.due });
    expect(refused(await tryFeedback(s, stillNotDue))).toBe('MATURITY_MISMATCH');
    await giveFeedback(s, loan, { number: 3, corrects: 2, outcome: 'BREACHED' });
    expect(s.ledger.records('creditFeedback')).toHaveLength(3);
  });

  it('on an early end is put right after the maturity, and nothing else is told', async () => {
    const s = await aRegistry();
    const loan = await register(s, { name: 'old' });
    const past = '2026-03-01T00:00:00.000Z';
    const ending = renewing(loan, { newMaturityTime: past });
    const early = ending((await register(s, { name: 'new', renewal: ending })).recordId);
    const breached = { number: 2, outcome: 'BREACHED' } as const;
    const codes = async (options: FeedbackOptions) => refused(await tryFeedback(s, aFeedback(loan, options)));
    expect(await codes({ ...breached, corrects: 1 })).toBe('NOT_MATURE');
    expect(await codes({ ...breached, corrects: 1, due: early.due })).toBe('MATURITY_MISMATCH');
    expect(await codes({ ...breached, due: early.due })).toBe('SIGNATURE_INVALID');
    expect(await codes(breached)).toBe('MATURITY_MISMATCH');

    passTo(s, loan.due.time);
    await giveFeedback(s, loan, { ...breached, corrects: 1 });
    await giveFeedback(s, loan, { number: 3, corrects: 2 });
    expect(creditRecord(s, loan).feedbackCount).toBe(3);
  });

  it('reveals its maturity to endorsers and leaves none of it in the transaction', async () => {
    const { s, loan } = await aMaturedLoan();
    s.ledger.passSeconds(1);
    const { command, private: part } = aFeedback(loan);
    const envelope = await s.ledger.endorse('credit:feedback', [command], { by: keystone, private: [part] });
    const written = envelope.writes.map((write) => ('value' in write ? Buffer.from(write.value).toString() : ''));
    const seen = JSON.stringify([command, ...written, envelope.eventPayload, envelope.response]);
    expect(seen).not.toContain(loan.due.time);
    expect(seen).not.toContain(loan.due.salt);
  });
});

describe('a level', () => {
  it('is changed by the lender as often as it likes, each change on the one before', async () => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan);
    accepted(await s.act(keystone, 'credit:setLevel', aLevel(loan)));
    expect(await s.act(keystone, 'credit:setLevel', aLevel(loan))).toMatchObject({ repeated: true });
    accepted(await s.act(keystone, 'credit:setLevel', aLevel(loan, { version: 3, level: 'ENCRYPTED', priceFen: 0 })));
    expect(creditRecord(s, loan)).toMatchObject({ levelVersion: 3, level: 'ENCRYPTED', priceFen: 0 });
    expect(refused(await s.act(keystone, 'credit:setLevel', aLevel(loan)))).toBe('LEVEL_VERSION_NOT_NEXT');
  });
});

describe('a package', () => {
  const sealed = 'x'.repeat(4_096);
  const packages = () => anAlliance({ parameters: { packageBytes: 4_096 } });

  it('is written into the registrar’s collection and nowhere else, without an event', async () => {
    const s = await packages();
    const sender = { by: harbour, private: [sealed] };
    const { writes, eventPayload, reads } = await s.ledger.endorse('credit:handOver', [{ period: period(s) }], sender);
    expect(writes.map((write) => ('collection' in write ? write.collection : 'public'))).toEqual(['registrar']);
    expect(eventPayload).toBeUndefined();
    expect([...reads.keys()]).toEqual(['\u0000alliance\u0000', '\u0000ledgerDay\u0000']);
  });

  it('is taken for the present period and the one before, and no other', async () => {
    const s = await packages();
    const now = period(s);
    const outcomeFor = (number: number) => s.act(harbour, 'credit:handOver', { period: number }, { private: sealed });
    for (const number of [now, now - 1]) accepted(await outcomeFor(number));
    for (const number of [now - 2, now + 1]) expect(refused(await outcomeFor(number))).toBe('PERIOD_NOT_CURRENT');
  });

  it('says the same of a full one and a dummy', async () => {
    const s = await packages();
    const [one, other] = [sealed, 'y'.repeat(4_096)];
    const endorse = (text: string) =>
      s.ledger.endorse('credit:handOver', [{ period: period(s) }], { by: harbour, private: [text] });
    expect((await endorse(one)).response).toBe((await endorse(other)).response);
  });

  it('counts bytes and not characters', async () => {
    const s = await packages();
    const part = '四'.repeat(4_096);
    expect(refused(await s.act(harbour, 'credit:handOver', { period: period(s) }, { private: part }))).toBe(
      'PACKAGE_SIZE_DIFFERS',
    );
  });

  it('is under its lender’s name, so that nobody can replace another’s, and gone when it is discarded', async () => {
    const s = await packages();
    const number = period(s);
    for (const [by, letter] of [
      [harbour, 'h'],
      [meadow, 'm'],
    ] as const) {
      accepted(await s.act(by, 'credit:handOver', { period: number }, { private: letter.repeat(4_096) }));
    }
    const held = (by: string) => s.ledger.query('credit:package', `${by}:${number}`, { by: keystone });
    expect(await held(harbour)).toBe('h'.repeat(4_096));
    accepted(await s.act(keystone, 'credit:discard', { partyId: harbour, period: number }));
    expect([await held(harbour), await held(meadow)]).toEqual([null, 'm'.repeat(4_096)]);
  });
});

it.each([
  ['credit:sealed', 'ABC'],
  ['credit:sealed', `${'a'.repeat(32)}:x`],
  ['credit:package', harbour],
  ['credit:package', `${harbour}:-1`],
  ['credit:package', `a b:1`],
] as const)('%s of %j is malformed', async (name, argument) => {
  const { ledger } = await anAlliance();
  await expect(ledger.query(name, argument, { by: keystone })).rejects.toMatchObject({ code: 'COMMAND_MALFORMED' });
});

it('nobody corrects and renews in one registration', async () => {
  const s = await aRegistry();
  const old = await register(s, { name: 'old' });
  const both = aLoan({ name: 'new', corrects: old, renewal: renewing(old) });
  expect(refused(await tryRegister(s, both))).toBe('COMMAND_MALFORMED');
});
