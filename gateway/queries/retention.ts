/** Decides what of a record is disclosed, for how long, and if it is marked as disputed: by the ledger's day, and by nobody's clock. */
import type { CreditFeedbackRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isPastRetention, type Retention } from '../../chaincode/api/retention';
import type { QueryDeps } from './deps';
import type { CreditHistory } from './store';

export async function readRetention({ alliance, ledgerDay }: Pick<QueryDeps, 'alliance' | 'ledgerDay'>) {
  const { parameters } = (await alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  return { day: (await ledgerDay()) ?? 0, retentionDays: parameters.retentionDays } satisfies Retention;
}

/** Retention is over for all days before it. */
export function firstDisclosedDay({ day, retentionDays }: Retention): number {
  return day - retentionDays;
}

/** A record without a feedback has not ended, so its retention has not begun. */
export function isDisclosed({ record }: CreditHistory, retention: Retention): boolean {
  return !record.purged && !isPastRetention(record.lastFeedbackDay, retention);
}

export function disclosedFeedbacks(
  { feedbacks }: CreditHistory,
  retention: Retention,
): readonly CreditFeedbackRecord[] {
  return feedbacks.filter(({ day, purged }) => !purged && !isPastRetention(day, retention));
}

/** A dispute marks the record while it is open, after no verdict, and after it was upheld until the record is corrected. */
export function isMarked({ record, feedbacks, disputes }: CreditHistory): boolean {
  return disputes.some(({ status, disputedTime }) => {
    if (status === 'REJECTED') return false;
    if (status !== 'UPHELD') return true;
    const isCorrected = feedbacks.some(
      ({ corrects, feedbackTime }) => corrects !== undefined && feedbackTime >= disputedTime,
    );
    return record.correctedBy === undefined && !isCorrected;
  });
}
