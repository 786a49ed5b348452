/** Periods that are counted in the ledger's days, and a borrower's rights: to dispute a record, and to see it purged in time. */

import { commit } from '../../chaincode/api/commitment';
import { dayAt, dayCount, startOfDayMs } from '../../chaincode/api/ledger-day';
import {
  commitToKey,
  type DisputeContext,
  openForMembers,
  parseSealedForMembers,
  sealForMembers,
} from '../../chaincode/api/sealed';
import { latestDay } from '../../chaincode/domain/ledger-day';
import {
  bytesOf,
  channel,
  creditors,
  day,
  foundingDocument,
  harbour,
  keystone,
  lantern,
  meadow,
  orchard,
  watchtower,
} from './builders';
import { aFeedback, aLevel, aLoan, recordIdOf, renewing } from './credit-builders';
import { aRegistry, creditRecord, giveFeedback, passTo, register, tryFeedback, tryRegister } from './credit-scenario';
import { LedgerDouble } from './ledger-double';
import { firstPublicKey, secondPublicKey } from './public-keys';
import { asking, disputeIdOf, sayingKey } from './query-builders';
import {
  advance,
  aToldLoan,
  disputeRecord,
  feedbackRecord,
  grant,
  ledgerDay,
  price,
  query,
  tryAnswerDispute,
  tryDispute,
  tryPurge,
  tryQuery,
} from './query-scenario';
import { accepted, anAlliance, documentWith, refused, type Scenario } from './scenario';

const days = dayCount(foundingDocument);
const startMs = (of: number) => startOfDayMs({ ...days, day: of });

const tryAdvance = (s: Scenario, to: number, by = watchtower, atMs = s.ledger.nowMs) =>
  s.act(by, 'alliance:advanceDay', { day: to }, { atMs });

describe("the ledger's day", () => {
  it('is at the founding the latest that has begun by every clock', async () => {
    const s = await anAlliance();
    const window = s.ledger.document.parameters.clockWindowSeconds;
    expect(ledgerDay(s)).toBe(dayAt(s.ledger.nowMs - window * 1000, days));
  });

  it.each([
    ['a second before the window has passed over its beginning', -1, 'DAY_AHEAD'],
    ['then', 0, 'ACCEPTED'],
  ] as const)('advances by one %s', async (_when, offset, expected) => {
    const s = await anAlliance();
    const next = ledgerDay(s) + 1;
    const { clockWindowSeconds } = s.ledger.document.parameters;
    s.ledger.passSeconds((startMs(next) - s.ledger.nowMs) / 1000 + clockWindowSeconds + offset);
    const outcome = await tryAdvance(s, next);
    expect(outcome.status === 'ACCEPTED' ? 'ACCEPTED' : outcome.code).toBe(expected);
  });

  it('begins after no endorser’s time, however far forward the client dates the transaction', async () => {
    const s = await anAlliance();
    const { clockWindowSeconds } = s.ledger.document.parameters;
    const next = ledgerDay(s) + 1;
    s.ledger.passSeconds((startMs(next) - s.ledger.nowMs) / 1000 - 1);
    const latest = s.ledger.nowMs + clockWindowSeconds * 1000;
    expect(refused(await tryAdvance(s, next, watchtower, latest))).toBe('DAY_AHEAD');
  });

  it.each([...creditors, keystone, lantern])('is advanced by %s only where it is two behind', async (by) => {
    const s = await anAlliance();
    const first = ledgerDay(s);
    s.ledger.passSeconds(day);
    expect(refused(await tryAdvance(s, first + 1, by))).toBe('DAY_NOT_YOURS');
    s.ledger.passSeconds(day);
    accepted(await tryAdvance(s, first + 1, by));
    expect(refused(await tryAdvance(s, first + 2, by))).toBe('DAY_NOT_YOURS');
    accepted(await tryAdvance(s, first + 2));
  });

  it('never goes back, and is the same for whoever says it again', async () => {
    const s = await anAlliance();
    const now = await advance(s, 3);
    for (const earlier of [0, now - 1]) expect(refused(await tryAdvance(s, earlier))).toBe('DAY_NOT_LATER');
    expect(await tryAdvance(s, now, meadow)).toMatchObject({ repeated: true });
    expect(ledgerDay(s)).toBe(now);
  });

  it('may be as short as a second, and several may be passed over', async () => {
    const ledger = new LedgerDouble({ ...documentWith(), daySeconds: 1 });
    const s = await anAlliance({ ledger });
    const first = ledgerDay(s);
    expect(first).toBe(ledger.nowMs / 1000 + 8 * 3_600 - 60);
    ledger.passSeconds(10);
    accepted(await tryAdvance(s, first + 10));
    expect(refused(await tryAdvance(s, first + 11))).toBe('DAY_AHEAD');
  });

  it('counts whole days exactly, on both sides of each boundary', () => {
    const alliance = documentWith({ clockWindowSeconds: 7 });
    for (const boundary of [1, 365, 20_000, 40_000]) {
      const begins = startMs(boundary) + 7_000;
      expect(latestDay(alliance, new Date(begins - 1).toISOString())).toBe(boundary - 1);
      expect(latestDay(alliance, new Date(begins).toISOString())).toBe(boundary);
    }
  });
});

