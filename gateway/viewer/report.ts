/**
 * Opens a person's own report with the report key, and checks what can be checked without the ledger: each text is the one that
 * the record's own key signed, and the borrower's key signed the terms. It cannot see whether the ledger holds this and nothing
 * else.
 */
import { decodeBase64url } from '../../chaincode/api/base64url';
import { parseTerms, type TermsFields } from '../../chaincode/api/credit-fields';
import { type JudgedFeedback, judgeFeedbacks } from '../../chaincode/api/feedback-proof';
import type { CreditRecord } from '../../chaincode/api/records';
import { feedbackText, registrationText } from '../../chaincode/api/signatures';
import { hasCountedAt } from '../../chaincode/api/subject-keys';
import type { Report, ReportedRecord } from '../queries/report';
import { commitToKey, importReportKey, type Jwk, makePoint, openCredit, sha256, unwrapKeys } from './opener';
import { commit, deriveKeyId, isSignedBy } from './signed';

export interface OpenedRecord {
  readonly recordId: string;
  /** By number, 0 the terms, others feedbacks; a part that is not at hand is absent. */
  readonly parts: ReadonlyMap<number, object | 'DAMAGED'>;
  /** Absent where no terms opened, or what opened has not the documented form. */
  readonly terms?: TermsFields;
  /** By number, of those that opened: what they say, and why they count for nothing. */
  readonly feedbacks: ReadonlyMap<number, JudgedFeedback>;
  /** The keyId, if a key that the report lists as the person's signed the registration. */
  readonly borrower: { readonly signedBy: string } | 'NOT_SIGNED' | 'MANDATE' | 'OTHER_SUBJECT';
  /** True if the number follows from the record's key, and that key signed the terms and all feedbacks in the report. */
  readonly isSignedByLender: boolean;
  /** True if the opened terms are what was committed to beside them. Absent if there are no terms, or no mandate. */
  readonly maturityHolds?: boolean;
  readonly mandateHolds?: boolean;
}

/** In the order of the report's records. Throws `OTHER_KEY` where the key is not the one that the report was made for. */
export async function openReport(report: Report, key: Jwk): Promise<readonly OpenedRecord[]> {
  const reportKey = decodeBase64url(report.reportKey) ?? new Uint8Array();
  if (String(makePoint(key)) !== String(reportKey)) throw new Error('OTHER_KEY');
  const privateKey = await importReportKey(key);
  return Promise.all(report.records.map((reported) => openRecord(report, reported, privateKey)));
}

type ReportKey = Awaited<ReturnType<typeof importReportKey>>;

async function openRecord(report: Report, reported: ReportedRecord, privateKey: ReportKey): Promise<OpenedRecord> {
  const { record } = reported;
  const parts = await openParts(report.channel, reported, privateKey);
  const terms = parseTerms(parts.get(0));
  return {
    recordId: record.recordId,
    parts,
    ...(terms && { terms, ...(await holdTerms(record, terms)) }),
    feedbacks: await judge(report, reported, parts),
    borrower: await findBorrower(report, record),
    isSignedByLender: await isSignedByLender(report.channel, reported),
  };
}

async function openParts(
  channel: string,
  { record, feedbacks, answer }: ReportedRecord,
  privateKey: ReportKey,
): Promise<OpenedRecord['parts']> {
  const parts = new Map<number, object | 'DAMAGED'>();
  if (answer?.wrap === undefined) return parts;
  const { recordId } = record;
  const context = { channel, assetId: recordId, confirmId: answer.answerId };
  const keys = await unwrapKeys(answer.wrap, answer.numbers.length, privateKey, context);
  for (const { number, sealed } of answer.texts) {
    const dataKey = keys?.[answer.numbers.indexOf(number)];
    const committed = findCommitted(number, record, feedbacks);
    const isPublished = (await sha256(new TextEncoder().encode(sealed))) === committed?.sealedHash;
    const isKey = dataKey !== undefined && (await commitToKey(dataKey)) === committed?.keyCommitment;
    const place = { channel, recordId, number };
    const fields =
      isPublished && isKey ? await openCredit(sealed, dataKey, place, committed?.commitment ?? '') : undefined;
    parts.set(number, fields ?? 'DAMAGED');
  }
  return parts;
}

