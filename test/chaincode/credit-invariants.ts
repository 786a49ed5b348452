/** Invariants of subjects and credit records after every transaction, judged from the records and from those before it. */

import type {
  AllowanceRecord,
  ConsentRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
  LedgerRecord,
  SubjectKeyRecord,
} from '../../chaincode/api/records';
import { hashOfSealed } from '../../chaincode/api/sealed';
import {
  additionText,
  attachmentText,
  deriveKeyId,
  feedbackText,
  isSignedBy,
  possessionText,
  registrationText,
} from '../../chaincode/api/signatures';
import { isUsableKey, type KeyUse, keyUseFor } from '../../chaincode/api/subject-keys';
import { dayIn } from '../../chaincode/api/time-zones';
import { makeRecordKey } from '../../chaincode/state/keys';
import { channel, keystone } from './builders';
import { type Scenario, sum } from './scenario';

const docTypes = [
  'evaluator',
  'evaluation',
  'evaluationAnswer',
  'subject',
  'attachment',
  'subjectKey',
  'creditRecord',
  'creditFeedback',
  'ledgerDay',
  'consent',
  'creditQuery',
  'creditAnswer',
  'creditDispute',
  'payout',
] as const;

/** The only members that may ever change, of a record that may change at all. */
const mayChange: Partial<Record<LedgerRecord['docType'], readonly string[]>> = {
  subject: ['keyed'],
  subjectKey: ['revokedTime', 'revokedBy'],
  creditRecord: [
    'dueCommitment',
    'feedbackCount',
    'levelVersion',
    'level',
    'priceFen',
    'lastFeedbackDay',
    'renewedBy',
    'correctedBy',
    'disputeIds',
    'purged',
  ],
  creditFeedback: ['purged'],
  ledgerDay: ['day', 'advancedTime'],
  consent: ['used', 'revokedTime'],
  creditAnswer: ['status', 'wrap', 'deliveredTime', 'disputeBy', 'endedTime', 'endedBy'],
  creditDispute: ['status', 'answer', 'purged'],
};
/** Members among those that are written once. */
const saidOnce = [
  'revokedTime',
  'revokedBy',
  'renewedBy',
  'correctedBy',
  'wrap',
  'deliveredTime',
  'disputeBy',
  'endedTime',
  'endedBy',
  'answer',
];
/** Members that never get less. */
const growing = ['feedbackCount', 'levelVersion', 'lastFeedbackDay', 'day'];

export type CreditState = ReadonlyMap<string, LedgerRecord>;

export function creditState({ ledger }: Scenario): CreditState {
  return new Map(
    docTypes.flatMap((docType) => ledger.records(docType)).map((record) => [makeRecordKey(record), record]),
  );
}

export async function expectCreditSound(s: Scenario, before: CreditState): Promise<void> {
  const after = creditState(s);
  expectNothingLost(before, after);
  for (const [key, record] of after) {
    if (before.get(key) === record) continue;
    if (record.docType === 'creditRecord') await expectSigned(s, record, before);
    if (record.docType === 'creditFeedback') await expectFeedbackSigned(s, record);
    if (record.docType === 'subject') expect(deriveKeyId(record.identityKey)).toBe(record.subjectId);
    if (record.docType === 'attachment') {
      expect(isSignedBy(identityKeyOf(s, record), attachmentText(channel, record), record.identitySignature)).toBe(
        true,
      );
    }
    if (record.docType === 'subjectKey') expectKeySound(s, record, before);
    if (record.docType === 'consent' && !before.has(key)) expectKeyUsable(s, record, keyUseFor(record.purpose));
    if (record.docType === 'creditDispute' && !before.has(key)) expectKeyUsable(s, record, 'REPORT');
  }
  const records = s.ledger.records('creditRecord');
  expect(new Set(records.map(({ lenderKey }) => lenderKey)).size).toBe(records.length);
  const subjectKeys = s.ledger.records('subjectKey');
  const points = subjectKeys.flatMap(({ publicKey, report }) => [publicKey, ...(report ? [report.publicKey] : [])]);
  expect(new Set(points).size).toBe(points.length);
  for (const allowance of s.ledger.records('allowance')) expectCounted(s, allowance);
  for (const consent of s.ledger.records('consent')) expectUsed(s, consent);
  for (const record of records) expectDisputed(s, record);
}

