/** Who may ask what about a subject, how it is answered, and what that costs. */
import type { Command } from '../../chaincode/api/commands';
import { openCredit, unwrapDataKeys } from '../../chaincode/api/sealed';
import { consentText, identifierFrom } from '../../chaincode/api/signatures';
import { bytesOf, channel, harbour, hour, keystone, meadow, oneOffKey, orchard } from './builders';
import { aKey, aLevel, aRevocation, dataKeyOf, keyOf, type Loan, reportKeyOf, subjectIdOf } from './credit-builders';
import { giveFeedback, passTo, register } from './credit-scenario';
import {
  aConsent,
  aConsentRevocation,
  answerKey,
  asking,
  askingKey,
  consentContentFrom,
  consentIdOf,
  type QueryOptions,
} from './query-builders';
import {
  advance,
  anAnsweredLoan,
  anAskedLoan,
  anIncome,
  answerRecord,
  aToldLoan,
  consentRecord,
  feedbackRecord,
  grant,
  ledgerDay,
  price,
  query,
  type Told,
  tryAnswer,
  tryGrant,
  tryPayOut,
  tryProve,
  tryPurge,
  tryQuery,
} from './query-scenario';
import { accepted, refused, type Scenario } from './scenario';

const reportKey = reportKeyOf(keyOf('li')).publicKey;

/** Li's own report, through Meadow. */
async function aReporter(options: Parameters<typeof aToldLoan>[0] = {}): Promise<Told> {
  const told = await aToldLoan(options);
  await grant(told.s, { purpose: 'OWN_REPORT', uses: 2 });
  return told;
}

const report = (records: QueryOptions['records'] = []): QueryOptions => ({ purpose: 'OWN_REPORT', records });

