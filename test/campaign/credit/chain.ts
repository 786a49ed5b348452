/** What must hold of subjects and credit records after each transaction, judged from what it changed and announced. */
import type { LedgerEvent } from '../../../chaincode/api/events';
import type {
  CreditFeedbackRecord,
  CreditRecord,
  LedgerRecord,
  SubjectKeyRecord,
} from '../../../chaincode/api/records';
import {
  additionText,
  attachmentText,
  feedbackText,
  isSignedBy,
  possessionText,
  recordIdFrom,
  registrationText,
} from '../../../chaincode/api/signatures';
import type { Chain } from '../chain';
import type { Violation } from '../violation';

/** A record as it was and as it is; neither twice in one transaction. */
export interface Change {
  readonly before: LedgerRecord | undefined;
  readonly after: LedgerRecord | undefined;
}

const channel = 'alliance';

/** What is written once; of what may change, the only members that may. */
const mayChange: Partial<Record<LedgerRecord['docType'], readonly string[]>> = {
  evaluator: [],
  evaluation: [],
  evaluationAnswer: [],
  subject: ['keyed'],
  attachment: [],
  used: [],
  creditFeedback: [],
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
  ],
};

/** The chain is as it is after the transaction. */
export function faultsOfCredit(
  changes: readonly Change[],
  events: readonly LedgerEvent[],
  chain: Chain,
): readonly Violation[] {
  const what = [
    ...changes.flatMap(changed),
    ...misannounced(changes, events),
    ...changes.flatMap(({ before, after }) => (after?.docType === 'creditRecord' ? grown(before, after) : [])),
    ...changes.flatMap(({ before, after }) => numbered(before, after, chain)),
  ];
  return [
    ...what.map((each) => ({ invariant: 'CREDIT' as const, what: each })),
    ...unsigned(changes, chain).map((each) => ({ invariant: 'I6' as const, what: each })),
  ];
}

function changed({ before, after }: Change): readonly string[] {
  const free = before && mayChange[before.docType];
  if (before === undefined || free === undefined) return [];
  if (after === undefined) return [`a ${before.docType} is gone`];
  if (free.length === 0) return [`a ${before.docType} is written a second time`];
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !free.includes(name));
  const textOf = (record: object, name: string) => JSON.stringify((record as Record<string, unknown>)[name]);
  const wrong = members.filter((name) => textOf(before, name) !== textOf(after, name));
  return wrong.map((name) => `${name} of a ${before.docType} changed`);
}

/** One step at a time, and nothing after a correction. */
function grown(before: LedgerRecord | undefined, after: CreditRecord): readonly string[] {
  const { recordId, feedbackCount, levelVersion } = after;
  if (before?.docType !== 'creditRecord') {
    return feedbackCount === 0 && levelVersion === 0 ? [] : [`${recordId} begins with a feedback`];
  }
  const feedbacks = feedbackCount - before.feedbackCount;
  const levels = levelVersion - before.levelVersion;
  return [
    ...(before.correctedBy === undefined ? [] : [`${recordId} changed after it was corrected`]),
    ...(feedbacks === 0 || feedbacks === 1 ? [] : [`${recordId} has ${feedbacks} feedbacks more`]),
    ...(levels === 1 || (levels === 0 && feedbacks === 0) ? [] : [`${recordId} has ${levels} levels more`]),
  ];
}

/** Feedbacks count from one to the record's number of them; a record is named by its key. */
function numbered(before: LedgerRecord | undefined, after: LedgerRecord | undefined, chain: Chain): readonly string[] {
  if (before !== undefined) return [];
  if (after?.docType === 'creditFeedback') {
    const { recordId, number } = after;
    const count = chain.find('creditRecord', recordId)?.feedbackCount;
    return count === number ? [] : [`feedback ${number} of ${recordId} came as number ${count}`];
  }
  if (after?.docType === 'creditRecord') {
    const { recordId, lenderKey } = after;
    return recordIdFrom(lenderKey) === recordId ? [] : [`${recordId} is not named by its key`];
  }
  return [];
}