function identityKeyOf({ ledger }: Scenario, { subjectId }: Pick<SubjectKeyRecord, 'subjectId'>): string {
  return ledger.records('subject').find((subject) => subject.subjectId === subjectId)?.identityKey ?? '';
}

/** Signed for, and no sooner of use than who signed for it, or the wait, allows. */
function expectKeySound(s: Scenario, key: SubjectKeyRecord, before: CreditState): void {
  const { subjectId, keyId, publicKey, possession, report, identitySignature, signedBy } = key;
  const { day, countsFromDay, reportsFromDay } = key;
  const { keyWaitDays } = s.ledger.document.parameters;
  const reportKey = report?.publicKey;
  const held = possessionText(channel, { subjectId, publicKey, reportKey });
  expect(isSignedBy(publicKey, held, possession)).toBe(true);
  if (report !== undefined) expect(isSignedBy(report.publicKey, held, report.possession)).toBe(true);
  const text = additionText(channel, { subjectId, keyId, reportKey });
  expect(isSignedBy(identityKeyOf(s, key), text, identitySignature)).toBe(true);
  expect(s.ledger.records('subject').find(({ subjectId }) => subjectId === key.subjectId)?.keyed).toBe(true);
  expect(countsFromDay >= day && reportsFromDay >= countsFromDay).toBe(true);
  const others = s.ledger
    .records('subjectKey')
    .filter(({ subjectId, keyId }) => subjectId === key.subjectId && keyId !== key.keyId);
  const voucher = others.find(({ keyId }) => keyId === signedBy?.keyId);
  if (signedBy === undefined) expect(reportsFromDay).toBeGreaterThanOrEqual(day + keyWaitDays);
  else expect(reportsFromDay).toBeGreaterThanOrEqual(voucher?.reportsFromDay ?? Number.POSITIVE_INFINITY);
  const hadOne = [...before.values()].some(
    (each) =>
      each.docType === 'subjectKey' &&
      each.subjectId === key.subjectId &&
      each.keyId !== key.keyId &&
      !before.has(makeRecordKey(key)),
  );
  if (hadOne && signedBy === undefined) expect(countsFromDay).toBe(reportsFromDay);
}

/** Consents and disputes that were just made; no transaction advances the day beside them. */
function expectKeyUsable({ ledger }: Scenario, { keyId }: Pick<SubjectKeyRecord, 'keyId'>, use: KeyUse): void {
  const key = ledger.records('subjectKey').find((each) => each.keyId === keyId);
  const { day } = ledger.records('ledgerDay')[0] ?? { day: Number.NaN };
  expect(key !== undefined && isUsableKey(key, use, day)).toBe(true);
}

function expectNothingLost(before: CreditState, after: CreditState): void {
  for (const [key, old] of before) {
    const now = after.get(key);
    if (now === old) continue;
    const free = mayChange[old.docType] ?? [];
    const fixed = Object.fromEntries(
      Object.entries(old).filter(([name]) => !free.includes(name) || saidOnce.includes(name)),
    );
    expect(now).toMatchObject(fixed);
    const gained = Object.keys(now ?? {}).filter((name) => !(name in old));
    expect(gained.filter((name) => !free.includes(name))).toEqual([]);
    for (const name of growing) {
      const [was, is] = [old, now].map((record) => (record as unknown as Record<string, number | undefined>)[name]);
      if (was !== undefined) expect(is).toBeGreaterThanOrEqual(was);
    }
    if (old.docType === 'creditRecord' && old.correctedBy !== undefined) {
      const { feedbackCount, levelVersion } = old;
      expect(now).toMatchObject({ feedbackCount, levelVersion });
    }
    if ('purged' in old && old.purged) expect(now).toMatchObject({ purged: true });
  }
}