describe('a query', () => {
  it('leaves who asked about whom and why, and holds the price until it is answered', async () => {
    const { s, answerId, loan } = await anAskedLoan();
    expect(s.ledger.records('creditQuery')).toMatchObject([
      {
        queryId: `${meadow}:q1`,
        partyId: meadow,
        subjectId: subjectIdOf('li'),
        purpose: 'LOAN_APPLICATION',
        answerIds: [`${meadow}:q1.0`],
        askedTime: s.ledger.time,
        day: ledgerDay(s),
      },
    ]);
    expect(answerRecord(s, answerId)).toMatchObject({
      recordId: loan.recordId,
      numbers: [0, 1],
      tokenFen: price,
      status: 'HELD',
      deliverBy: new Date(s.ledger.nowMs + 24 * hour * 1000).toISOString(),
      refundFrom: new Date(s.ledger.nowMs + (24 * hour + 600) * 1000).toISOString(),
      disputeWithinSeconds: 72 * hour,
    });
    expect(consentRecord(s).used).toBe(1);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([9_500, 500]);
  });

  it('for a summary leaves an entry and no answers', async () => {
    const { s } = await aToldLoan();
    await grant(s);
    expect(await query(s)).toEqual({ queryId: `${meadow}:q1`, answerIds: [], tokenFen: 0 });
    expect(consentRecord(s).used).toBe(1);
    expect(s.ledger.records('creditAnswer')).toEqual([]);
  });

  it('uses its consent once however often it is sent, and answers as the first time', async () => {
    const { s, loan } = await aToldLoan();
    await grant(s);
    const first = await tryQuery(s, { records: [asking(loan, price)] });
    const again = await tryQuery(s, { records: [asking(loan, price)], folds: [] });
    expect(again).toEqual({ ...first, repeated: true });
    expect(consentRecord(s).used).toBe(1);
  });

  it('asks for several records at once, for the sum of their prices', async () => {
    const { s, loan } = await aToldLoan({ loan: { signBy: '2027-01-01T00:00:00.000Z' } });
    const other = await register(s, { name: 'l2', signBy: '2027-01-01T00:00:00.000Z' });
    await giveFeedback(s, other, { level: 'PAID', priceFen: 70 });
    await grant(s);
    const records = [asking(loan, price), asking(other, 70)];
    expect(await query(s, { records })).toEqual({
      queryId: `${meadow}:q1`,
      answerIds: [`${meadow}:q1.0`, `${meadow}:q1.1`],
      tokenFen: 570,
    });
    expect(s.heldFen(meadow)).toBe(570);
  });

  it.each([
    ['another subject', { subject: 'wang' }, meadow, 'CONSENT_DIFFERS'],
    ['another institution', {}, orchard, 'CONSENT_DIFFERS'],
    ['another purpose', { purpose: 'GUARANTEE' }, meadow, 'CONSENT_DIFFERS'],
    ['no consent', { consent: false }, meadow, 'CONSENT_MISSING'],
  ] as const)('is not covered by a consent: %s', async (_what, options, by, code) => {
    const { s } = await aToldLoan();
    await grant(s);
    expect(refused(await tryQuery(s, options, by))).toBe(code);
  });

  it('may be made at notAfter, not 1 ms later', async () => {
    const { s } = await aToldLoan();
    await grant(s, { notAfter: s.ledger.time, uses: 2 });
    await query(s);
    s.ledger.passSeconds(0.001);
    expect(refused(await tryQuery(s, { name: 'q2', consent: 'q1' }))).toBe('CONSENT_EXPIRED');
  });

  it.each([1, 2, 3])('may be made %d times under a consent for so many', async (uses) => {
    const { s } = await aToldLoan();
    await grant(s, { uses });
    for (let number = 1; number <= uses; number++) await query(s, { name: `n${number}`, consent: 'q1' });
    expect(refused(await tryQuery(s, { name: 'last', consent: 'q1' }))).toBe('CONSENT_USED_UP');
  });

  it('of two in one transaction under a consent for one only the first is taken', async () => {
    const { s } = await aToldLoan();
    await grant(s);
    const commands = ['q1', 'q2'].map((queryId) => ({
      queryId,
      subjectId: subjectIdOf('li'),
      purpose: 'LOAN_APPLICATION' as const,
      consentId: consentRecord(s).consentId,
      records: [],
      folds: [],
    }));
    const outcomes = await s.ledger.submit('credit:query', commands, { by: meadow });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'CONSENT_USED_UP' }]);
  });

  it('needs no consent for a summary where the alliance says so, but for details and an own report', async () => {
    const { s, loan } = await aToldLoan({ parameters: { summaryNeedsConsent: false } });
    await query(s, { consent: false });
    const records = [asking(loan, price)];
    expect(refused(await tryQuery(s, { name: 'q2', consent: false, records }))).toBe('CONSENT_MISSING');
    expect(refused(await tryQuery(s, { name: 'q3', consent: false, purpose: 'OWN_REPORT' }))).toBe('CONSENT_MISSING');
    expect(refused(await tryQuery(s, { name: 'q4', consent: false, subject: 'zhao' }))).toBe('SUBJECT_NOT_FOUND');
  });

  it('is refused as a whole where one of its records is', async () => {
    const { s, loan } = await aToldLoan({ loan: { signBy: '2027-01-01T00:00:00.000Z' } });
    const silent = await register(s, { name: 'l2', signBy: '2027-01-01T00:00:00.000Z' });
    await grant(s);
    const before = s.ledger.dump();
    const records = [asking(loan, price), asking(silent, 0, [0])];
    expect(refused(await tryQuery(s, { records }))).toBe('DETAILS_NOT_RELEASED');
    expect(s.ledger.dump()).toBe(before);
  });

  it('sees a corrected record as long as it is told', async () => {
    const { s, loan } = await aToldLoan();
    await register(s, { name: 'l2', corrects: loan, signBy: '2027-01-01T00:00:00.000Z' });
    await grant(s);
    await query(s, { records: [asking(loan, price)] });
  });

  it('pays what the level says now', async () => {
    const { s, loan } = await aToldLoan();
    await grant(s);
    accepted(await s.act(keystone, 'credit:setLevel', aLevel(loan, { level: 'PUBLIC', priceFen: 0 })));
    expect(refused(await tryQuery(s, { records: [asking(loan, price)] }))).toBe('PRICE_DIFFERS');
    expect(await query(s, { records: [asking(loan, 0)] })).toMatchObject({ tokenFen: 0 });
    expect([s.balanceFen(meadow), s.ledger.records('account').length]).toEqual([10_000, 0]);
  });

  const two = { recordId: keyOf('li').keyId.slice(0, 32), priceFen: 0, numbers: [0] };
  it.each([
    ['a record twice', { records: [two, two] }],
    ['numbers that do not ascend', { records: [{ ...two, numbers: [1, 1] as number[] }] }],
    ['no numbers', { records: [{ ...two, numbers: [] as number[] }] }],
    ['a name without room for the places', { name: 'n'.repeat(61) }],
  ] as const)('is malformed with %s', async (_what, options) => {
    const { s } = await aToldLoan();
    expect(refused(await tryQuery(s, options))).toBe('COMMAND_MALFORMED');
  });

  it('is malformed with a record that has no one-off key, and as an own report with one', async () => {
    const { s, loan } = await aToldLoan();
    const plain = { queryId: 'q1', subjectId: subjectIdOf('li'), folds: [] };
    const record = { ...asking(loan), numbers: [0, 1] };
    const { publicKey: oneOffPublicKey } = askingKey();
    const commands: Command<'credit:query'>[] = [
      { ...plain, purpose: 'OWN_REPORT', records: [{ ...record, oneOffPublicKey }] },
      { ...plain, purpose: 'GUARANTEE', records: [record] },
    ];
    const outcomes = await s.ledger.submit('credit:query', commands, { by: meadow });
    expect(outcomes).toMatchObject([{ code: 'COMMAND_MALFORMED' }, { code: 'COMMAND_MALFORMED' }]);
  });
});