describe('a dispute', () => {
  it('marks the record, with a statement for the members and a day by which to answer', async () => {
    const { s, loan } = await aToldLoan();
    const by = ledgerDay(s) + 20;
    expect(accepted(await tryDispute(s, loan))).toEqual({ disputeId: disputeIdOf('d1'), answerByDay: by });
    expect(disputeRecord(s)).toMatchObject({ status: 'OPEN', recordId: loan.recordId, answerByDay: by });
    expect(creditRecord(s, loan).disputeIds).toEqual([disputeIdOf('d1')]);
    expect(s.announcedSince(s.ledger.events.length - 1)).toEqual(['CreditRecordEvent DISPUTED']);
    const texts = await s.ledger.query('credit:disputeTexts', disputeIdOf('d1'), { by: meadow });
    const { statement, answer } = texts as { statement: string; answer: string | null };
    const sealed = parseSealedForMembers(statement);
    const { recordId, statementCommitment: commitment, keyCommitment } = disputeRecord(s);
    const context = { channel, recordId, side: 'statement', commitment } as const;
    expect(sealed && openForMembers(sealed, sayingKey('d1', 'statement'), context, keyCommitment)).toBe('我没有逾期。');
    expect(answer).toBeNull();
  });

  it.each(['UPHELD', 'REJECTED', 'UNDETERMINED'] as const)('is answered %s once', async (verdict) => {
    const { s, loan } = await aToldLoan();
    accepted(await tryDispute(s, loan));
    accepted(await tryAnswerDispute(s, loan, { verdict }));
    expect(disputeRecord(s)).toMatchObject({ status: verdict, answer: { day: ledgerDay(s) } });
    expect(await tryAnswerDispute(s, loan, { verdict })).toMatchObject({ repeated: true });
    expect(refused(await tryAnswerDispute(s, loan, { verdict, text: '另一件事。' }))).toBe('CREDIT_DISPUTE_ANSWERED');
  });

  it('may be answered after its day: the mark says how long it took', async () => {
    const { s, loan } = await aToldLoan();
    accepted(await tryDispute(s, loan));
    await advance(s, 21);
    accepted(await tryAnswerDispute(s, loan));
    const { answer, answerByDay } = disputeRecord(s);
    expect(answer?.day).toBe(answerByDay + 1);
  });

  it('may be about a record without feedback, and about a corrected one', async () => {
    const { s, loan } = await aToldLoan({ feedback: null });
    accepted(await tryDispute(s, loan));
    await register(s, { name: 'l2', corrects: loan, signBy: '2027-01-01T00:00:00.000Z' });
    accepted(await tryDispute(s, loan, { name: 'd2' }));
    expect(creditRecord(s, loan).disputeIds).toHaveLength(2);
  });

  it('whose statement is gone is not answered, even where the record is told again: nobody would purge that answer', async () => {
    const s = await aRegistry({ parameters: { retentionDays: 5 } });
    const loan = await register(s);
    passTo(s, loan.due.time);
    await advance(s);
    const { due } = await giveFeedback(s, loan, { outcome: 'EXTENDED', newMaturityTime: s.ledger.time });
    accepted(await tryDispute(s, loan));
    await advance(s, 6);
    accepted(await tryPurge(s, loan, 0));
    await giveFeedback(s, loan, { number: 2, due });
    expect(refused(await tryAnswerDispute(s, loan))).toBe('DETAILS_EXPIRED');
    expect(s.ledger.privateKeys.filter((key) => key.includes('sealedDispute'))).toEqual([]);
  });

  it('is not taken once the record is told no more, nor answered', async () => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 5 } });
    accepted(await tryDispute(s, loan));
    await advance(s, 5);
    accepted(await tryDispute(s, loan, { name: 'd2' }));
    await advance(s, 1);
    expect(refused(await tryDispute(s, loan, { name: 'd3' }))).toBe('DETAILS_EXPIRED');
    expect(refused(await tryAnswerDispute(s, loan))).toBe('DETAILS_EXPIRED');
  });
});

