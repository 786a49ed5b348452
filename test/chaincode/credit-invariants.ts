/** What must hold of subjects and credit records after every transaction, judged from the records and from those before it. */
import type {
  AllowanceRecord,
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
] as const;

/** The only members that may ever change, of a record that may change at all. */
const mayChange: Partial<Record<LedgerRecord['docType'], readonly string[]>> = {
  subjectKey: ['revokedTime'],
  creditRecord: ['dueCommitment', 'feedbackCount', 'levelVersion', 'level', 'priceFen', 'renewedBy', 'correctedBy'],
};
/** Of those, what is said once. */
const saidOnce = ['revokedTime', 'renewedBy', 'correctedBy'];

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
    if (old.docType === 'creditRecord') {
      // It differs, so it must have been free to.
      expect(old.correctedBy).toBeUndefined();
      expect((now as LoanCreditRecord).feedbackCount).toBeGreaterThanOrEqual(old.feedbackCount);
      expect((now as LoanCreditRecord).levelVersion).toBeGreaterThan(old.levelVersion - 1);
    }
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
  await expectSealed(s, recordId, record.sealedHash);
}

async function expectFeedbackSigned(s: Scenario, feedback: CreditFeedbackRecord): Promise<void> {
  const { recordId, number, signature } = feedback;
  const record = s.ledger.records('creditRecord').find((each) => each.recordId === recordId);
  const text = feedbackText({ channel, recordId }, 'LENDER', number, feedback);
  expect(isSignedBy(record?.lenderKey ?? '', text, signature)).toBe(true);
  await expectSealed(s, `${recordId}:${number}`, feedback.sealedHash);
}

async function expectSealed(s: Scenario, argument: string, sealedHash: string): Promise<void> {
  expect(hashOfSealed(String(await s.ledger.query('credit:sealed', argument, { by: keystone })))).toBe(sealedHash);
}

/** What was asked on the day is what was counted, and no more than was allowed. */
function expectCounted({ ledger }: Scenario, { partyId, day, used }: AllowanceRecord): void {
  const asked = ledger
    .records('evaluation')
    .filter((each) => each.partyId === partyId && each.askedTime.startsWith(day));
  expect(sum(asked.map(({ blinded }) => blinded.length))).toBe(used);
  expect(used).toBeLessThanOrEqual(ledger.document.parameters.evaluationsPerDay);
}