describe('an own report', () => {
  it('costs nothing and sees every level, and what there is before any feedback', async () => {
    const { s, loan } = await aReporter({ feedback: { level: 'ENCRYPTED' } });
    expect(await query(s, report([asking(loan)]))).toMatchObject({ tokenFen: 0 });
    const silent = await aReporter({ feedback: null });
    await query(silent.s, report([asking(silent.loan, 0, [0])]));
  });

  it('is free where anybody else pays', async () => {
    const { s, loan } = await aReporter();
    expect(refused(await tryQuery(s, report([asking(loan, price)])))).toBe('PRICE_DIFFERS');
    await query(s, report([asking(loan)]));
  });

  it('is wrapped for the report key of the key that consented, and for no other', async () => {
    const { s, loan } = await aReporter();
    const { answerIds } = await query(s, report([asking(loan)]));
    expect(answerRecord(s, answerIds[0] ?? '').oneOffPublicKey).toBe(reportKey);
    const another = keyOf('li', 2);
    accepted(await s.act(keystone, 'subject:addKey', aKey('li', another, { by: keyOf('li') })));
    await grant(s, { name: 'q2', purpose: 'OWN_REPORT', key: another });
    const { answerIds: others } = await query(s, { ...report([asking(loan)]), name: 'q2' });
    expect(answerRecord(s, others[0] ?? '').oneOffPublicKey).toBe(reportKeyOf(another).publicKey);
  });

  it('is kept from nobody by whoever asks with its key: everybody can see it', async () => {
    const { s, loan } = await aReporter();
    await grant(s, { name: 'q2', partyId: meadow });
    await query(s, { name: 'q2', records: [{ ...asking(loan, price), oneOffPublicKey: reportKey }] });
    await query(s, report([asking(loan)]));
  });

  it('is asked for with its key as often as the consent allows', async () => {
    const { s, loan } = await aReporter();
    await query(s, report([asking(loan)]));
    await query(s, { ...report([asking(loan)]), name: 'q2', consent: 'q1' });
    expect(refused(await tryQuery(s, { ...report([asking(loan)]), name: 'q3', consent: 'q1' }))).toBe(
      'CONSENT_USED_UP',
    );
  });
});

