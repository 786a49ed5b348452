/** What a person's own device finds out about a text before it signs it. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import { commit } from '../../../chaincode/api/commitment';
import { consentText, feedbackText, registrationText } from '../../../chaincode/api/signatures';
import type { Opening } from '../../../gateway/client/said';
import { newToSign } from '../../../gateway/client/to-sign';
import { messageFrom, verify } from '../../../gateway/client/verifier';
import { type ToSign, wordsFor } from '../../../gateway/client/words';
import { bytesOf } from '../../chaincode/builders';
import { aFeedback, aLoan, hexOf } from '../../chaincode/credit-builders';

const salted = (content: unknown, name = 'salt') => ({ salt: bytesOf(name).toString('base64url'), content });
const commitmentTo = ({ salt, content }: ReturnType<typeof salted>) => commit(Buffer.from(salt, 'base64url'), content);
const maturityTime = '2026-12-31T16:00:00.000Z';
const terms = {
  relationKind: 'C2C',
  amountRmb: 1_280_000,
  rateBps: 1_825,
  startTime: '2026-03-01T08:00:00.000Z',
  maturityTime,
  maturitySalt: salted('', 'maturity').salt,
};

/** When the person signs. */
const signing = Date.parse('2026-03-01T09:00:00.000Z');

/** As a gateway asks a borrower for a signature. */
function registration(content: object = terms): ToSign {
  const commitments = { termsCommitment: salted(content), maturityCommitment: salted(maturityTime, 'maturity') };
  const { command } = aLoan();
  const [termsCommitment, maturityCommitment] = [salted(content), salted(maturityTime, 'maturity')].map(commitmentTo);
  const signed = { ...command, termsCommitment: termsCommitment ?? '', maturityCommitment: maturityCommitment ?? '' };
  return newToSign('BORROWER', registrationText('alliance', 'BORROWER', signed, { type: 'SIGNATURE' }), commitments);
}

function extension(more: object = {}): ToSign {
  const newMaturityTime = '2027-06-30T16:00:00.000Z';
  const nextDue = salted(newMaturityTime, 'next');
  const agreed = salted({ outcome: 'EXTENDED', newMaturityTime, maturitySalt: nextDue.salt, ...more });
  const { command } = aFeedback(aLoan(), { level: 'PAID', priceFen: 1_500 });
  const content = { ...command, feedbackCommitment: commitmentTo(agreed), nextDueCommitment: commitmentTo(nextDue) };
  const text = feedbackText({ channel: 'alliance', recordId: command.recordId }, 'BORROWER', 1, content);
  return newToSign('BORROWER', text, { feedbackCommitment: agreed, nextDueCommitment: nextDue });
}

/** The item with something else in the place of a member of the opening. */
function withOpening(item: ToSign, change: Partial<Opening>): ToSign {
  return { ...item, opening: { ...item.opening, ...change } };
}

describe('the verifier', () => {
  it.each([
    ['a registration', registration()],
    ['an extension', extension()],
  ])('finds that %s says what is shown, in the same words', async (_what, item) => {
    expect(await messageFrom(item.opening)).toBe(item.message);
    expect(await verify(item, signing)).toEqual(item.words);
  });

  it('says what a borrower agrees to, in both languages', async () => {
    const { zh, en } = await verify(registration(), signing);
    expect(zh).toContain('金额 1,280,000 元，年利率 18.25 %，自 2026-03-01 08:00:00 UTC 至 2026-12-31 16:00:00 UTC');
    expect(en).toContain('1,280,000 RMB at 18.25 % a year, from 2026-03-01 08:00:00 UTC to 2026-12-31 16:00:00 UTC');
    expect([zh.includes('借款日 2026-03-01'), en.includes('borrowed on 2026-03-01')]).toEqual([true, true]);
    const extended = await verify(extension(), signing);
    expect(extended.zh).toContain('展期；新的到期时间 2027-06-30 16:00:00 UTC；明细：付费查询，每次 1,500 分');
    expect(extended.en).toContain('extended; the new maturity is 2027-06-30 16:00:00 UTC; details: shown for a price');
  });

  it.each([
    ['another amount', { ...terms, amountRmb: 80_000 }],
    ['another rate', { ...terms, rateBps: 1 }],
    ['a member less', { ...terms, maturitySalt: undefined }],
  ])('refuses to take %s for what would be signed', async (_what, content) => {
    const item = registration();
    const commitments = { ...item.opening.commitments, termsCommitment: salted(content) };
    await expect(verify(withOpening(item, { commitments }))).rejects.toThrow('is not what would be signed');
  });

  it('refuses another text, and one with a member that is not shown', async () => {
    const item = registration();
    const message = canonicalJson({ ...JSON.parse(item.message), guarantee: 'the house' });
    await expect(verify({ ...item, message })).rejects.toThrow('is not what would be signed');
    await expect(verify({ ...item, message: extension().message })).rejects.toThrow('is not what would be signed');
  });

  it('refuses a salt that could hold a part of the content', async () => {
    const item = registration();
    const long = { ...salted(terms), salt: Buffer.alloc(33).toString('base64url') };
    const commitments = { ...item.opening.commitments, termsCommitment: long };
    await expect(verify(withOpening(item, { commitments }))).rejects.toThrow('32 bytes');
  });
});