describe('what is sealed for the members', () => {
  const [dataKey, salt, iv] = [bytesOf('members'), bytesOf('salt'), bytesOf('iv').subarray(0, 12)];
  const words = '一句话';
  const context = { channel, recordId: recordIdOf('l1'), side: 'statement', commitment: commit(salt, words) } as const;
  const wraps = [{ partyId: meadow, keyVersion: 2, wrappedKey: 'AAAA' }];
  const text = sealForMembers({ salt, text: words }, { dataKey, iv }, wraps, context);
  const sealed = parseSealedForMembers(text);

  it('has a wrap for each and opens under its key in its place only, to what was committed to', () => {
    if (sealed === undefined) throw new Error('does not parse');
    expect(sealed.wraps).toEqual(wraps);
    const [another, keyCommitment] = [bytesOf('another'), commitToKey(dataKey)];
    expect(openForMembers(sealed, dataKey, context, keyCommitment)).toBe(words);
    expect(openForMembers(sealed, another, context, keyCommitment)).toBeUndefined();
    expect(openForMembers(sealed, dataKey, context, commitToKey(another))).toBeUndefined();
    const others = [
      { channel: 'b' },
      { recordId: recordIdOf('l2') },
      { side: 'answer' },
      { commitment: commit(salt, '二') },
    ];
    for (const other of others as Partial<DisputeContext>[]) {
      expect(openForMembers(sealed, dataKey, { ...context, ...other }, keyCommitment)).toBeUndefined();
    }
  });

  it('opens to nothing where it holds something else than was committed to', () => {
    const other = sealForMembers({ salt, text: '另一句' }, { dataKey, iv }, wraps, context);
    const parsed = parseSealedForMembers(other);
    expect(parsed && openForMembers(parsed, dataKey, context, commitToKey(dataKey))).toBeUndefined();
  });

  const wrap = '{"keyVersion":1,"partyId":"a","wrappedKey":"AAAA"}';
  const form = (changes: string) =>
    `{"ciphertext":"${'A'.repeat(22)}","format":"tallystick-sealed-members-1","iv":"${'A'.repeat(16)}","wraps":${changes}}`;

  it('is read in one form', () => {
    expect(parseSealedForMembers(form(`[${wrap}]`))?.wraps).toHaveLength(1);
  });

  it.each([
    '',
    'null',
    '{}',
    form('{}'),
    form('[null]'),
    form(`[${wrap.replace('1', '1.5')}]`),
    form(`[${wrap.replace('1', '0')}]`),
    form(`[${wrap.replace('AAAA', 'AAAA=')}]`),
    form(`[${wrap.replace('"a"', '"a b"')}]`),
    form(`[${wrap.replace('{', '{"also":1,')}]`),
    form(`[${wrap}]`).replace('members', 'credit'),
    ` ${form(`[${wrap}]`)}`,
  ])('is not read from %j', (other) => {
    expect(parseSealedForMembers(other)).toBeUndefined();
  });
});