/** Both sides signed what is stored, with a key that was live: no transaction both registers and revokes. */
async function expectSigned(s: Scenario, record: CreditRecord, before: CreditState): Promise<void> {
  const { recordId, borrower, lenderKey, lenderSignature, subjectId, feedbackCount } = record;
  const text = (role: 'BORROWER' | 'LENDER') => registrationText(channel, role, record, borrower);
  expect(isSignedBy(lenderKey, text('LENDER'), lenderSignature)).toBe(true);
  if (borrower.type === 'SIGNATURE') {
    const keysBefore = [...before.values()].filter((each): each is SubjectKeyRecord => each.docType === 'subjectKey');
    const isNew = ![...before.values()].some((each) => each.docType === 'creditRecord' && each.recordId === recordId);
    const key = keysBefore.find((each) => each.keyId === borrower.keyId && each.subjectId === subjectId);
    expect(isSignedBy(key?.publicKey ?? '', text('BORROWER'), borrower.signature)).toBe(true);
    if (isNew) expect(key?.revokedTime).toBeUndefined();
    expect(deriveKeyId(lenderKey)).not.toBe(borrower.keyId);
  }
  const numbers = s.ledger.records('creditFeedback').flatMap((each) => (each.recordId === recordId ? each.number : []));
  expect(numbers.sort((one, other) => one - other)).toEqual(
    Array.from({ length: feedbackCount }, (_, index) => index + 1),
  );
  await expectSealed(s, recordId, record);
}

async function expectFeedbackSigned(s: Scenario, feedback: CreditFeedbackRecord): Promise<void> {
  const { recordId, number, signature } = feedback;
  const record = s.ledger.records('creditRecord').find((each) => each.recordId === recordId);
  const text = feedbackText({ channel, recordId }, 'LENDER', number, feedback);
  expect(isSignedBy(record?.lenderKey ?? '', text, signature)).toBe(true);
  await expectSealed(s, `${recordId}:${number}`, feedback);
}

/** There and as committed to, or gone. */
async function expectSealed(
  s: Scenario,
  argument: string,
  { sealedHash, purged }: { readonly sealedHash: string; readonly purged: boolean },
): Promise<void> {
  const text = (await s.ledger.query('credit:sealed', argument, { by: keystone })) as string | null;
  expect(text === null ? null : hashOfSealed(text)).toBe(purged ? null : sealedHash);
}

/** Each use is a query under it, by whom and about whom it says, and there are no more than it allows. */
function expectUsed({ ledger }: Scenario, { consentId, used, uses, partyId, subjectId, purpose }: ConsentRecord): void {
  const queries = ledger.records('creditQuery').filter((query) => query.consentId === consentId);
  const answers = ledger.records('creditAnswer');
  const isVain = ({ queryId, answerIds }: CreditQueryRecord) =>
    answerIds.length > 0 && answers.every((answer) => answer.queryId !== queryId || answer.status === 'REFUNDED');
  expect(queries.filter((query) => !isVain(query))).toHaveLength(used);
  expect(used).toBeLessThanOrEqual(uses);
  for (const query of queries) expect(query).toMatchObject({ partyId, subjectId, purpose });
}

function expectDisputed({ ledger }: Scenario, { recordId, subjectId, disputeIds }: CreditRecord): void {
  const disputes = ledger.records('creditDispute').filter((dispute) => dispute.recordId === recordId);
  expect(disputes.map(({ disputeId }) => disputeId).sort()).toEqual([...disputeIds].sort());
  for (const dispute of disputes) {
    const { disputeId, status, answer, purged } = dispute;
    expect(dispute.subjectId).toBe(subjectId);
    expect(status === 'OPEN').toBe(answer === undefined);
    const kept = ledger.privateKeys.filter((key) =>
      key.startsWith(`sealed/\u0000sealedDispute\u0000${disputeId}\u0000`),
    );
    expect(kept).toHaveLength(purged ? 0 : answer === undefined ? 1 : 2);
  }
}

/** The allowance counts all that was asked on the day, and no more than was allowed. */
function expectCounted({ ledger }: Scenario, { partyId, day, used }: AllowanceRecord): void {
  const { timeZone, evaluationsPerDay } = ledger.document.parameters;
  const asked = ledger
    .records('evaluation')
    .filter((each) => each.partyId === partyId && dayIn(timeZone, each.askedTime) === day);
  expect(sum(asked.map(({ blinded }) => blinded.length))).toBe(used);
  expect(used).toBeLessThanOrEqual(evaluationsPerDay);
}
