/** An own report opens with the person's key, and every text is held against what its signers signed. */
import type { Report, ReportedRecord } from '../../../gateway/queries/report';
import { openReport } from '../../../gateway/viewer/report';
import { signer, keyOf as signingKeyOf } from '../../chaincode/credit-builders';
import { answer, borrower, channel, extended, type FeedbackContents, farOff, loan } from '../queries/world';
import { keyOf, type MadeReport, madeReport } from './made-report';

let made: MadeReport;
beforeAll(async () => {
  made = await madeReport();
});

function withFirst(change: (first: ReportedRecord) => ReportedRecord): Report {
  const [first, ...others] = made.report.records;
  if (first === undefined) throw new Error('no record');
  return { ...made.report, records: [change(first), ...others] };
}
const open = async (report = made.report) => openReport(report, made.key);
const parts = async (report: Report) => Object.fromEntries((await open(report))[0]?.parts ?? []);

it('opens all details, and finds who signed them', async () => {
  const [signed, filed] = await open();
  expect(signed).toMatchObject({ isSignedByLender: true, borrower: { signedBy: signingKeyOf('li').keyId } });
  expect(Object.fromEntries(signed?.parts ?? [])).toMatchObject({
    0: { amountRmb: 50_000 },
    1: { outcome: 'PERFORMED' },
  });
  expect(filed).toMatchObject({ isSignedByLender: true, borrower: 'MANDATE' });
  expect(Object.fromEntries(filed?.parts ?? [])).toMatchObject({ 0: { amountRmb: 50_000 } });
});

it('takes no other key', async () => {
  await expect(openReport(made.report, keyOf('another').jwk)).rejects.toThrow('OTHER_KEY');
  await expect(openReport(made.report, {})).rejects.toThrow('OTHER_KEY');
});

it('opens what is left where a feedback is told no longer', async () => {
  const left = withFirst(({ answer, ...first }) => {
    if (answer === undefined) throw new Error('no answer');
    return { ...first, feedbacks: [], answer: { ...answer, texts: answer.texts.filter(({ number }) => number === 0) } };
  });
  expect(Object.keys(await parts(left))).toEqual(['0']);
});

describe('an extension', () => {
  const { point: reportKey, jwk } = keyOf('report key');
  const listed = { keyId: borrower.keyId, publicKey: borrower.publicKey };
  const opened = async (feedback: FeedbackContents, keys = [listed]) => {
    const of = loan({ name: 'A', feedbacks: [feedback] });
    const { answerId, status, numbers, wrap } = answer(of, 0, { oneOffPublicKey: reportKey });
    const texts = of.texts.map((sealed, number) => ({ number, sealed }));
    const { record, feedbacks } = of;
    const reported: ReportedRecord = {
      record,
      feedbacks,
      disputes: [],
      answer: { answerId, status, numbers, ...(wrap && { wrap }), texts },
    };
    const report = { ...made.report, channel, reportKey, records: [reported], keys: keys as unknown as Report['keys'] };
    return (await openReport(report, jwk))[0]?.extensions;
  };

  it('is found signed by a key that the report lists', async () => {
    expect(await opened(extended('A'))).toEqual(new Map([[1, true]]));
  });

  it.each<[string, FeedbackContents]>([
    ['somebody else signed', extended('A', { by: signer('the lender') })],
    ['it was signed for another record', extended('B')],
    ['nobody signed', { fields: { outcome: 'EXTENDED', newMaturityTime: farOff } }],
    ['what falls due next is another time', { ...extended('A'), changes: {} }],
  ])('is not where %s', async (_why, feedback) => {
    expect(await opened(feedback)).toEqual(new Map([[1, false]]));
  });

  it('is not by a key that the report does not list', async () => {
    expect(await opened(extended('A'), [])).toEqual(new Map([[1, false]]));
  });
});

const hash = 'aa'.repeat(32);
it.each<[string, (first: ReportedRecord) => ReportedRecord]>([
  ['sealed bytes', ({ record, ...rest }) => ({ ...rest, record: { ...record, sealedHash: hash } })],
  ['key commitment', ({ record, ...rest }) => ({ ...rest, record: { ...record, keyCommitment: hash } })],
  ['commitment', ({ record, ...rest }) => ({ ...rest, record: { ...record, termsCommitment: hash } })],
])('shows no terms that differ from their %s, and finds them signed by nobody', async (_what, change) => {
  const [opened] = await open(withFirst(change));
  expect(opened?.parts.get(0)).toBe('DAMAGED');
  expect(opened?.parts.get(1)).toMatchObject({ outcome: 'PERFORMED' });
  expect(opened?.isSignedByLender).toBe(false);
});

it.each<[string, (first: ReportedRecord) => ReportedRecord]>([
  [
    'another lender’s key',
    ({ record, ...rest }) => ({ ...rest, record: { ...record, lenderKey: keyOf('other').point } }),
  ],
  ['another number', ({ record, ...rest }) => ({ ...rest, record: { ...record, recordId: 'ab'.repeat(16) } })],
  ['another day', ({ record, ...rest }) => ({ ...rest, record: { ...record, borrowedOn: '2026-03-02' } })],
  [
    'a feedback at another price',
    ({ feedbacks, ...rest }) => ({ ...rest, feedbacks: feedbacks.map((one) => ({ ...one, priceFen: 1 })) }),
  ],
])('finds that the record’s key did not sign %s', async (_what, change) => {
  expect((await open(withFirst(change)))[0]?.isSignedByLender).toBe(false);
});

it('does not find the borrower’s signature over other terms, or by a key that the report does not list', async () => {
  const others = withFirst(({ record, ...rest }) => ({ ...rest, record: { ...record, termsCommitment: hash } }));
  expect((await open(others))[0]?.borrower).toBe('NOT_SIGNED');
  expect((await open({ ...made.report, keys: [] }))[0]?.borrower).toBe('NOT_SIGNED');
  const renamed = made.report.keys.map((key) => ({ ...key, publicKey: keyOf('other').point }));
  expect((await open({ ...made.report, keys: renamed }))[0]?.borrower).toBe('NOT_SIGNED');
});
