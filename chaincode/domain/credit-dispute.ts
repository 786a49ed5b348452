/**
 * Disputes about credit records: what the borrower says against one, and what its lender answers. Not to be confused with the
 * dispute about a delivery (exchange.ts). The order of refusals is that of the table in api/refusal-table.ts.
 */
import { type Command, maxDisputes } from '../api/commands';
import type {
  AllianceParameters,
  CreditDisputeRecord,
  CreditRecord,
  PartyRecord,
  SubjectKeyRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import { isPastRetention } from '../api/retention';
import { parseSealedForMembers } from '../api/sealed-forms';
import { disputeAnswerText, disputeText, identifierFrom } from '../api/signatures';
import { requireUsableKey } from '../api/subject-keys';
import { requireSignature } from './subject';
import type { Moment } from './time';

type Objection = Command<'credit:dispute'>;
type DisputeAnswer = Command<'credit:answerDispute'>;

/** Nobody can take the identifier for another text: it follows from what is signed. */
export function deriveDisputeId(channel: string, objection: Omit<Objection, 'keyId' | 'signature'>): string {
  return identifierFrom(disputeText({ channel, recordId: objection.recordId }, objection));
}

/**
 * Each member that has registered a key has a wrap of its own, in the order of their identifiers. Only its member sees whether a
 * wrap opens; every other reader finds it again from the data key. A key that was followed while the text was on its way still
 * counts.
 */
export function requireWraps(sealed: string, members: readonly PartyRecord[], disputeId: string): void {
  const wraps = parseSealedForMembers(sealed)?.wraps;
  const keyed = members.filter(({ keyVersion }) => keyVersion > 0);
  keyed.sort((one, other) => (one.partyId < other.partyId ? -1 : 1));
  const isWhole =
    wraps?.length === keyed.length &&
    keyed.every(({ partyId, keyVersion }, index) => {
      const wrap = wraps[index];
      return wrap?.partyId === partyId && [keyVersion, keyVersion - 1].includes(wrap.keyVersion);
    });
  if (!isWhole) reject('MEMBER_WRAPS_DIFFER', { disputeId });
}

export function requireUndisputed({ recordId, disputeIds }: CreditRecord): void {
  if (disputeIds.length >= maxDisputes) reject('CREDIT_DISPUTES_EXHAUSTED', { recordId });
}

/** Nobody needs to dispute a record that is no longer disclosed, and nobody would purge the texts of such a dispute. */
export function requireDisclosed(record: CreditRecord, { retentionDays }: AllianceParameters, day: number): void {
  const { recordId, lastFeedbackDay } = record;
  if (isPastRetention(lastFeedbackDay, { day, retentionDays })) reject('DETAILS_EXPIRED', { recordId });
}

export function dispute(
  record: CreditRecord,
  objection: Objection,
  key: SubjectKeyRecord,
  { disputeAnswerDays }: AllianceParameters,
  { channel, time, day }: Moment,
): { readonly record: CreditRecord; readonly dispute: CreditDisputeRecord } {
  const { recordId, subjectId, disputeIds } = record;
  const { statementCommitment, keyCommitment, sealedHash, signature } = objection;
  const disputeId = deriveDisputeId(channel, objection);
  requireUsableKey(key, 'REPORT', day);
  requireSignature(key.publicKey, disputeText({ channel, recordId }, objection), signature, { disputeId });
  return {
    record: { ...record, disputeIds: [...disputeIds, disputeId] },
    dispute: {
      docType: 'creditDispute',
      disputeId,
      recordId,
      subjectId,
      keyId: key.keyId,
      signature,
      statementCommitment,
      keyCommitment,
      sealedHash,
      disputedTime: time,
      day,
      answerByDay: day + disputeAnswerDays,
      status: 'OPEN',
    },
  };
}

/** The first answer stays; after answerByDay one still counts, late for everybody to see. */
export function requireUnanswered({ disputeId, status }: CreditDisputeRecord): void {
  if (status !== 'OPEN') reject('CREDIT_DISPUTE_ANSWERED', { disputeId, status });
}

/** No answer is accepted once the texts are purged, even where a later feedback has the record disclosed again. */
export function answerDispute(
  objected: CreditDisputeRecord,
  answer: DisputeAnswer,
  record: CreditRecord,
  parameters: AllianceParameters,
  { channel, time, day }: Moment,
): CreditDisputeRecord {
  const { disputeId, recordId, purged } = objected;
  const { verdict, answerCommitment, keyCommitment, sealedHash, signature } = answer;
  if (purged) reject('DETAILS_EXPIRED', { recordId });
  requireDisclosed(record, parameters, day);
  requireSignature(record.lenderKey, disputeAnswerText({ channel, recordId }, disputeId, answer), signature, {
    disputeId,
  });
  const said = { answerCommitment, keyCommitment, sealedHash, signature };
  return { ...objected, status: verdict, answer: { ...said, answeredTime: time, day } };
}
