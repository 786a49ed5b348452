/**
 * Credit records are disclosed for so many of the ledger's days after a feedback, alike for every outcome. Endorsers do not
 * know outcomes, and if only breaches went, their going would tell what they were.
 */
import type { CreditDisputeRecord, CreditFeedbackRecord, CreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { isPastRetention, type Retention } from '../api/retention';

/** Throws RETENTION_NOT_OVER. */
export function purgeFeedback(feedback: CreditFeedbackRecord, retention: Retention): CreditFeedbackRecord {
  const { recordId, number, day } = feedback;
  if (!isPastRetention(day, retention)) reject('RETENTION_NOT_OVER', { recordId, number });
  return { ...feedback, purged: true };
}

/** The terms, and what was said in disputes. Throws RETENTION_NOT_OVER. */
export function purgeTerms(
  record: CreditRecord,
  disputes: readonly CreditDisputeRecord[],
  retention: Retention,
): { readonly record: CreditRecord; readonly disputes: readonly CreditDisputeRecord[] } {
  const { recordId, lastFeedbackDay } = record;
  if (!isPastRetention(lastFeedbackDay, retention)) reject('RETENTION_NOT_OVER', { recordId, number: 0 });
  return {
    record: { ...record, purged: true },
    disputes: disputes.map((dispute) => ({ ...dispute, purged: true })),
  };
}