describe('the wraps of what is said in a dispute', () => {
  const of = (...parties: readonly (readonly [string, number])[]) =>
    parties.map(([partyId, keyVersion]) => ({ partyId, keyVersion }));

  it.each([
    ['none', of()],
    ['one is missing', of([harbour, 1], [meadow, 1])],
    ['one stands twice', of([harbour, 1], [meadow, 1], [meadow, 1])],
    ['one is a stranger’s', of([harbour, 1], [meadow, 1], [orchard, 1], ['StrangerMSP', 1])],
    ['one is for somebody without a key', of([harbour, 1], [keystone, 1], [meadow, 1], [orchard, 1])],
    ['one is for a key to come', of([harbour, 1], [meadow, 1], [orchard, 2])],
    ['they are in another order', of([meadow, 1], [harbour, 1], [orchard, 1])],
  ])('are refused where %s, of a statement and of an answer', async (_what, members) => {
    const { s, loan } = await aToldLoan();
    expect(refused(await tryDispute(s, loan, { members }))).toBe('MEMBER_WRAPS_DIFFER');
    accepted(await tryDispute(s, loan));
    expect(refused(await tryAnswerDispute(s, loan, { members }))).toBe('MEMBER_WRAPS_DIFFER');
  });

  it('may be for the key before the present one, since the text was on its way; not for an older one', async () => {
    const { s, loan } = await aToldLoan();
    const renew = async (version: number, publicKey: string) =>
      accepted(await s.act(orchard, 'party:registerKey', { version, publicKey }, { unit: 'admin' }));
    await renew(2, secondPublicKey);
    accepted(await tryDispute(s, loan));
    const newer = { name: 'd2', members: of([harbour, 1], [meadow, 1], [orchard, 2]) };
    accepted(await tryDispute(s, loan, newer));
    await renew(3, firstPublicKey);
    expect(refused(await tryDispute(s, loan, { name: 'd3' }))).toBe('MEMBER_WRAPS_DIFFER');
    expect(await tryDispute(s, loan)).toMatchObject({ repeated: true });
  });
});

