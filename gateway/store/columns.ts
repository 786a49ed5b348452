/** From a record to what it is looked up by. The only place that knows which member of which record stands in which column. */
import type {
  ConfirmRecord,
  CreditAnswerRecord,
  LedgerRecord,
  PlanRecord,
  RedemptionRecord,
} from '../../chaincode/api/records';
import { heldConfirmStatuses, heldRedemptionStatuses } from '../../chaincode/api/records';
import type { ExtractedColumns } from './schema';

const none: ExtractedColumns = {
  id: '',
  status: null,
  owner: null,
  other: null,
  about: null,
  loan_kind: null,
  form: null,
  time: null,
  amount_rmb: null,
  act_by: null,
  due_from: null,
  counted_fen: null,
};

/** A record of a kind that this version does not know is kept, but nothing finds it. */
export function extractColumns(record: LedgerRecord): ExtractedColumns {
  return { ...none, ...applicableColumns(record) };
}

function applicableColumns(record: LedgerRecord): Partial<ExtractedColumns> {
  switch (record.docType) {
    case 'alliance':
      return {};
    case 'proposal':
      return { id: record.proposalId, status: record.status, act_by: dayText(record.voteByDay) };
    case 'party':
      return { id: record.partyId };
    case 'partyKey':
      return { id: partyKeyId(record.partyId, record.version), owner: record.partyId };
    case 'plan':
      return planColumns(record);
    case 'confirm':
      return confirmColumns(record);
    case 'account':
      return { id: record.partyId, owner: record.partyId, counted_fen: record.balanceFen };
    case 'tokenCredit':
      return { id: record.tokenCreditId, owner: record.partyId, counted_fen: record.amountFen };
    case 'recharge':
      return { id: record.rechargeId, owner: record.partyId };
    case 'redemption':
      return redemptionColumns(record);
    case 'used':
      return { id: record.value, owner: record.by };
    case 'evaluator':
      return { id: record.partyId };
    case 'evaluation':
      return { id: record.evaluationId, owner: record.partyId, due_from: record.askedTime };
    case 'evaluationAnswer': {
      const { evaluationId, evaluator } = record;
      return { id: `${evaluationId}:${evaluator}`, about: evaluationId, owner: evaluator };
    }
    case 'allowance':
      return { id: record.partyId, owner: record.partyId };
    case 'subject':
      return { id: record.subjectId };
    case 'attachment':
      return { id: record.attachmentId, about: record.subjectId };
    case 'subjectKey':
      return {
        id: subjectKeyId(record.subjectId, record.keyId),
        about: record.subjectId,
        status: record.revokedTime === undefined ? null : 'REVOKED',
      };
    case 'creditRecord':
      return { id: record.recordId, about: record.subjectId, due_from: untilPurged(record, record.lastFeedbackDay) };
    case 'creditFeedback': {
      const { recordId, number, day } = record;
      return { id: `${recordId}:${number}`, about: recordId, due_from: untilPurged(record, day) };
    }
    case 'supply':
    case 'ledgerDay':
      return { id: record.docType };
    case 'consent': {
      const { consentId, partyId, subjectId, keyId, revokedTime, notAfter } = record;
      const revoked = { status: 'REVOKED', due_from: notAfter };
      const columns = { id: consentId, owner: partyId, about: subjectId, other: subjectKeyId(subjectId, keyId) };
      return { ...columns, ...(revokedTime === undefined ? { status: 'GRANTED' } : revoked) };
    }
    case 'consentRevocation':
      return { id: `${record.subjectId}:${record.consentId}`, about: record.subjectId };
    case 'creditQuery':
      return { id: record.queryId, owner: record.partyId, about: record.subjectId, other: record.consentId ?? null };
    case 'creditAnswer': {
      const { answerId, queryId, partyId, recordId } = record;
      return { id: answerId, about: queryId, owner: partyId, other: recordId, ...exchangeColumns(record) };
    }
    case 'creditDispute': {
      const { disputeId, recordId, subjectId, status, answerByDay } = record;
      const act_by = status === 'OPEN' ? dayText(answerByDay) : null;
      return { id: disputeId, about: recordId, other: subjectId, status, act_by };
    }
    case 'payout':
      return { id: String(record.period), owner: record.partyId };
  }
}

/** Days of the ledger, as text that sorts as they do. */
export function dayText(day: number): string {
  return String(Math.max(0, day)).padStart(10, '0');
}

/** The day from which retention is counted. */
function untilPurged({ purged }: { readonly purged: boolean }, day: number | undefined): string | null {
  return purged || day === undefined ? null : dayText(day);
}

export function partyKeyId(partyId: string, version: number): string {
  return `${partyId}:${version}`;
}

export function subjectKeyId(subjectId: string, keyId: string): string {
  return `${subjectId}:${keyId}`;
}

function planColumns(plan: PlanRecord): Partial<ExtractedColumns> {
  const { assetId, status, contributor, publishedTime: time, borrowerPerson, joinLimit } = plan;
  const { loanKind: loan_kind, amountRmb: amount_rmb } = borrowerPerson;
  const due_from = status === 'OPEN' ? joinLimit.endTime : null;
  return { id: assetId, status, owner: contributor, loan_kind, form: joinLimit.form, time, amount_rmb, due_from };
}

function confirmColumns(confirm: ConfirmRecord): Partial<ExtractedColumns> {
  const { confirmId, assetId, partyId, contributor, confirmTime: time, confirmTakeInLimitRmb: amount_rmb } = confirm;
  const sides = { about: assetId, owner: partyId, other: contributor };
  return { id: confirmId, ...sides, time, amount_rmb, ...exchangeColumns(confirm) };
}

/** The columns of a confirm and of an answer alike. */
function exchangeColumns(exchange: ConfirmRecord | CreditAnswerRecord): Partial<ExtractedColumns> {
  const { status, deliverBy, disputeBy, refundFrom, tokenFen } = exchange;
  const deadlines =
    status === 'HELD'
      ? { act_by: deliverBy, due_from: refundFrom }
      : status === 'DELIVERED'
        ? { act_by: disputeBy ?? null, due_from: disputeBy ?? null }
        : {};
  const counted_fen = heldConfirmStatuses.includes(status) ? tokenFen : null;
  return { status, counted_fen, ...deadlines };
}

function redemptionColumns(redemption: RedemptionRecord) {
  const { redemptionId, partyId, status, amountFen, cancelFrom, objectBy = null, decideBy = null } = redemption;
  const ends: Partial<Record<typeof status, string | null>> = {
    REQUESTED: cancelFrom,
    SETTLED: objectBy,
    OBJECTED: decideBy,
  };
  return {
    id: redemptionId,
    owner: partyId,
    status,
    due_from: ends[status] ?? null,
    counted_fen: heldRedemptionStatuses.includes(status) ? amountFen : null,
  };
}