it('a text that could be kept for later is refused', async () => {
  await expect(verify(registration(), signing - 6 * 24 * 3_600_000)).rejects.toThrow('kept for too long');
  const signedTime = '2026-11-01T00:00:00.000Z';
  const consent = {
    subjectId: hexOf('s'),
    keyId: hexOf('k'),
    partyId: 'MeadowMSP',
    notAfter: '2026-12-01T00:00:00.000Z',
  };
  const text = consentText('alliance', { ...consent, purpose: 'GUARANTEE', signedTime, uses: 1 });
  const item = newToSign('SUBJECT', text);
  await expect(verify(item, signing)).rejects.toThrow('dated ahead');
  expect((await verify(item, Date.parse(signedTime))).en).toContain('2026-11-01');
});

describe('the words', () => {
  const shown = registration().opening;
  const inTerms = (more: object) => ({
    signed: shown.signed,
    commitments: { ...shown.commitments, termsCommitment: salted({ ...terms, ...more }) },
  });

  const onDay = (borrowedOn: string, startTime: string) => ({
    ...inTerms({ startTime }),
    signed: { ...shown.signed, borrowedOn },
  });

  it.each(['2026-03-01', '2026-03-02'])('say the day %s of a start that lies on it in some zone', (day) => {
    expect(wordsFor(onDay(day, '2026-03-01T16:00:00.000Z')).en).toContain(`borrowed on ${day}`);
  });

  /** The hash itself in the place of what it is over. */
  const unopened = {
    signed: { ...shown.signed, maturityCommitment: hexOf('another') },
    commitments: { termsCommitment: salted(terms) },
  };

  it('are none for what an extension agrees to besides', () => {
    expect(() => extension({ borrower: { admits: 'fraud' } })).toThrow('borrower');
  });

  it.each([
    ['a mark that turns the text around', 'a statement \u202E.dne eht'],
    ['a character that nobody sees', 'a statement\u{E0061}'],
    ['a control character', 'a statement\u0007'],
  ])('are none for a statement with %s', (_what, statement) => {
    const commitments = { statementCommitment: salted(statement) };
    const text = { recordId: 'ab'.repeat(16), keyCommitment: hexOf('key'), sealedHash: hexOf('sealed') };
    const signed = { purpose: 'tallystick-credit-dispute-1', channel: 'alliance', ...text };
    expect(() => wordsFor({ signed, commitments })).toThrow('cannot be shown');
    expect(() => wordsFor({ signed: { ...signed, statementCommitment: hexOf('s') }, commitments: {} })).toThrow();
    expect(wordsFor({ signed, commitments: { statementCommitment: salted('没有逾期。”\n第二行') } }).zh).toMatch(
      /\n没有逾期。”\n第二行$/,
    );
  });

  it.each<[what: string, opening: Opening]>([
    ['that the text has besides', { ...shown, signed: { ...shown.signed, guarantee: 'the house' } }],
    ['that the terms have besides', inTerms({ guarantee: 'the house' })],
    ['in the place of a number', inTerms({ amountRmb: '1280000' })],
    ['that says another maturity than the terms', inTerms({ maturityTime: '2026-12-30T16:00:00.000Z' })],
    ["that says a day which the start has in no alliance's zone", onDay('2026-02-28', '2026-03-01T16:00:00.000Z')],
    ['that says another day', { ...shown, signed: { ...shown.signed, borrowedOn: '2026-03-02' } }],
    ['in the place of a hash', { ...shown, signed: { ...shown.signed, keyCommitment: { guarantee: 'the house' } } }],
    ['behind a time', inTerms({ startTime: '2026-03-01T08:00:00.000Z; the borrower pledges the house' })],
    ['in the place of a time', inTerms({ startTime: '2026-03-01 08:00:00 UTC to 2036-12-31; this binds nobody; (' })],
    ['that is a time of another zone', inTerms({ startTime: '2026-03-01T08:00:00.000-11:59' })],
    ['that is said to be a salt', inTerms({ maturitySalt: 'The-borrower-pledges-the-house-and-more-of-it' })],
    ['that is committed to, and not opened', unopened],
    ['that is said to be a hash', { ...shown, signed: { ...shown.signed, lenderKey: 'the house is the guarantee' } }],
    ['of another purpose', { ...shown, signed: { ...shown.signed, purpose: 'tallystick-pledge-1' } }],
    ['of a purpose that every object has', { ...shown, signed: { ...shown.signed, purpose: 'toString' } }],
    ['of a role that nobody has', { ...shown, signed: { ...shown.signed, role: 'constructor' } }],
  ])('are none for what is hidden: a member %s', (_what, opening) => {
    expect(() => wordsFor(opening)).toThrow();
  });

  it('say what follows another record, and a mandate', () => {
    const mandate = hexOf('mandate');
    const signed = { ...shown.signed, renews: 'aa'.repeat(16), corrects: 'bb'.repeat(16) };
    const commitments = {
      ...inTerms({ mandateSha256: mandate, mandateSalt: salted('').salt }).commitments,
      mandateCommitment: salted(mandate),
    };
    const { zh, en } = wordsFor({ signed, commitments });
    for (const said of ['aa'.repeat(16), 'bb'.repeat(16), mandate]) {
      expect(zh).toContain(said);
      expect(en).toContain(said);
    }
  });
});
