/** A refusal as the row's reason: the column that it is about, and the refusal in words. It tells nothing of the row's content. */
import { type RefusalCode, type RefusalDetail, refusals } from '../../chaincode/api/refusals';
import { noteCodes } from '../api/import-notes';
import { type ProblemCode, textOf } from '../api/problems';
import { said } from '../api/said';
import type { RowError, RowWarning } from '../spreadsheets/types';

/** All others are about the plan as a whole, which its assetId stands for. */
const planColumns: Partial<Record<RefusalCode, string>> = {
  RATE_RANGE_INVALID: 'minBps',
  PARTICIPANT_COUNT_NOT_ONE: 'participantCount',
  PLAN_WINDOW_INVALID: 'endTime',
  PLAN_ALREADY_ENDED: 'endTime',
  MIN_CONFIRM_TOO_LARGE: 'minConfirmRmb',
  MIN_CONFIRM_TOO_SMALL: 'minConfirmRmb',
};

export function planReason(code: RefusalCode, { field }: RefusalDetail): RowError {
  const named = typeof field === 'string' ? field.split('.').at(-1) : undefined;
  return { column: named ?? planColumns[code] ?? 'assetId', reason: bilingualReason(code, refusals[code].text) };
}

/** The ledger's warning, as it is noted with the row. */
export function planWarning(warning: string): RowWarning {
  const code = noteCodes.find((known) => known === warning);
  return code === undefined ? { code: 'WARNING', detail: { warning } } : { code, detail: {} };
}

/** All others are about the record as a whole. */
const loanColumns: Partial<Record<ProblemCode, string>> = {
  IDENTITY_NUMBER_INVALID: 'identityNumber',
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: 'name',
  RELATION_KIND_MISMATCH: 'relationKind',
  MATURITY_INVALID: 'maturityTime',
};

const loanTexts: Partial<Record<ProblemCode, string>> = {
  SUBJECT_EXISTS_WITH_OTHER_CONTENT:
    'This institution has verified the borrower before with another name, method or evidence (name, method, evidenceSha256); they must be the same.',
  CREDIT_RECORD_LAPSED:
    'The same record was filed before and has lapsed before it took effect; give the row another filingId.',
};

export function loanReason(code: ProblemCode): RowError {
  return { column: loanColumns[code] ?? 'filingId', reason: bilingualReason(code, loanTexts[code] ?? textOf(code)) };
}

function bilingualReason(code: ProblemCode, text: string): string {
  return said(`${text} (${code})`, chinese[code] ?? `已被拒绝（${code}）`);
}

const chinese: Partial<Record<ProblemCode, string>> = {
  IDENTIFIER_PERSONAL: '编号含手机号或证件号码',
  IDENTIFIER_NOT_OWN: '编号属于其他机构',
  AMOUNT_NOT_POSITIVE: '金额必须大于 0',
  AMOUNT_TOO_LARGE: '金额超出上限',
  RATE_RANGE_INVALID: '最低利率高于最高利率',
  PARTICIPANT_COUNT_NOT_ONE: '抢单只能有一家参与机构',
  PLAN_WINDOW_INVALID: '结束时间不晚于开始时间',
  PLAN_ALREADY_ENDED: '结束时间已过',
  PLAN_EXISTS_WITH_OTHER_CONTENT: '相同编号的资产已存在，且内容不同',
  MIN_CONFIRM_TOO_LARGE: '最低参与金额高于分享额度',
  MIN_CONFIRM_TOO_SMALL: '最低参与金额低于联盟规定',
  IDENTITY_NUMBER_INVALID: '证件号码无效',
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: '本机构已登记该借款人，但姓名、核验方式或核验凭证哈希不同；同一借款人须一致',
  CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT: '相同编号的借款记录已存在，且内容不同',
  CREDIT_RECORD_LAPSED: '同一记录此前登记后已失效；请为本行填写新的登记流水号',
  RELATION_KIND_MISMATCH: '借贷关系类型与双方不符',
  MATURITY_INVALID: '到期时间不晚于起始时间',
  APPROVAL_MISSING: '缺少本机构审批编号',
};