describe('retention', () => {
  const parameters = { retentionDays: 30 };
  const sealedKeys = (s: Scenario) =>
    s.ledger.privateKeys.filter((key) => /sealedCredit|sealedDispute/.test(key)).length;

  it('lets details be asked for to its last day, and be purged from the next one on', async () => {
    const { s, loan } = await aToldLoan({ parameters });
    await grant(s, { uses: 2 });
    await advance(s, 30);
    await query(s, { records: [asking(loan, price)] });
    for (const number of [0, 1]) expect(refused(await tryPurge(s, loan, number))).toBe('RETENTION_NOT_OVER');
    await advance(s, 1);
    for (const numbers of [[0], [1], [0, 1]]) {
      const records = [asking(loan, price, numbers)];
      const again = { name: `n${numbers.join('')}`, consent: 'q1', records };
      expect(refused(await tryQuery(s, again))).toBe('DETAILS_EXPIRED');
    }
    for (const number of [0, 1]) accepted(await tryPurge(s, loan, number));
    expect(sealedKeys(s)).toBe(0);
    expect([creditRecord(s, loan).purged, feedbackRecord(s, loan).purged]).toEqual([true, true]);
    for (const number of [0, 1]) expect(await tryPurge(s, loan, number)).toMatchObject({ repeated: true });
  });

  it('is counted for each feedback from its own day, and for the terms from the last', async () => {
    const s = await aRegistry({ parameters });
    const loan = await register(s);
    passTo(s, loan.due.time);
    await advance(s);
    const extension = { outcome: 'EXTENDED', newMaturityTime: s.ledger.time } as const;
    const first = await giveFeedback(s, loan, extension);
    await advance(s, 20);
    await giveFeedback(s, loan, { number: 2, due: first.due });
    await advance(s, 11);
    accepted(await tryPurge(s, loan, 1));
    expect(refused(await tryPurge(s, loan, 0))).toBe('RETENTION_NOT_OVER');
    await grant(s, { uses: 2 });
    expect(refused(await tryQuery(s, { records: [asking(loan, 0, [0, 1, 2])] }))).toBe('DETAILS_EXPIRED');
    await query(s, { records: [asking(loan, 0, [0, 2])] });
    await advance(s, 20);
    for (const number of [0, 2]) accepted(await tryPurge(s, loan, number));
    expect(sealedKeys(s)).toBe(0);
  });

  it('is not made longer by putting a feedback right', async () => {
    const { s, loan } = await aToldLoan({ parameters });
    const given = ledgerDay(s);
    await advance(s, 29);
    await giveFeedback(s, loan, { number: 2, corrects: 1, outcome: 'BREACHED' });
    expect([feedbackRecord(s, loan, 2).day, creditRecord(s, loan).lastFeedbackDay]).toEqual([given, given]);
    await giveFeedback(s, loan, { number: 3, corrects: 2 });
    expect(feedbackRecord(s, loan, 3).day).toBe(given);
    await advance(s, 2);
    for (const number of [0, 1, 2, 3]) accepted(await tryPurge(s, loan, number));
  });

  it('does not begin before there is a feedback', async () => {
    const { s, loan } = await aToldLoan({ parameters, feedback: null });
    await advance(s, 400);
    expect(refused(await tryPurge(s, loan, 0))).toBe('RETENTION_NOT_OVER');
    expect(refused(await tryPurge(s, loan, 1))).toBe('FEEDBACK_NOT_FOUND');
  });

  it('begins with the correction of a record of which there is no feedback, since there will be none', async () => {
    const { s, loan } = await aToldLoan({ parameters, feedback: null });
    accepted(await tryDispute(s, loan));
    const next = await register(s, { name: 'l2', corrects: loan, signBy: '2029-01-01T00:00:00.000Z' });
    expect(creditRecord(s, loan).lastFeedbackDay).toBe(ledgerDay(s));
    await advance(s, 30);
    expect(refused(await tryPurge(s, loan, 0))).toBe('RETENTION_NOT_OVER');
    await advance(s, 1);
    accepted(await tryPurge(s, loan, 0));
    expect(sealedKeys(s)).toBe(1);
    expect(creditRecord(s, next).lastFeedbackDay).toBeUndefined();
  });

  it('is not begun again by the correction of a record: what is told anew is as old as what it replaces', async () => {
    const { s, loan } = await aToldLoan({ parameters });
    const given = ledgerDay(s);
    await advance(s, 20);
    const late = '2029-01-01T00:00:00.000Z';
    const next = await register(s, { name: 'l2', corrects: loan, signBy: late });
    expect(creditRecord(s, loan).lastFeedbackDay).toBe(given);
    await giveFeedback(s, next, { outcome: 'EXTENDED', newMaturityTime: s.ledger.time });
    expect([feedbackRecord(s, next).day, creditRecord(s, next).lastFeedbackDay]).toEqual([given, given]);
    const last = await register(s, { name: 'l3', corrects: next, signBy: late });
    const { due } = await giveFeedback(s, last, { outcome: 'EXTENDED', newMaturityTime: s.ledger.time });
    expect(feedbackRecord(s, last).day).toBe(given);
    await giveFeedback(s, last, { number: 2, due });
    expect(feedbackRecord(s, last, 2).day).toBe(given + 20);
  });

  it('is not begun again by correcting a correction, nor by a record that is put in the place of one that had ended', async () => {
    const { s, loan } = await aToldLoan({ parameters });
    const given = ledgerDay(s);
    const own = { signBy: '2029-01-01T00:00:00.000Z' };
    await advance(s, 20);
    const silent = await register(s, { name: 'l2', corrects: loan, ...own });
    const last = await register(s, { name: 'l3', corrects: silent, ...own });
    await giveFeedback(s, last, { outcome: 'BREACHED' });
    expect([feedbackRecord(s, last).day, creditRecord(s, last).lastFeedbackDay]).toEqual([given, given]);
    await advance(s, 11);
    for (const record of [loan, silent, last]) accepted(await tryPurge(s, record, 0));
  });

  it('takes the texts of disputes with the terms, and those of what was disputed afterwards with the next purge', async () => {
    const s = await aRegistry({ parameters });
    const loan = await register(s);
    passTo(s, loan.due.time);
    await advance(s);
    const nextMonths = new Date(s.ledger.nowMs + 60 * day * 1000).toISOString();
    const extension = await giveFeedback(s, loan, { outcome: 'EXTENDED', newMaturityTime: nextMonths });
    accepted(await tryDispute(s, loan));
    accepted(await tryAnswerDispute(s, loan));
    await advance(s, 31);
    for (const number of [0, 1]) accepted(await tryPurge(s, loan, number));
    expect([sealedKeys(s), disputeRecord(s).purged]).toEqual([0, true]);

    await advance(s, 30);
    await giveFeedback(s, loan, { number: 2, due: extension.due });
    accepted(await tryDispute(s, loan, { name: 'd2' }));
    expect(sealedKeys(s)).toBe(2);
    expect(await tryPurge(s, loan, 0)).toMatchObject({ repeated: true });
    await grant(s);
    expect(refused(await tryQuery(s, { records: [asking(loan, 0, [0, 2])] }))).toBe('DETAILS_EXPIRED');
    await advance(s, 31);
    for (const number of [0, 2]) expect(await tryPurge(s, loan, number)).toMatchObject({ repeated: false });
    expect(sealedKeys(s)).toBe(0);
  });

  it('is the renewal’s, too, of the early feedback that comes with a new registration', async () => {
    const s = await aRegistry({ parameters });
    const old = await register(s);
    const now = await advance(s);
    accepted(await tryRegister(s, aLoan({ name: 'l2', renewal: renewing(old) })));
    expect([feedbackRecord(s, old).day, creditRecord(s, old).lastFeedbackDay]).toEqual([now, now]);
  });
});