function findCommitted(number: number, record: CreditRecord, feedbacks: ReportedRecord['feedbacks']) {
  if (number === 0) return { ...record, commitment: record.termsCommitment };
  const feedback = feedbacks.find((one) => one.number === number);
  return feedback && { ...feedback, commitment: feedback.feedbackCommitment };
}

/** The maturity that feedbacks have to open, and the mandate, are committed to beside the terms: they have to say the same. */
async function holdTerms(
  { maturityCommitment, borrower }: CreditRecord,
  { maturityTime, maturitySalt, mandateSha256, mandateSalt = '' }: TermsFields,
): Promise<Pick<OpenedRecord, 'maturityHolds' | 'mandateHolds'>> {
  const committed = borrower.type === 'MANDATE' ? borrower.mandateCommitment : undefined;
  const maturityHolds = (await commitWith(maturitySalt, maturityTime)) === maturityCommitment;
  if (committed === undefined && mandateSha256 === undefined) return { maturityHolds };
  const mandate = mandateSha256 === undefined ? undefined : await commitWith(mandateSalt, mandateSha256);
  return { maturityHolds, mandateHolds: mandate !== undefined && mandate === committed };
}

/** Commits with a salt whose form has been checked. */
function commitWith(salt: string, content: unknown): Promise<string> {
  return commit(decodeBase64url(salt) ?? new Uint8Array(), content);
}

/** Only keys that the report lists for the record's subject count, and only when they did. */
function judge(report: Report, { record, feedbacks }: ReportedRecord, parts: OpenedRecord['parts']) {
  const { channel } = report;
  const opened = new Map([...parts].flatMap(([number, part]) => (part === 'DAMAGED' ? [] : [[number, part]])));
  const keyAt = async (keyId: string, time: string) => {
    const key = await findKey(report, record, keyId);
    return key !== undefined && hasCountedAt(key, time, report) ? key.publicKey : undefined;
  };
  return judgeFeedbacks({ channel, recordId: record.recordId, keyAt, commit, isSignedBy }, feedbacks, opened);
}

async function findBorrower(report: Report, record: CreditRecord): Promise<OpenedRecord['borrower']> {
  const { borrower, subjectId } = record;
  if (subjectId !== report.subjectId) return 'OTHER_SUBJECT';
  if (borrower.type === 'MANDATE') return 'MANDATE';
  const key = await findKey(report, record, borrower.keyId);
  const text = registrationText(report.channel, 'BORROWER', record, { type: 'SIGNATURE' });
  const isSigned = key !== undefined && (await isSignedBy(key.publicKey, text, borrower.signature));
  return isSigned ? { signedBy: key.keyId } : 'NOT_SIGNED';
}

/** A key of the record's subject under its true number. */
async function findKey(
  { keys, subjectId }: Report,
  record: CreditRecord,
  keyId: string,
): Promise<Report['keys'][number] | undefined> {
  const key = record.subjectId === subjectId ? keys.find((one) => one.keyId === keyId) : undefined;
  return key !== undefined && (await deriveKeyId(key.publicKey)) === key.keyId ? key : undefined;
}

/** No number may stand there twice: what is opened under it would be shown for both. */
async function isSignedByLender(channel: string, { record, feedbacks }: ReportedRecord): Promise<boolean> {
  const { recordId, lenderKey, lenderSignature, borrower } = record;
  if (recordId.length !== 32 || (await deriveKeyId(lenderKey)).slice(0, 32) !== recordId) return false;
  if (new Set(feedbacks.map(({ number }) => number)).size !== feedbacks.length) return false;
  const text = registrationText(channel, 'LENDER', record, borrower);
  if (!(await isSignedBy(lenderKey, text, lenderSignature))) return false;
  for (const feedback of feedbacks) {
    const given = feedbackText({ channel, recordId }, 'LENDER', feedback.number, feedback);
    if (!(await isSignedBy(lenderKey, given, feedback.signature))) return false;
  }
  return true;
}
