/** A refusal as the row's reason: the column that it is about, and the refusal in words. It tells nothing of the row's content. */
import { type RefusalCode, type RefusalDetail, refusals } from '../../chaincode/api/refusals';
import { type CreditRefusalCode, creditRefusals } from '../credit/refusals';
import type { RowError } from '../intake/types';
import type { SubjectRefusalCode } from '../subjects/types';

/** All others are about the plan as a whole, which its assetId stands for. */
const planColumns: Partial<Record<RefusalCode, string>> = {
  RATE_RANGE_INVALID: 'minBps',
  PARTICIPANT_COUNT_NOT_ONE: 'participantCount',
  PLAN_WINDOW_INVALID: 'endTime',
  PLAN_ALREADY_ENDED: 'endTime',
  MIN_CONFIRM_TOO_LARGE: 'minConfirmRmb',
  MIN_CONFIRM_TOO_SMALL: 'minConfirmRmb',
};

export function planReasonOf(code: RefusalCode, { field }: RefusalDetail): RowError {
  const named = typeof field === 'string' ? field.split('.').at(-1) : undefined;
  return { column: named ?? planColumns[code] ?? 'assetId', reason: `${refusals[code].text} (${code})` };
}

type LoanRefusalCode = RefusalCode | CreditRefusalCode | SubjectRefusalCode;

/** All others are about the record as a whole. */
const loanColumns: Partial<Record<LoanRefusalCode, string>> = {
  IDENTITY_NUMBER_INVALID: 'identityNumber',
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: 'name',
  RELATION_KIND_MISMATCH: 'relationKind',
  MATURITY_INVALID: 'maturityTime',
};

const loanTexts: Partial<Record<LoanRefusalCode, string>> = {
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: 'This institution has verified the borrower otherwise, or under another name.',
  CREDIT_RECORD_LAPSED:
    'The same record was filed before and has lapsed before it took effect; give the row another filingId.',
};

export function loanReasonOf(code: LoanRefusalCode): RowError {
  return { column: loanColumns[code] ?? 'filingId', reason: `${loanTexts[code] ?? textOf(code)} (${code})` };
}

function textOf(code: LoanRefusalCode): string {
  if (code in refusals) return refusals[code as RefusalCode].text;
  return code in creditRefusals ? creditRefusals[code as CreditRefusalCode].text : 'is refused';
}
