/** What is told of a record: for how long, and whether it is marked as disputed. By the ledger's day, and nobody's clock. */
import type { CreditFeedbackRecord } from '../../chaincode/api/records';
import type { CreditHistory } from '../store/types';

export interface Standing {
  /** The ledger's. */
  readonly day: number;
  readonly retentionDays: number;
}

/** What was said on that day is told no longer, whether or not it is purged. */
export function isOver(day: number, standing: Standing): boolean {
  return standing.day > day + standing.retentionDays;
}

/** What lies before it is over. */
export function firstDayOf({ day, retentionDays }: Standing): number {
  return day - retentionDays;
}

/** A record without a feedback has not ended. */
export function isTold({ record }: CreditHistory, standing: Standing): boolean {
  return !record.purged && (record.lastFeedbackDay === undefined || !isOver(record.lastFeedbackDay, standing));
}

export function toldFeedbacks({ feedbacks }: CreditHistory, standing: Standing): readonly CreditFeedbackRecord[] {
  return feedbacks.filter(({ day, purged }) => !purged && !isOver(day, standing));
}

/** Whether a dispute is open, was left undetermined, or was upheld and nothing has been put right since. */
export function isMarked({ record, feedbacks, disputes }: CreditHistory): boolean {
  return disputes.some(({ status, disputedTime }) => {
    if (status === 'REJECTED') return false;
    if (status !== 'UPHELD') return true;
    const isPutRight = feedbacks.some(
      ({ corrects, feedbackTime }) => corrects !== undefined && feedbackTime >= disputedTime,
    );
    return record.correctedBy === undefined && !isPutRight;
  });
}
