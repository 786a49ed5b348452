/** What is told of a record: for how long, and whether it is marked as disputed. By the ledger's day, and nobody's clock. */
import type { CreditFeedbackRecord } from '../../chaincode/api/records';
import { isPastRetention, type Retention } from '../../chaincode/api/retention';
import type { CreditHistory } from '../store/types';

/** What lies before it is over. */
export function firstDayOf({ day, retentionDays }: Retention): number {
  return day - retentionDays;
}

/** A record without a feedback has not ended. */
export function isTold({ record }: CreditHistory, standing: Retention): boolean {
  return !record.purged && !isPastRetention(record.lastFeedbackDay, standing);
}

export function toldFeedbacks({ feedbacks }: CreditHistory, standing: Retention): readonly CreditFeedbackRecord[] {
  return feedbacks.filter(({ day, purged }) => !purged && !isPastRetention(day, standing));
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
