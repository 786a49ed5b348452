/**
 * Subjects: what an institution may have evaluated in a day, its verifications, and the keys with which a subject signs.
 *
 * The chaincode cannot tell whether an evaluation is right; whoever asked checks its proof. A signature of the identity key shows
 * that its maker had the number evaluated, and not who that is. The order of refusals is that of the table in api/refusal-table.ts.
 */
import type { Command } from '../api/commands';
import type {
  AllianceParameters,
  AllianceRecord,
  AllowanceRecord,
  AttachmentRecord,
  KeyRevoker,
  SubjectKeyRecord,
  SubjectRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import {
  additionText,
  attachmentText,
  deriveKeyId,
  isSignedBy,
  isSigningKey,
  objectionText,
  possessionText,
  revocationText,
} from '../api/signatures';
import { isLaterThanKey, requireUsableKey } from '../api/subject-keys';
import { dayIn } from '../api/time-zones';
import { latestDay } from './ledger-day';
import type { Moment } from './time';

/** The allowance with so many more evaluations. Its day never goes back, so a client's clock wins nothing. */
export function useAllowance(
  allowance: AllowanceRecord | undefined,
  asked: { readonly partyId: string; readonly count: number },
  { evaluationsPerDay, timeZone }: AllianceParameters,
  time: string,
): AllowanceRecord {
  const { partyId, count } = asked;
  const today = dayIn(timeZone, time);
  const sameDay = allowance !== undefined && allowance.day >= today;
  const used = (sameDay ? allowance.used : 0) + count;
  if (used > evaluationsPerDay) reject('ALLOWANCE_EXHAUSTED', { evaluationsPerDay, used: used - count });
  return { docType: 'allowance', partyId, day: sameDay ? allowance.day : today, used };
}

export function requireIdentityKey({ subjectId, identityKey }: Pick<SubjectRecord, 'subjectId' | 'identityKey'>): void {
  if (!isSigningKey(identityKey) || deriveKeyId(identityKey) !== subjectId)
    reject('IDENTITY_KEY_MISMATCH', { subjectId });
}

export function newAttachment(
  { identityKey, ...attachment }: Command<'subject:attach'>,
  { channel, time, day }: Moment,
): AttachmentRecord {
  const { attachmentId, identitySignature } = attachment;
  requireSignature(identityKey, attachmentText(channel, attachment), identitySignature, { attachmentId });
  return { docType: 'attachment', ...attachment, attachedTime: time, day };
}

/** Anybody who knows the number has the identity key, so no person signs with it. */
export function requireSigningKey(publicKey: string, subjectId: string): void {
  if (!isSigningKey(publicKey) || deriveKeyId(publicKey) === subjectId) reject('SUBJECT_KEY_INVALID');
}

/** Otherwise reports could be wrapped for somebody who knows the number, or who holds another's point. */
export function requireReportKey({ subjectId, publicKey, report }: Command<'subject:addKey'>): void {
  if (report === undefined) return;
  const valid =
    isSigningKey(report.publicKey) && report.publicKey !== publicKey && deriveKeyId(report.publicKey) !== subjectId;
  if (!valid) reject('REPORT_KEY_INVALID', { keyId: deriveKeyId(publicKey) });
}

/** `voucher` is the key of the subject that signed for the new one. Its maker shows that the private halves sign. */
export function newKey(
  { subject, voucher }: { readonly subject: SubjectRecord; readonly voucher: SubjectKeyRecord | undefined },
  command: Command<'subject:addKey'>,
  alliance: AllianceRecord,
  now: Moment,
): SubjectKeyRecord {
  const { channel, time, day } = now;
  const { subjectId, publicKey, possession, report, identitySignature, signedBy } = command;
  const keyId = deriveKeyId(publicKey);
  const reportKey = report?.publicKey;
  const held = possessionText(channel, { subjectId, publicKey, reportKey });
  const text = additionText(channel, { subjectId, keyId, reportKey });
  requireSignature(publicKey, held, possession, { keyId });
  if (report !== undefined) requireSignature(report.publicKey, held, report.possession, { keyId });
  requireSignature(subject.identityKey, text, identitySignature, { keyId });
  if (voucher !== undefined) {
    requireSignature(voucher.publicKey, text, signedBy?.signature ?? '', { keyId: voucher.keyId });
  }
  return {
    docType: 'subjectKey',
    ...command,
    keyId,
    addedTime: time,
    day,
    ...firstDays({ isFirst: !subject.keyed, voucher }, alliance, now),
  };
}

/** The wait begins on the latest day that the ledger can have: a ledger whose day is behind makes it no shorter. */
function firstDays(
  { isFirst, voucher }: { readonly isFirst: boolean; readonly voucher: SubjectKeyRecord | undefined },
  alliance: AllianceRecord,
  { time, day }: Moment,
): Pick<SubjectKeyRecord, 'countsFromDay' | 'reportsFromDay'> {
  if (voucher !== undefined) return { countsFromDay: day, reportsFromDay: Math.max(day, voucher.reportsFromDay) };
  const waited = Math.max(day, latestDay(alliance, time)) + alliance.parameters.keyWaitDays;
  return { countsFromDay: isFirst ? day : waited, reportsFromDay: waited };
}

/** The revoker of a key: a key of the subject, or an attachment whose key is revealed. */
export type Revoking =
  | { readonly type: 'KEY'; readonly key: SubjectKeyRecord; readonly signature: string }
  | {
      readonly type: 'ATTACHMENT';
      readonly attachment: AttachmentRecord;
      readonly attachmentKey: string;
      readonly signature: string;
    };

/** A key revokes itself whenever it wants, another of the subject only while it counts. */
export function revokeKey(
  { subject, key }: { readonly subject: SubjectRecord; readonly key: SubjectKeyRecord },
  { identitySignature, by }: { readonly identitySignature: string; readonly by: Revoking },
  { channel, time, day }: Moment,
): SubjectKeyRecord {
  const { keyId } = key;
  if (by.type === 'KEY' && by.key.keyId !== keyId) requireUsableKey(by.key, 'SIGN', day);
  if (by.type === 'ATTACHMENT') requireEarlier(by.attachment, key);
  const text = revocationText(channel, key);
  requireSignature(subject.identityKey, text, identitySignature, { keyId });
  if (by.type === 'KEY') requireSignature(by.key.publicKey, text, by.signature, { keyId: by.key.keyId });
  else requireObjection(by, key, channel);
  return { ...key, revokedTime: time, revokedBy: keyRevoker(by) };
}

/** Otherwise an institution that learns the number could verify it today and revoke older keys. */
function requireEarlier(attachment: AttachmentRecord, key: SubjectKeyRecord): void {
  const { attachmentId } = attachment;
  if (isLaterThanKey(attachment, key)) reject('ATTACHMENT_TOO_LATE', { attachmentId, keyId: key.keyId });
}

function requireObjection(
  { attachment, attachmentKey, signature }: Extract<Revoking, { type: 'ATTACHMENT' }>,
  key: SubjectKeyRecord,
  channel: string,
): void {
  const { attachmentId } = attachment;
  requireSignature(attachmentKey, objectionText(channel, key, attachmentId), signature, { attachmentId });
}

function keyRevoker(by: Revoking): KeyRevoker {
  return by.type === 'KEY'
    ? { type: by.type, keyId: by.key.keyId }
    : { type: by.type, attachmentId: by.attachment.attachmentId };
}

/** The one place where the chaincode judges a signature. */
export function requireSignature(
  publicKey: string,
  text: string,
  signature: string,
  detail: Readonly<Record<string, string | number>>,
): void {
  if (!isSignedBy(publicKey, text, signature)) reject('SIGNATURE_INVALID', detail);
}