describe('the ceiling of prices', () => {
  it('holds for feedback, early feedback and levels; what was given below an earlier one is known again', async () => {
    const { s, loan } = await aToldLoan({
      parameters: { maxPriceFen: price },
      loan: { signBy: '2027-01-01T00:00:00.000Z' },
    });
    const late = { signBy: '2027-01-01T00:00:00.000Z' };
    const other = await register(s, { name: 'l2', ...late });
    const above = { level: 'PAID', priceFen: price + 1 } as const;
    expect(refused(await tryFeedback(s, aFeedback(other, above)))).toBe('PRICE_ABOVE_CEILING');
    const third = aLoan({ name: 'l3', renewal: renewing(other, above), ...late });
    expect(refused(await tryRegister(s, third))).toBe('PRICE_ABOVE_CEILING');
    expect(refused(await s.act(keystone, 'credit:setLevel', aLevel(loan, above)))).toBe('PRICE_ABOVE_CEILING');

    await s.change({ type: 'PARAMETERS', parameters: { maxPriceFen: 10 } }, [harbour, meadow, keystone]);
    const given = aFeedback(loan, { level: 'PAID', priceFen: price });
    expect(await tryFeedback(s, given)).toMatchObject({ repeated: true });
    const level = aLevel(loan, { version: 1, level: 'PAID', priceFen: price });
    expect(await s.act(keystone, 'credit:setLevel', level)).toMatchObject({ repeated: true });
  });
});