describe('an answer', () => {
  it('opens for whoever asked, to what the lender committed to', async () => {
    const { s, answerId, loan } = await anAnsweredLoan();
    const { wrap } = answerRecord(s, answerId);
    if (wrap === undefined) throw new Error('not delivered');
    const context = { channel, assetId: loan.recordId, confirmId: answerId };
    const [terms, details] = unwrapDataKeys(wrap, 2, askingKey().privateKey, context) ?? [];
    if (!terms || !details) throw new Error('does not unwrap');
    const { recordId } = loan;
    const read = async (argument: string) => String(await s.ledger.query('credit:sealed', argument, { by: meadow }));
    const { termsCommitment } = s.ledger.records('creditRecord')[0] ?? { termsCommitment: '' };
    expect(openCredit(await read(recordId), terms, { channel, recordId, number: 0 }, termsCommitment)).toMatchObject({
      amountRmb: 50_000,
    });
    const { feedbackCommitment } = feedbackRecord(s, loan);
    const sealed = await read(`${recordId}:1`);
    expect(openCredit(sealed, details, { channel, recordId, number: 1 }, feedbackCommitment)).toMatchObject({
      outcome: 'PERFORMED',
    });
  });

  it('is paid to the registrar when it is accepted', async () => {
    const { s, answerId } = await anAnsweredLoan();
    accepted(await s.act(meadow, 'credit:accept', { answerId }));
    expect(answerRecord(s, answerId)).toMatchObject({ status: 'PAID', endedBy: 'ACCEPTED' });
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(keystone)]).toEqual([9_500, 0, 500]);
    expect(s.creditsOf(keystone)).toEqual([`answerfee:${meadow}:q1.0`]);
  });

  it('stays as it was first delivered', async () => {
    const { s, answerId, loan } = await anAnsweredLoan();
    const { wrap } = answerRecord(s, answerId);
    expect(await tryAnswer(s, answerId, loan, { keys: bytesOf('garbage') })).toMatchObject({ repeated: true });
    expect(answerRecord(s, answerId).wrap).toEqual(wrap);
  });

  it('is not taken once the consent is revoked: the price goes back in time, and nobody gets the keys', async () => {
    const { s, answerId, loan } = await anAskedLoan();
    accepted(await s.act(orchard, 'consent:revoke', aConsentRevocation()));
    expect(refused(await tryAnswer(s, answerId, loan))).toBe('CONSENT_REVOKED');
    expect(answerRecord(s, answerId).wrap).toBeUndefined();
    passTo(s, answerRecord(s, answerId).refundFrom);
    accepted(await s.act(meadow, 'credit:expire', { answerId }));
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([10_000, 0]);
  });

  it('that came before the consent was revoked is paid as any', async () => {
    const { s, answerId, loan } = await anAnsweredLoan();
    accepted(await s.act(orchard, 'consent:revoke', aConsentRevocation()));
    expect(await tryAnswer(s, answerId, loan)).toMatchObject({ repeated: true });
    accepted(await s.act(meadow, 'credit:accept', { answerId }));
    expect(s.balanceFen(keystone)).toBe(price);
  });

  it('is taken at deliverBy, not 1 s later', async () => {
    const inTime = await anAskedLoan();
    passTo(inTime.s, answerRecord(inTime.s, inTime.answerId).deliverBy);
    accepted(await tryAnswer(inTime.s, inTime.answerId, inTime.loan));
    const late = await anAskedLoan();
    passTo(late.s, answerRecord(late.s, late.answerId).deliverBy);
    late.s.ledger.passSeconds(1);
    expect(refused(await tryAnswer(late.s, late.answerId, late.loan))).toBe('DELIVERY_LATE');
  });

  it('that never came is refunded by anybody from refundFrom on', async () => {
    const { s, answerId } = await anAskedLoan();
    passTo(s, answerRecord(s, answerId).refundFrom);
    s.ledger.passSeconds(-1);
    expect(refused(await s.act(orchard, 'credit:expire', { answerId }))).toBe('NOT_EXPIRED');
    s.ledger.passSeconds(1);
    accepted(await s.act(orchard, 'credit:expire', { answerId }));
    expect(answerRecord(s, answerId)).toMatchObject({ status: 'REFUNDED', endedBy: 'EXPIRED' });
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(keystone)]).toEqual([10_000, 0, 0]);
    expect(s.creditsOf(meadow)).toContain(`answerrefund:${meadow}:q1.0`);
  });

  it('that nobody judged is paid after disputeBy', async () => {
    const { s, answerId } = await anAnsweredLoan();
    s.ledger.passSeconds(96 * hour);
    expect(refused(await s.act(orchard, 'credit:expire', { answerId }))).toBe('NOT_EXPIRED');
    await s.passDisputeBy(answerRecord(s, answerId));
    accepted(await s.act(orchard, 'credit:expire', { answerId }));
    expect(answerRecord(s, answerId)).toMatchObject({ status: 'PAID', endedBy: 'EXPIRED' });
  });

  it('that costs nothing goes the same way and moves nothing', async () => {
    const { s, loan } = await aToldLoan({ feedback: { level: 'PUBLIC' } });
    await grant(s);
    const [answerId = ''] = (await query(s, { records: [asking(loan)] })).answerIds;
    accepted(await tryAnswer(s, answerId, loan));
    accepted(await s.act(meadow, 'credit:accept', { answerId }));
    expect([s.balanceFen(meadow), s.balanceFen(keystone)]).toEqual([10_000, 0]);
  });
});

