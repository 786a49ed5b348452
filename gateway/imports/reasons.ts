/** The ledger's refusal of a row's plan, as the row's reason: the column that it is about, and the refusal in words. */
import { type RefusalCode, type RefusalDetail, refusals } from '../../chaincode/api/refusals';
import type { RowError } from '../intake/types';

/** All others are about the plan as a whole, which its assetId stands for. */
const columns: Partial<Record<RefusalCode, string>> = {
  RATE_RANGE_INVALID: 'minBps',
  PARTICIPANT_COUNT_NOT_ONE: 'participantCount',
  PLAN_WINDOW_INVALID: 'endTime',
  PLAN_ALREADY_ENDED: 'endTime',
};

export function reasonOf(code: RefusalCode, { field }: RefusalDetail): RowError {
  const named = typeof field === 'string' ? field.split('.').at(-1) : undefined;
  return { column: named ?? columns[code] ?? 'assetId', reason: `${refusals[code].text} (${code})` };
}