/** What is announced of credit is what is written. */
function misannounced(changes: readonly Change[], events: readonly LedgerEvent[]): readonly string[] {
  const renewed = changes.flatMap(({ before, after }) =>
    after?.docType === 'creditRecord' && gained(before, after, 'renewedBy') ? [after.recordId] : [],
  );
  const expected = changes.flatMap((change) => announcementsOf(change, renewed)).sort();
  const announced = events.flatMap((event) => {
    if (event.name === 'CreditRecordEvent') return [`${event.eventName} ${event.recordId}`];
    return event.name === 'SubjectEvent' ? [`${event.eventName} ${event.subjectId}`] : [];
  });
  const said = announced.sort().join(', ');
  return said === expected.join(', ') ? [] : [`announced: ${said || 'nothing'}; written: ${expected.join(', ')}`];
}

function announcementsOf({ before, after }: Change, renewed: readonly string[]): readonly string[] {
  switch (after?.docType) {
    case 'attachment':
      return [`ATTACHED ${after.subjectId}`];
    case 'subjectKey':
      return [`${gained(before, after, 'revokedTime') ? 'KEY_REVOKED' : 'KEY_ADDED'} ${after.subjectId}`];
    case 'creditFeedback':
      return renewed.includes(after.recordId) ? [] : [`FEEDBACK ${after.recordId}`];
    case 'creditRecord': {
      if (before?.docType !== 'creditRecord') return [`REGISTERED ${after.recordId}`];
      const names = [
        ...(gained(before, after, 'renewedBy') ? ['RENEWED'] : []),
        ...(gained(before, after, 'correctedBy') ? ['CORRECTED'] : []),
        ...(after.levelVersion > before.levelVersion && after.feedbackCount === before.feedbackCount
          ? ['LEVEL_SET']
          : []),
      ];
      return names.map((name) => `${name} ${after.recordId}`);
    }
    default:
      return [];
  }
}

function gained<T extends LedgerRecord>(before: LedgerRecord | undefined, after: T, member: keyof T): boolean {
  return after[member] !== undefined && (before as T | undefined)?.[member] === undefined;
}

/** Over what is stored, with keys that were live. */
function unsigned(changes: readonly Change[], chain: Chain): readonly string[] {
  return changes.flatMap(({ before, after }) => {
    if (before !== undefined) return [];
    if (after?.docType === 'creditRecord') return isSigned(after, chain) ? [] : [`${after.recordId} is not signed`];
    if (after?.docType === 'creditFeedback') {
      return isFeedbackSigned(after, chain) ? [] : [`feedback ${after.number} of ${after.recordId} is not signed`];
    }
    if (after?.docType === 'subjectKey') return isAdded(after, chain) ? [] : [`${after.keyId} is nobody's`];
    if (after?.docType === 'attachment') {
      const key = chain.find('subject', after.subjectId)?.identityKey ?? '';
      const isIdentity = isSignedBy(key, attachmentText(channel, after), after.identitySignature);
      return isIdentity ? [] : [`${after.attachmentId} is of nobody who had the number evaluated`];
    }
    return [];
  });
}

function isSigned(record: CreditRecord, chain: Chain): boolean {
  const { subjectId, borrower, lenderKey, lenderSignature } = record;
  const text = (role: 'BORROWER' | 'LENDER') => registrationText(channel, role, record, borrower);
  if (!isSignedBy(lenderKey, text('LENDER'), lenderSignature)) return false;
  if (borrower.type === 'MANDATE') return true;
  const key = chain.find('subjectKey', borrower.keyId);
  if (key === undefined || key.subjectId !== subjectId || key.revokedTime !== undefined) return false;
  return key.publicKey !== lenderKey && isSignedBy(key.publicKey, text('BORROWER'), borrower.signature);
}

function isFeedbackSigned(feedback: CreditFeedbackRecord, chain: Chain): boolean {
  const { recordId, number, signature } = feedback;
  const text = feedbackText({ channel, recordId }, 'LENDER', number, feedback);
  return isSignedBy(chain.find('creditRecord', recordId)?.lenderKey ?? '', text, signature);
}

/** By whoever has it and had the number evaluated. */
function isAdded(key: SubjectKeyRecord, chain: Chain): boolean {
  const { subjectId, keyId, publicKey, possession, report, identitySignature } = key;
  const identityKey = chain.find('subject', subjectId)?.identityKey ?? '';
  const reportKey = report?.publicKey;
  const isPossessed = isSignedBy(publicKey, possessionText(channel, { subjectId, publicKey, reportKey }), possession);
  return (
    isPossessed && isSignedBy(identityKey, additionText(channel, { subjectId, keyId, reportKey }), identitySignature)
  );
}