describe("a query's use of its consent", () => {
  async function twoAsked() {
    const { s, loan } = await aToldLoan();
    const other = await register(s, { name: 'l2', signBy: s.ledger.time });
    await giveFeedback(s, other, { level: 'PAID', priceFen: price });
    await grant(s);
    const records = [asking(loan, price), asking(other, price)];
    const { answerIds } = await query(s, { records });
    const [one = '', two = ''] = answerIds;
    return { s, loan, one, two, pass: () => s.ledger.passSeconds(24 * hour + 600) };
  }
  const expire = (s: Scenario, answerId: string) => s.act(orchard, 'credit:expire', { answerId });

  it('is given back with the last answer where every answer was refunded, and can be used again', async () => {
    const { s, loan, one, two, pass } = await twoAsked();
    pass();
    accepted(await expire(s, one));
    expect(consentRecord(s).used).toBe(1);
    accepted(await expire(s, two));
    expect(consentRecord(s).used).toBe(0);
    expect(await expire(s, two)).toMatchObject({ repeated: true });
    expect(consentRecord(s).used).toBe(0);
    accepted(await tryQuery(s, { name: 'q2', consent: 'q1', records: [asking(loan, price)] }));
    expect(refused(await tryQuery(s, { name: 'q3', consent: 'q1' }))).toBe('CONSENT_USED_UP');
  });

  it('stays where one answer was paid, whatever became of the rest', async () => {
    const { s, loan, one, two, pass } = await twoAsked();
    accepted(await tryAnswer(s, one, loan));
    accepted(await s.act(meadow, 'credit:accept', { answerId: one }));
    pass();
    accepted(await expire(s, two));
    expect(consentRecord(s).used).toBe(1);
  });

  it('is given back by a misdelivery that is proven, too', async () => {
    const { s, answerId } = await anAnsweredLoan({ keys: bytesOf('garbage') });
    accepted(await tryProve(s, answerId));
    expect(consentRecord(s).used).toBe(0);
  });

  it('is given back where all end in one transaction, and not missed where they end in two of one block', async () => {
    const together = await twoAsked();
    together.pass();
    const both = [together.one, together.two].map((answerId) => ({ answerId }));
    await together.s.ledger.submit('credit:expire', both, { by: orchard });
    expect(consentRecord(together.s).used).toBe(0);

    const { s, one, two, pass } = await twoAsked();
    pass();
    const envelopes = await Promise.all(
      [one, two].map((answerId) => s.ledger.endorse('credit:expire', [{ answerId }], { by: orchard })),
    );
    expect(envelopes.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    accepted(await expire(s, two));
    expect(consentRecord(s).used).toBe(0);
  });
});

describe('the one-off keys of a query', () => {
  /** Two records of Li's under one query of Meadow's, of which the first is delivered garbage. */
  async function twoAnswered() {
    const { s, loan } = await aToldLoan({ loan: { signBy: '2027-01-01T00:00:00.000Z' } });
    const other = await register(s, { name: 'l2', signBy: '2027-01-01T00:00:00.000Z' });
    await giveFeedback(s, other, { level: 'PAID', priceFen: price });
    await grant(s);
    const { answerIds } = await query(s, { records: [asking(loan, price), asking(other, price)] });
    const [one = '', two = ''] = answerIds;
    accepted(await tryAnswer(s, one, loan, { keys: bytesOf('garbage') }));
    accepted(await tryAnswer(s, two, other));
    return { s, other, one, two };
  }

  it('are one for each answer: what proves one misdelivered opens no other', async () => {
    const { s, other, one, two } = await twoAnswered();
    const revealed = answerKey(one);
    accepted(await tryProve(s, one, revealed.revealed));
    const { wrap } = answerRecord(s, two);
    if (wrap === undefined) throw new Error('not delivered');
    const context = { channel, assetId: other.recordId, confirmId: two };
    expect(unwrapDataKeys(wrap, 2, revealed.privateKey, context)).toBeUndefined();
    expect(unwrapDataKeys(wrap, 2, answerKey(two).privateKey, context)).toBeDefined();
    expect(refused(await tryProve(s, two, revealed.revealed))).toBe('DISPUTE_KEY_MISMATCH');
  });

  it('are never the same twice, in one query or in two', async () => {
    const { s, loan } = await aToldLoan({ loan: { signBy: '2027-01-01T00:00:00.000Z' } });
    const other = await register(s, { name: 'l2', signBy: '2027-01-01T00:00:00.000Z' });
    await giveFeedback(s, other, { level: 'PAID', priceFen: price });
    await grant(s, { uses: 2 });
    const { publicKey: oneOffPublicKey } = askingKey();
    const records = [loan, other].map((each) => ({ ...asking(each, price), oneOffPublicKey }));
    expect(refused(await tryQuery(s, { records }))).toBe('ONE_OFF_KEY_USED');
    await query(s, { records: records.slice(0, 1) });
    const again = { name: 'q2', consent: 'q1', records: records.slice(1) };
    expect(refused(await tryQuery(s, again))).toBe('ONE_OFF_KEY_USED');
  });

  it('are used up by nobody else: whoever sees a proposal cannot take its keys first', async () => {
    const { s, loan } = await aToldLoan();
    const mine = { ...asking(loan, price), oneOffPublicKey: askingKey().publicKey };
    await grant(s);
    await grant(s, { name: 'theirs', partyId: orchard });
    await s.recharge(orchard, 10_000);
    await query(s, { name: 'theirs', records: [mine] }, orchard);
    await query(s, { records: [mine] });
  });
});

const earlier = (time: string, seconds: number) => new Date(Date.parse(time) - seconds * 1000).toISOString();

describe('a misdelivery', () => {
  const recordId = (loan: Loan) => loan.recordId;
  const wrongs = (loan: Loan, other: string) =>
    [
      ['one key too few', { numbers: [0] }],
      ['one key too many', { keys: Buffer.concat([0, 1, 2].map((number) => dataKeyOf(recordId(loan), number))) }],
      ['the keys the other way round', { numbers: [1, 0] }],
      ['another data key for the terms', { keys: Buffer.concat([bytesOf('x'), dataKeyOf(recordId(loan), 1)]) }],
      ['another data key for the feedback', { keys: Buffer.concat([dataKeyOf(recordId(loan), 0), bytesOf('x')]) }],
      ['a wrap for another key', { oneOffPublicKey: oneOffKey('other').publicKey }],
      ['a wrap for another answer', { boundTo: { confirmId: other } }],
      ['a wrap for another record', { boundTo: { assetId: other } }],
      ['a wrap for another channel', { boundTo: { channel: 'another' } }],
    ] as const;

  it.each(wrongs({ recordId: '' } as Loan, 'x').map(([what], index) => [what, index] as const))(
    'is refunded: %s',
    async (_what, index) => {
      const { s, answerId, loan } = await anAskedLoan();
      const [, options] = wrongs(loan, 'another')[index] ?? [];
      accepted(await tryAnswer(s, answerId, loan, options));
      accepted(await tryProve(s, answerId));
      expect(answerRecord(s, answerId)).toMatchObject({ status: 'REFUNDED', endedBy: 'DISPUTED' });
      expect([s.balanceFen(meadow), s.balanceFen(keystone)]).toEqual([10_000, 0]);
      expect(await tryProve(s, answerId)).toMatchObject({ repeated: true });
    },
  );

  it('is not proven of a good answer, nor of one already accepted', async () => {
    const { s, answerId } = await anAnsweredLoan();
    expect(refused(await tryProve(s, answerId))).toBe('DISPUTE_NOT_PROVEN');
    accepted(await s.act(meadow, 'credit:accept', { answerId }));
    expect(refused(await tryProve(s, answerId))).toBe('ANSWER_NOT_DELIVERED');
  });

  it("is heard on the last of the ledger's days before disputeBy, not on the next one", async () => {
    for (const isLate of [false, true]) {
      const { s, answerId } = await anAnsweredLoan({ keys: bytesOf('garbage') });
      const { disputeBy = '' } = answerRecord(s, answerId);
      await s.reachDay(isLate ? disputeBy : earlier(disputeBy, 24 * hour));
      const outcome = await tryProve(s, answerId);
      expect(outcome).toMatchObject(isLate ? { code: 'DISPUTE_LATE' } : { status: 'ACCEPTED' });
    }
  });

  it('is not judged by a peer that lacks a text', async () => {
    const { s, answerId, loan } = await anAnsweredLoan({ keys: bytesOf('garbage') });
    const lacking = new Set([`\u0000sealedCredit\u0000${loan.recordId}\u00001\u0000`]);
    const sent = s.act(meadow, 'credit:proveMisdelivery', { answerId }, { private: askingKey().revealed, lacking });
    await expect(sent).rejects.toMatchObject({ code: 'SEALED_RECORD_UNAVAILABLE' });
  });

  it('is judged by the keys alone where the texts have been purged since', async () => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 1, disputeWithinSeconds: 10 * 24 * hour } });
    const lastDay = async (options = {}) => {
      const name = JSON.stringify(options).length.toString();
      await grant(s, { name });
      const [answerId = ''] = (await query(s, { name, records: [asking(loan, price)] })).answerIds;
      accepted(await tryAnswer(s, answerId, loan, options));
      return { answerId, revealed: askingKey(name).revealed };
    };
    const good = await lastDay();
    const bad = await lastDay({ keys: Buffer.concat([dataKeyOf(loan.recordId, 0), bytesOf('x')]) });
    await advance(s, 2);
    for (const number of [1, 0]) accepted(await tryPurge(s, loan, number));
    expect(refused(await tryProve(s, good.answerId, good.revealed))).toBe('DISPUTE_NOT_PROVEN');
    accepted(await tryProve(s, bad.answerId, bad.revealed));
  });
});

