/** What a person's own device finds out about a text before it signs it. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import { commit } from '../../../chaincode/api/commitment';
import { feedbackText, registrationText } from '../../../chaincode/api/signatures';
import type { Opening } from '../../../gateway/client/said';
import { messageFrom, verify } from '../../../gateway/client/verifier';
import { type ToSign, wordsFor } from '../../../gateway/client/words';
import { newToSign } from '../../../gateway/signed-text';
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
  maturitySalt: salted('').salt,
};

/** As a gateway asks a borrower for a signature. */
function registration(content: object = terms): ToSign {
  const commitments = { termsCommitment: salted(content), maturityCommitment: salted(maturityTime, 'maturity') };
  const { command } = aLoan();
  const [termsCommitment, maturityCommitment] = [salted(content), salted(maturityTime, 'maturity')].map(commitmentTo);
  const signed = { ...command, termsCommitment: termsCommitment ?? '', maturityCommitment: maturityCommitment ?? '' };
  return newToSign('BORROWER', registrationText('alliance', 'BORROWER', signed, { type: 'SIGNATURE' }), commitments);
}

function extension(): ToSign {
  const newMaturityTime = '2027-06-30T16:00:00.000Z';
  const agreed = salted({ outcome: 'EXTENDED', newMaturityTime, maturitySalt: salted('').salt });
  const nextDue = salted(newMaturityTime, 'next');
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
    expect(await verify(item)).toEqual(item.words);
  });

  it('says what a borrower agrees to, in both languages', async () => {
    const { zh, en } = await verify(registration());
    expect(zh).toContain('金额 1,280,000 元，年利率 18.25 %，自 2026-03-01 08:00:00 UTC 至 2026-12-31 16:00:00 UTC');
    expect(en).toContain('1,280,000 RMB at 18.25 % a year, from 2026-03-01 08:00:00 UTC to 2026-12-31 16:00:00 UTC');
    const extended = await verify(extension());
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

describe('the words', () => {
  const shown = registration().opening;
  const inTerms = (more: object) => ({
    signed: shown.signed,
    commitments: { ...shown.commitments, termsCommitment: salted({ ...terms, ...more }) },
  });

  it.each<[what: string, opening: Opening]>([
    ['that the text has besides', { ...shown, signed: { ...shown.signed, guarantee: 'the house' } }],
    ['that the terms have besides', inTerms({ guarantee: 'the house' })],
    ['in the place of a number', inTerms({ amountRmb: '1280000' })],
    ['that says another maturity than the terms', inTerms({ maturityTime: '2026-12-30T16:00:00.000Z' })],
    ['that says another day', { ...shown, signed: { ...shown.signed, borrowedOn: '2026-03-02' } }],
    ['in the place of a hash', { ...shown, signed: { ...shown.signed, keyCommitment: { guarantee: 'the house' } } }],
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
