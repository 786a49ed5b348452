/**
 * Opens an own report with the report key, and checks what can be checked without the ledger: each text is the one that the
 * record's own key signed, and the borrower's key signed the terms. Whether the ledger holds this and nothing else it cannot see.
 */
import { decodeBase64url } from '../../chaincode/api/base64url';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { CreditFeedbackRecord, LoanCreditRecord } from '../../chaincode/api/records';
import { saltBytes } from '../../chaincode/api/sealed-forms';
import { feedbackText, registrationText } from '../../chaincode/api/signatures';
import type { Report, ReportedRecord } from '../queries/report';
import { commitToKey, importReportKey, type Jwk, openCredit, pointOf, sha256, unwrapKeys } from './opener';

export interface OpenedRecord {
  readonly recordId: string;
  /** By number, 0 the terms, others feedbacks; a part that is not at hand is absent. */
  readonly parts: ReadonlyMap<number, object | 'DAMAGED'>;
  /** By number, of what was opened as an extension: whether a key that the report lists signed all of it. Else it counts for nothing. */
  readonly extensions: ReadonlyMap<number, boolean>;
  /** Whether a key that the report lists signed these very terms; its keyId. */
  readonly borrower: { readonly signedBy: string } | 'NOT_SIGNED' | 'MANDATE';
  /** Whether the number follows from the record's key, and that key signed the terms and all feedbacks that are told. */
  readonly isSignedByLender: boolean;
}

/** Throws `OTHER_KEY` where the key is not the one that the report was made for. */
export async function openReport(report: Report, key: Jwk): Promise<readonly OpenedRecord[]> {
  const reportKey = decodeBase64url(report.reportKey) ?? new Uint8Array();
  if (String(pointOf(key)) !== String(reportKey)) throw new Error('OTHER_KEY');
  const privateKey = await importReportKey(key);
  return Promise.all(
    report.records.map(async (reported) => {
      const parts = await openParts(report.channel, reported, privateKey);
      return {
        recordId: reported.record.recordId,
        parts,
        extensions: await extensionsOf(report, reported, parts),
        borrower: await borrowerOf(report, reported.record),
        isSignedByLender: await isSignedByLender(report.channel, reported),
      };
    }),
  );
}

async function openParts(
  channel: string,
  { record, feedbacks, answer }: ReportedRecord,
  privateKey: Awaited<ReturnType<typeof importReportKey>>,
): Promise<OpenedRecord['parts']> {
  const parts = new Map<number, object | 'DAMAGED'>();
  if (answer?.wrap === undefined) return parts;
  const { recordId } = record;
  const context = { channel, assetId: recordId, confirmId: answer.answerId };
  const keys = await unwrapKeys(answer.wrap, answer.numbers.length, privateKey, context);
  for (const { number, sealed } of answer.texts) {
    const dataKey = keys?.[answer.numbers.indexOf(number)];
    const committed = committedOf(number, record, feedbacks);
    const isPublished = (await sha256(new TextEncoder().encode(sealed))) === committed?.sealedHash;
    const isKey = dataKey !== undefined && (await commitToKey(dataKey)) === committed?.keyCommitment;
    const place = { channel, recordId, number };
    const fields =
      isPublished && isKey ? await openCredit(sealed, dataKey, place, committed?.commitment ?? '') : undefined;
    parts.set(number, fields ?? 'DAMAGED');
  }
  return parts;
}

function committedOf(number: number, record: LoanCreditRecord, feedbacks: ReportedRecord['feedbacks']) {
  if (number === 0) return { ...record, commitment: record.termsCommitment };
  const feedback = feedbacks.find((one) => one.number === number);
  return feedback && { ...feedback, commitment: feedback.feedbackCommitment };
}

async function extensionsOf(
  report: Report,
  { feedbacks }: ReportedRecord,
  parts: OpenedRecord['parts'],
): Promise<OpenedRecord['extensions']> {
  const extensions = new Map<number, boolean>();
  for (const feedback of feedbacks) {
    const fields = parts.get(feedback.number);
    if (typeof fields !== 'object' || !('outcome' in fields) || fields.outcome !== 'EXTENDED') continue;
    extensions.set(feedback.number, await isExtensionSigned(report, feedback, fields));
  }
  return extensions;
}

/** As credit/texts.ts seals it: what was agreed on, and beside it the borrower's signature over a commitment to that. */
async function isExtensionSigned(
  { channel, keys }: Report,
  feedback: CreditFeedbackRecord,
  fields: object,
): Promise<boolean> {
  const { borrower, ...agreed } = fields as Readonly<Record<string, unknown>>;
  const { keyId, signature, salt } = (borrower ?? {}) as Readonly<Record<string, unknown>>;
  const key = keys.find((one) => one.keyId === keyId);
  if (key === undefined || typeof signature !== 'string' || (await keyIdOf(key.publicKey)) !== key.keyId) return false;
  const [feedbackCommitment, next] = [
    await commit(salt, agreed),
    await commit(agreed.maturitySalt, agreed.newMaturityTime),
  ];
  if (feedbackCommitment === undefined || next !== feedback.nextDueCommitment) return false;
  const { recordId, number } = feedback;
  const text = feedbackText({ channel, recordId }, 'BORROWER', number, { ...feedback, feedbackCommitment });
  return isSigned(key.publicKey, text, signature);
}

/** Undefined where the salt is none, or there is no content. */
async function commit(salt: unknown, content: unknown): Promise<string | undefined> {
  const bytes = typeof salt === 'string' ? decodeBase64url(salt) : undefined;
  if (bytes?.length !== saltBytes || content === undefined) return undefined;
  return sha256(bytes, new TextEncoder().encode(canonicalJson(content)));
}

async function borrowerOf({ channel, keys }: Report, record: LoanCreditRecord): Promise<OpenedRecord['borrower']> {
  const { borrower } = record;
  if (borrower.type === 'MANDATE') return 'MANDATE';
  const key = keys.find(({ keyId }) => keyId === borrower.keyId);
  if (key === undefined || (await keyIdOf(key.publicKey)) !== key.keyId) return 'NOT_SIGNED';
  const text = registrationText(channel, 'BORROWER', record, { type: 'SIGNATURE' });
  return (await isSigned(key.publicKey, text, borrower.signature)) ? { signedBy: key.keyId } : 'NOT_SIGNED';
}

async function isSignedByLender(channel: string, { record, feedbacks }: ReportedRecord): Promise<boolean> {
  const { recordId, lenderKey, lenderSignature, borrower } = record;
  if ((await keyIdOf(lenderKey)).slice(0, recordId.length) !== recordId || recordId.length !== 32) return false;
  if (!(await isSigned(lenderKey, registrationText(channel, 'LENDER', record, borrower), lenderSignature)))
    return false;
  for (const feedback of feedbacks) {
    const text = feedbackText({ channel, recordId }, 'LENDER', feedback.number, feedback);
    if (!(await isSigned(lenderKey, text, feedback.signature))) return false;
  }
  return true;
}

async function keyIdOf(publicKey: string): Promise<string> {
  return sha256(decodeBase64url(publicKey) ?? new Uint8Array());
}

async function isSigned(publicKey: string, text: string, signature: string): Promise<boolean> {
  const [point, bytes] = [decodeBase64url(publicKey), decodeBase64url(signature)];
  if (point === undefined || bytes === undefined) return false;
  const { subtle } = crypto;
  try {
    const key = await subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, new TextEncoder().encode(text));
  } catch {
    return false;
  }
}
