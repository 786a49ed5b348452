/** What must hold of subjects and credit records after every transaction, judged from the records and from those before it. */
import type {
  AllowanceRecord,
  ConsentRecord,
  CreditFeedbackRecord,
  LedgerRecord,
  LoanCreditRecord,
  SubjectKeyRecord,
} from '../../chaincode/api/records';
import { hashOfSealed } from '../../chaincode/api/sealed';
import { feedbackText, isSignedBy, keyIdOf, possessionText, registrationText } from '../../chaincode/api/signatures';
import { keyOf } from '../../chaincode/state/keys';
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
  subjectKey: ['revokedTime'],
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
  creditAnswer: ['status', 'wrap', 'deliveredTime', 'disputeBy', 'settledTime', 'settledBy'],
  creditDispute: ['status', 'answer', 'purged'],
};
/** Of those, what is said once. */
const saidOnce = [
  'revokedTime',
  'renewedBy',
  'correctedBy',
  'wrap',
  'deliveredTime',
  'disputeBy',
  'settledTime',
  'settledBy',
  'answer',
];
/** What never gets less. */
const growing = ['feedbackCount', 'levelVersion', 'lastFeedbackDay', 'day', 'used'];

export type CreditState = ReadonlyMap<string, LedgerRecord>;

export function creditState({ ledger }: Scenario): CreditState {
  return new Map(docTypes.flatMap((docType) => ledger.records(docType)).map((record) => [keyOf(record), record]));
}

export async function expectCreditSound(s: Scenario, before: CreditState): Promise<void> {
  const after = creditState(s);
  expectNothingLost(before, after);
  for (const [key, record] of after) {
    if (before.get(key) === record) continue;
    if (record.docType === 'creditRecord') await expectSigned(s, record, before);
    if (record.docType === 'creditFeedback') await expectFeedbackSigned(s, record);
    if (record.docType === 'subjectKey') {
      const { publicKey, possession } = record;
      expect(isSignedBy(publicKey, possessionText(channel, publicKey), possession)).toBe(true);
    }
  }
  const records = s.ledger.records('creditRecord');
  expect(new Set(records.map(({ lenderKey }) => lenderKey)).size).toBe(records.length);
  const subjectKeys = s.ledger.records('subjectKey');
  expect(new Set(subjectKeys.map(({ keyId }) => keyId)).size).toBe(subjectKeys.length);
  for (const allowance of s.ledger.records('allowance')) expectCounted(s, allowance);
  for (const consent of s.ledger.records('consent')) expectUsed(s, consent);
  for (const record of records) expectDisputed(s, record);
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

/** By both sides, over what is stored, with a key that was live: no transaction both registers and revokes. */
async function expectSigned(s: Scenario, record: LoanCreditRecord, before: CreditState): Promise<void> {
  const { recordId, borrower, lenderKey, lenderSignature, subjectId, feedbackCount } = record;
  const text = (role: 'BORROWER' | 'LENDER') => registrationText({ channel, recordId }, role, record, borrower);
  expect(isSignedBy(lenderKey, text('LENDER'), lenderSignature)).toBe(true);
  if (borrower.type === 'SIGNATURE') {
    const keysBefore = [...before.values()].filter((each): each is SubjectKeyRecord => each.docType === 'subjectKey');
    const isNew = ![...before.values()].some((each) => each.docType === 'creditRecord' && each.recordId === recordId);
    const key = keysBefore.find((each) => each.keyId === borrower.keyId && each.subjectId === subjectId);
    expect(isSignedBy(key?.publicKey ?? '', text('BORROWER'), borrower.signature)).toBe(true);
    if (isNew) expect(key?.revokedTime).toBeUndefined();
    expect(keyIdOf(lenderKey)).not.toBe(borrower.keyId);
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
  expect(queries).toHaveLength(used);
  expect(used).toBeLessThanOrEqual(uses);
  for (const query of queries) expect(query).toMatchObject({ partyId, subjectId, purpose });
}

function expectDisputed({ ledger }: Scenario, { recordId, subjectId, disputeIds }: LoanCreditRecord): void {
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

/** What was asked on the day is what was counted, and no more than was allowed. */
function expectCounted({ ledger }: Scenario, { partyId, day, used }: AllowanceRecord): void {
  const asked = ledger
    .records('evaluation')
    .filter((each) => each.partyId === partyId && each.askedTime.startsWith(day));
  expect(sum(asked.map(({ blinded }) => blinded.length))).toBe(used);
  expect(used).toBeLessThanOrEqual(ledger.document.parameters.evaluationsPerDay);
}
