/** An own report opens with the person's key, and every text is held against what its signers signed. */
import type { Report, ReportedRecord } from '../../../gateway/queries/report';
import { openReport } from '../../../gateway/viewer/report';
import { keyOf as signingKeyOf } from '../../chaincode/credit-builders';
import { extended, type FeedbackContents, highS, proven, subjectKey, unproven } from '../queries/world';
import { keyOf, type MadeReport, madeReport, reportedKey, reportOf } from './made-report';

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

const lastOf = async (feedbacks: readonly FeedbackContents[], changes: Partial<Report> = {}) => {
  const { report, key } = reportOf({ name: 'A', feedbacks }, changes);
  return (await openReport(report, key))[0]?.feedbacks.get(feedbacks.length);
};

describe('a feedback', () => {
  it.each(unproven)('counts for nothing where %s', async (_why, feedbacks) => {
    expect(await lastOf(feedbacks)).toMatchObject({ unproven: expect.any(String) });
  });

  it.each(proven)('counts as %s', async (_what, feedbacks) => {
    const judged = await lastOf(feedbacks);
    expect(judged).toMatchObject({ details: { outcome: expect.any(String) } });
    expect(judged).not.toHaveProperty('unproven');
  });
});

const given = '2025-09-02T00:00:00.000Z';
const listed = reportedKey(subjectKey());
it.each<[string, Partial<Report>]>([
  ['is not listed', { keys: [] }],
  ['is listed under its number with another point', { keys: [{ ...listed, publicKey: keyOf('other').point }] }],
  ['did not count yet', { keys: [{ ...listed, countsFromDay: Math.floor(Date.parse(given) / 86_400_000) + 1 }] }],
  ['had been revoked before', { keys: [{ ...listed, revokedTime: '2025-09-01T00:00:00.000Z' }] }],
  ['is of another subject than the record', { subjectId: 'ff'.repeat(32) }],
])('an extension counts for nothing by a key that %s', async (_what, changes) => {
  expect(await lastOf([extended('A')], changes)).toMatchObject({ unproven: 'NOT_SIGNED' });
});

it.each<[string, Partial<Report>]>([
  ['counts from that day on', { keys: [{ ...listed, countsFromDay: Math.floor(Date.parse(given) / 86_400_000) }] }],
  ['was revoked afterwards', { keys: [{ ...listed, revokedTime: '2025-09-03T00:00:00.000Z' }] }],
])('an extension counts by a key that %s', async (_what, changes) => {
  expect(await lastOf([extended('A')], changes)).not.toHaveProperty('unproven');
});

it('holds the maturity and the mandate against what the registration commits to', async () => {
  const [signed, filed] = await open();
  expect(signed).toMatchObject({ maturityHolds: true });
  expect(signed).not.toHaveProperty('mandateHolds');
  expect(filed).toMatchObject({ maturityHolds: true, mandateHolds: true });
  const [first, second] = made.report.records;
  if (first === undefined || second === undefined) throw new Error('no records');
  const mandate = { type: 'MANDATE', mandateCommitment: 'aa'.repeat(32) } as const;
  const records = [
    { ...first, record: { ...first.record, maturityCommitment: 'aa'.repeat(32), borrower: mandate } },
    { ...second, record: { ...second.record, borrower: mandate } },
    { ...second, record: { ...second.record, borrower: first.record.borrower } },
  ];
  expect(await open({ ...made.report, records })).toMatchObject([
    { maturityHolds: false, mandateHolds: false },
    { maturityHolds: true, mandateHolds: false },
    { maturityHolds: true, mandateHolds: false },
  ]);
});

it('finds a record of another subject to be none of this report, whoever signed it', async () => {
  const [signed, filed] = await open({ ...made.report, subjectId: 'ff'.repeat(32) });
  expect(signed).toMatchObject({ isSignedByLender: true, borrower: 'OTHER_SUBJECT' });
  expect(filed).toMatchObject({ borrower: 'OTHER_SUBJECT' });
});

it('takes no number twice, because what opens under it would be shown for both', async () => {
  const twice = withFirst(({ feedbacks, ...rest }) => ({ ...rest, feedbacks: [...feedbacks, ...feedbacks] }));
  expect((await open(twice))[0]?.isSignedByLender).toBe(false);
});

it('takes a signature only with s in the lower half', async () => {
  const high = withFirst(({ record, ...rest }) => ({
    ...rest,
    record: { ...record, lenderSignature: highS(record.lenderSignature) },
  }));
  expect((await open(high))[0]?.isSignedByLender).toBe(false);
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
