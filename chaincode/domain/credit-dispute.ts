/**
 * Disputes about credit records: what the borrower says against one, and what its lender answers. Not to be confused with the
 * dispute about a delivery (exchange.ts). The order of refusals is that of the table in api/refusals.ts.
 */
import { maxDisputes } from '../api/commands';
import type {
  AllianceParameters,
  CreditDisputeRecord,
  DisputeVerdict,
  LoanCreditRecord,
  SubjectKeyRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import { isPastRetention } from '../api/retention';
import { disputeAnswerText, disputeText } from '../api/signatures';
import { requireUsableKey } from '../api/subject-keys';
import { requireSignature } from './subject';
import type { Moment } from './time';

export interface Objection {
  readonly disputeId: string;
  readonly sealedHash: string;
  readonly signature: string;
}

export interface DisputeAnswer {
  readonly verdict: DisputeVerdict;
  readonly sealedHash: string;
  readonly signature: string;
}

/** Of what is told no longer nobody has to object to anything; and its texts would be purged by nobody. */
export function requireDisputed(record: LoanCreditRecord, { retentionDays }: AllianceParameters, day: number): void {
  const { recordId, lastFeedbackDay, disputeIds } = record;
  if (disputeIds.length >= maxDisputes) reject('CREDIT_DISPUTES_EXHAUSTED', { recordId });
  if (isPastRetention(lastFeedbackDay, { day, retentionDays })) reject('DETAILS_EXPIRED', { recordId });
}

export function dispute(
  record: LoanCreditRecord,
  objection: Objection,
  key: SubjectKeyRecord,
  channel: string,
  { time, day, disputeAnswerDays }: Moment & Pick<AllianceParameters, 'disputeAnswerDays'>,
): { readonly record: LoanCreditRecord; readonly dispute: CreditDisputeRecord } {
  const { recordId, subjectId, disputeIds } = record;
  const { disputeId, sealedHash, signature } = objection;
  requireUsableKey(key, 'REPORT', day);
  requireSignature(key.publicKey, disputeText({ channel, recordId }, disputeId, sealedHash), signature, { disputeId });
  return {
    record: { ...record, disputeIds: [...disputeIds, disputeId] },
    dispute: {
      docType: 'creditDispute',
      disputeId,
      recordId,
      subjectId,
      keyId: key.keyId,
      signature,
      sealedHash,
      disputedTime: time,
      day,
      answerByDay: day + disputeAnswerDays,
      status: 'OPEN',
    },
  };
}

/**
 * The first answer stays; after answerByDay one still counts, late for everybody to see. None comes after the texts have gone, even
 * where the record is told again by a later feedback.
 */
export function answerDispute(
  objected: CreditDisputeRecord,
  answer: DisputeAnswer,
  record: LoanCreditRecord,
  { channel, parameters: { retentionDays } }: { readonly channel: string; readonly parameters: AllianceParameters },
  { time, day }: Moment,
): CreditDisputeRecord {
  const { disputeId, recordId, status, purged } = objected;
  const { lenderKey, lastFeedbackDay } = record;
  const { verdict, sealedHash, signature } = answer;
  if (status !== 'OPEN') reject('CREDIT_DISPUTE_ANSWERED', { disputeId, status });
  if (purged || isPastRetention(lastFeedbackDay, { day, retentionDays })) reject('DETAILS_EXPIRED', { recordId });
  const text = disputeAnswerText({ channel, recordId }, disputeId, { verdict, sealedHash });
  requireSignature(lenderKey, text, signature, { disputeId });
  return { ...objected, status: verdict, answer: { sealedHash, signature, answeredTime: time, day } };
}