describe('a consent', () => {
  it('may be for the longest time and the most queries that the alliance allows, and no more', async () => {
    const { s } = await aToldLoan({ parameters: { maxConsentSeconds: 60, maxConsentUses: 3 } });
    const signedTime = s.ledger.time;
    const at = (ms: number) => new Date(Date.parse(signedTime) + ms).toISOString();
    const tryFor = (uses: number, ms: number) => tryGrant(s, { signedTime, uses, notAfter: at(ms) });
    expect(refused(await tryFor(3, 60_001))).toBe('CONSENT_ABOVE_CEILING');
    expect(refused(await tryFor(4, 60_000))).toBe('CONSENT_ABOVE_CEILING');
    accepted(await tryFor(3, 60_000));
  });

  it('lasts no longer for being posted late: its ceiling counts from when it was signed', async () => {
    const { s } = await aToldLoan({ parameters: { maxConsentSeconds: 60 } });
    const signedTime = s.ledger.time;
    const at = (ms: number) => new Date(Date.parse(signedTime) + ms).toISOString();
    s.ledger.passSeconds(30);
    expect(refused(await tryGrant(s, { signedTime, notAfter: at(90_000) }))).toBe('CONSENT_ABOVE_CEILING');
    await grant(s, { signedTime, notAfter: at(60_000) });
  });

  it('is signed at the time of the transaction that posts it at the latest', async () => {
    const { s } = await aToldLoan();
    const later = new Date(s.ledger.nowMs + 1).toISOString();
    expect(refused(await tryGrant(s, { signedTime: later }))).toBe('CONSENT_TIME_AHEAD');
    await grant(s, { signedTime: s.ledger.time });
  });

  it('has an identifier that follows from what was signed, and is one consent however often it is posted', async () => {
    const { s } = await aToldLoan();
    const { consentId } = accepted(await tryGrant(s));
    expect(consentId).toBe(identifierFrom(consentText(channel, consentContentFrom({}))));
    expect(await tryGrant(s)).toMatchObject({ repeated: true, answer: { consentId } });
  });

  it('to an own report is signed by a key that has a report key', async () => {
    const { s } = await aToldLoan();
    const bare = keyOf('li', 2);
    const added = aKey('li', bare, { by: keyOf('li'), report: null });
    accepted(await s.act(keystone, 'subject:addKey', added));
    expect(refused(await tryGrant(s, { purpose: 'OWN_REPORT', key: bare }))).toBe('REPORT_KEY_INVALID');
    await grant(s, { name: 'other', key: bare });
    await grant(s, { purpose: 'OWN_REPORT' });
  });

  it('ends when the key that signed it is revoked: nothing is asked under it any more, nor answered', async () => {
    const { s, answerId, loan } = await anAskedLoan();
    await grant(s, { name: 'q2' });
    const [{ keyId }] = [keyOf('li')];
    accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('li')));
    expect(await tryQuery(s, { name: 'q2' })).toMatchObject({ code: 'CONSENT_REVOKED', detail: { keyId } });
    expect(refused(await tryAnswer(s, answerId, loan))).toBe('CONSENT_REVOKED');
    passTo(s, answerRecord(s, answerId).refundFrom);
    accepted(await s.act(meadow, 'credit:expire', { answerId }));
    expect(s.balanceFen(meadow)).toBe(10_000);
  });

  it('of another key goes on when one key is revoked', async () => {
    const { s } = await aToldLoan();
    const another = keyOf('li', 2);
    accepted(await s.act(keystone, 'subject:addKey', aKey('li', another, { by: keyOf('li') })));
    await grant(s, { key: another });
    accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('li')));
    await query(s);
  });

  it('that was signed and not posted is revoked for good: it is refused whenever it is posted', async () => {
    const { s } = await aToldLoan();
    const { signature } = aConsent();
    accepted(await s.act(orchard, 'consent:revoke', aConsentRevocation()));
    const [tombstone] = s.ledger.records('consentRevocation');
    expect(tombstone).toMatchObject({ subjectId: subjectIdOf('li'), consentId: consentIdOf('q1') });
    expect(tombstone?.revokedTime).toBe(s.ledger.time);
    s.ledger.passSeconds(1);
    expect(await s.act(harbour, 'consent:revoke', aConsentRevocation())).toMatchObject({ repeated: true });
    expect(s.ledger.records('consentRevocation')).toEqual([tombstone]);
    expect(refused(await s.act(meadow, 'consent:grant', { ...aConsent(), signature }))).toBe('CONSENT_REVOKED');
    await grant(s, { name: 'another' });
  });

  it('is revoked before it is posted by nobody but its subject', async () => {
    const { s } = await aToldLoan();
    aConsent();
    accepted(await s.act(orchard, 'consent:revoke', aConsentRevocation({ subject: 'wang' })));
    await grant(s);
    await query(s);
    const other = aConsentRevocation({ subject: 'wang', consentId: consentIdOf('q1') });
    expect(await s.act(orchard, 'consent:revoke', other)).toMatchObject({ code: 'CONSENT_NOT_FOUND' });
  });

  it('and its revocation conflict where both are under way', async () => {
    const { s } = await aToldLoan();
    const [granted, revoked] = [aConsent(), aConsentRevocation()];
    const envelopes = [
      await s.ledger.endorse('consent:revoke', [revoked], { by: orchard }),
      await s.ledger.endorse('consent:grant', [granted], { by: meadow }),
    ];
    expect(envelopes.map((envelope) => s.ledger.commit(envelope))).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
  });

  it('is revoked through any institution, once and for good', async () => {
    const { s } = await aToldLoan();
    await grant(s, { uses: 5 });
    await query(s);
    accepted(await s.act(orchard, 'consent:revoke', aConsentRevocation()));
    const { revokedTime } = consentRecord(s);
    expect(revokedTime).toBe(s.ledger.time);
    expect(refused(await tryQuery(s, { name: 'q2', consent: 'q1' }))).toBe('CONSENT_REVOKED');
    s.ledger.passSeconds(1);
    expect(await s.act(harbour, 'consent:revoke', aConsentRevocation())).toMatchObject({ repeated: true });
    expect(consentRecord(s).revokedTime).toBe(revokedTime);
    expect(await tryGrant(s, { uses: 5 })).toMatchObject({ repeated: true });
    expect(consentRecord(s).revokedTime).toBe(revokedTime);
  });
});

describe('a payout', () => {
  it('passes what the registrar got on to lenders, for a period that has ended', async () => {
    const { s, period } = await anIncome();
    const transfers = [
      { partyId: harbour, amountFen: 300 },
      { partyId: orchard, amountFen: 200 },
    ];
    accepted(await tryPayOut(s, period, transfers));
    expect([keystone, harbour, orchard].map((partyId) => s.balanceFen(partyId))).toEqual([0, 300, 200]);
    expect(s.creditsOf(orchard)).toEqual([`income:${keystone}:${period}`]);
    expect(await tryPayOut(s, period, transfers)).toMatchObject({ repeated: true });
  });

  it('is due with the day on which its period ends', async () => {
    const { s, period } = await anIncome();
    const { payoutDays } = s.ledger.document.parameters;
    const untilNext = payoutDays - (ledgerDay(s) % payoutDays);
    await advance(s, untilNext - 1);
    expect(refused(await tryPayOut(s, period + payoutDays))).toBe('PAYOUT_NOT_DUE');
    await advance(s, 1);
    accepted(await tryPayOut(s, period + payoutDays));
  });

  it('is due however long the members make periods afterwards, and none of theirs bears its name', async () => {
    const { s, period } = await anIncome();
    await s.change({ type: 'PARAMETERS', parameters: { payoutDays: 8 } }, [harbour, meadow, orchard]);
    accepted(await tryPayOut(s, period, [{ partyId: harbour, amountFen: 1 }]));
    const next = ledgerDay(s) - (ledgerDay(s) % 8) + 8;
    await advance(s, 8);
    accepted(await tryPayOut(s, next, [{ partyId: harbour, amountFen: 1 }]));
  });

  it('reaches a lender that is no creditor any more', async () => {
    const { s, period } = await anIncome();
    const member = { partyId: harbour, partyName: 'Harbour', partyOrgType: 'REGULATOR', endorses: false } as const;
    await s.change({ type: 'MEMBER', member }, [keystone, meadow, orchard]);
    accepted(await tryPayOut(s, period));
    expect(s.balanceFen(harbour)).toBe(price);
  });

  it.each([
    ['nobody that is a member', [{ partyId: 'StrangerMSP', amountFen: 1 }], 'PAYOUT_TARGET_NOT_MEMBER'],
    ['a lender twice', [harbour, harbour].map((partyId) => ({ partyId, amountFen: 1 })), 'PAYOUT_TARGET_NOT_MEMBER'],
    ['a lender, of nothing', [{ partyId: harbour, amountFen: 0 }], 'AMOUNT_NOT_POSITIVE'],
    ['a lender, of more than there is', [{ partyId: harbour, amountFen: price + 1 }], 'BALANCE_INSUFFICIENT'],
  ] as const)('goes to %s not', async (_what, transfers, code) => {
    const { s, period } = await anIncome();
    expect(refused(await tryPayOut(s, period, [...transfers]))).toBe(code);
  });
});
