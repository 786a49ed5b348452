/**
 * Adds and revokes signing keys of subjects that the institution verified, and objects to keys that nobody should have added. All of it
 * leaves through the outbox, signed with the subject's identity.
 */
import type { KeySignature, ReportKey, SubjectKeyRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import {
  additionText,
  deriveKeyId,
  isSignedBy,
  isSigningKey,
  objectionText,
  possessionText,
  revocationText,
} from '../../chaincode/api/signatures';
import { isLaterThanKey, requireUsableKey } from '../../chaincode/api/subject-keys';
import { Problem } from '../api/problem';
import type { KeyAsSent, SignatureAsSent } from '../api/subject-keys';
import { newToSign } from '../client/to-sign';
import type { ToSign } from '../client/words';
import { itemKeys, type OutboxItem } from '../outbox/outbox';
import type { SubjectDeps } from './deps';
import { openIdentitySecret } from './identity';
import type { KnownSubject } from './known-subjects';
import type { Attached } from './types';

export type KeyDeps = Pick<SubjectDeps, 'channel' | 'store' | 'vault' | 'outbox' | 'ledgerDay'>;

interface Key {
  readonly subjectId: string;
  readonly keyId: string;
}

/** A key with every signature. */
interface CompleteKey extends ReportKey {
  readonly report?: ReportKey | undefined;
  readonly signedBy?: KeySignature | undefined;
}

/** Texts that the person has still to sign, and the keys with which it signs; nothing is kept. */
export interface KeyToSign {
  readonly keyId: string;
  readonly toSign: readonly ToSign<'NEW_KEY' | 'REPORT_KEY' | 'SUBJECT'>[];
}

/**
 * Keeps a key that has all signatures, and hands it over. Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_INVALID,
 * REPORT_KEY_INVALID, SIGNATURE_INVALID (its own), SUBJECT_KEY_USED, SUBJECT_KEY_REVOKED, SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT; of
 * the key that signs for it SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function addKey(deps: KeyDeps, subjectId: string, sent: KeyAsSent): Promise<Attached | KeyToSign> {
  const { publicKey, report, signedBy } = sent;
  const known = await requireVerifiedHere(deps, subjectId);
  const toShow = possessionToSign(deps, subjectId, sent);
  await requireUnused(deps, subjectId, sent);
  const key = { subjectId, keyId: deriveKeyId(publicKey) };
  const text = additionText(deps.channel, { ...key, reportKey: report?.publicKey });
  if (signedBy !== undefined) await requireSignature(deps, subjectId, signedBy, text);
  const toSign = [...toShow, ...signatureToAsk(signedBy, text)];
  if (toSign.length > 0) return { keyId: key.keyId, toSign };
  const identitySecret = openIdentitySecret(deps.vault, known);
  const { item, repeated } = await keepKey(deps, { subjectId, identitySecret }, sent as CompleteKey);
  await deps.outbox.add(item);
  return { ...key, repeated };
}

/**
 * Without `signedBy` the institution objects. Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_NOT_FOUND; of a key that
 * signs SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID; of an objection ATTACHMENT_TOO_LATE.
 */
export async function revokeKey(
  deps: KeyDeps,
  key: Key,
  signedBy: SignatureAsSent | undefined,
): Promise<Attached | KeyToSign> {
  const { subjectId, keyId } = key;
  const known = await requireVerifiedHere(deps, subjectId);
  const { recorded, publicKey } = await readKey(deps, key);
  if (recorded?.revokedTime !== undefined) return { ...key, repeated: true };
  const text = revocationText(deps.channel, key);
  if (signedBy === undefined) await requireEarlier(deps, subjectId, recorded);
  else if (signedBy.keyId === keyId) requireSigned(publicKey, signedBy, text);
  else await requireSignature(deps, subjectId, signedBy, text);
  const toSign = signatureToAsk(signedBy, text);
  if (toSign.length > 0) return { keyId, toSign };
  await deps.outbox.add(revocationItem(deps, known, key, signedBy));
  return { ...key, repeated: false };
}

/** A subject that this institution verified, whoever else did. */
export async function requireVerifiedHere({ store }: Pick<KeyDeps, 'store'>, subjectId: string): Promise<KnownSubject> {
  const known = await store.subjects.read(subjectId);
  if (known === undefined) throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
  return known;
}

/** Refuses a key that the ledger knows as another subject's, as revoked, or with another report key. */
async function requireUnused(
  { store }: KeyDeps,
  subjectId: string,
  { publicKey, report }: Pick<KeyAsSent, 'publicKey' | 'report'>,
): Promise<void> {
  const keyId = deriveKeyId(publicKey);
  const recorded = await store.subjectKey(subjectId, keyId);
  const owner = await store.ownerOfSubjectKey(keyId);
  if (owner !== undefined && (owner !== subjectId || recorded === undefined)) reject('SUBJECT_KEY_USED', { keyId });
  if (recorded?.revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
  if (recorded !== undefined && recorded.report?.publicKey !== report?.publicKey) {
    reject('SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT', { subjectId, keyId });
  }
  if (recorded !== undefined || report === undefined) return;
  const reportKeyId = deriveKeyId(report.publicKey);
  if ((await store.ownerOfSubjectKey(reportKeyId)) !== undefined) reject('SUBJECT_KEY_USED', { keyId: reportKeyId });
}

/** Lists the texts that each of the two points has still to sign. Throws SUBJECT_KEY_INVALID, REPORT_KEY_INVALID, SIGNATURE_INVALID. */
function possessionToSign(
  { channel }: Pick<KeyDeps, 'channel'>,
  subjectId: string,
  { publicKey, possession, report }: KeyAsSent,
): KeyToSign['toSign'] {
  if (!isSigningKey(publicKey)) reject('SUBJECT_KEY_INVALID');
  if (report !== undefined && (!isSigningKey(report.publicKey) || report.publicKey === publicKey)) {
    reject('REPORT_KEY_INVALID', { keyId: deriveKeyId(publicKey) });
  }
  const text = possessionText(channel, { subjectId, publicKey, reportKey: report?.publicKey });
  const points = [
    { role: 'NEW_KEY' as const, publicKey, possession },
    ...(report === undefined ? [] : [{ role: 'REPORT_KEY' as const, ...report }]),
  ];
  for (const point of points) requireSigned(point.publicKey, { signature: point.possession }, text);
  const missing = points.filter((point) => point.possession === undefined);
  return missing.map((point) => newToSign(point.role, text, {}, deriveKeyId(point.publicKey)));
}

async function keepKey(
  { channel, store, vault }: KeyDeps,
  { subjectId, identitySecret }: { readonly subjectId: string; readonly identitySecret: string },
  { publicKey, possession, report, signedBy }: CompleteKey,
) {
  const keyId = deriveKeyId(publicKey);
  const kept = await store.subjects.keepKey({ keyId, subjectId, publicKey }, new Date().toISOString());
  if (kept.subjectId !== subjectId) reject('SUBJECT_KEY_USED', { keyId });
  const text = additionText(channel, { subjectId, keyId, reportKey: report?.publicKey });
  const identitySignature = vault.subjects.signAsIdentity(identitySecret, text);
  const command = {
    subjectId,
    publicKey,
    possession,
    ...(report === undefined ? {} : { report }),
    identitySignature,
    ...(signedBy === undefined ? {} : { signedBy }),
  };
  const item: OutboxItem = { name: 'subject:addKey', command, key: itemKeys.subjectKey(subjectId, keyId) };
  return { keyId, item, repeated: !kept.isFirst };
}

/** Finds a key on the ledger, or one that was shown here and is on its way. */
async function readKey({ store }: KeyDeps, { subjectId, keyId }: Key) {
  const recorded = await store.subjectKey(subjectId, keyId);
  const own = (await store.subjects.keys(subjectId)).find((one) => one.keyId === keyId);
  const { publicKey } = recorded ?? own ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  return { recorded, publicKey };
}

/** Requires a key that counts by the ledger's day. */
async function requireSignature(
  { store, ledgerDay }: KeyDeps,
  subjectId: string,
  signedBy: SignatureAsSent,
  text: string,
): Promise<void> {
  const { keyId } = signedBy;
  const key = (await store.subjectKey(subjectId, keyId)) ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  requireUsableKey(key, 'SIGN', (await ledgerDay()) ?? 0);
  requireSigned(key.publicKey, signedBy, text);
}

function requireSigned(publicKey: string, { signature }: Pick<SignatureAsSent, 'signature'>, text: string): void {
  if (signature !== undefined && !isSignedBy(publicKey, text, signature)) reject('SIGNATURE_INVALID');
}

function signatureToAsk(signedBy: SignatureAsSent | undefined, message: string): KeyToSign['toSign'] {
  if (signedBy === undefined || signedBy.signature !== undefined) return [];
  return [newToSign('SUBJECT', message, {}, signedBy.keyId)];
}

/** An objection counts against a key that was added after the institution had verified the person. */
async function requireEarlier(
  { store, vault }: KeyDeps,
  subjectId: string,
  key: SubjectKeyRecord | undefined,
): Promise<void> {
  if (key === undefined) return;
  const attachmentId = vault.subjects.deriveAttachmentId(subjectId);
  const attachment = await store.attachment(attachmentId);
  if (attachment === undefined || isLaterThanKey(attachment, key)) {
    reject('ATTACHMENT_TOO_LATE', { attachmentId, keyId: key.keyId });
  }
}

function revocationItem(
  { channel, vault }: KeyDeps,
  known: KnownSubject,
  key: Key,
  signedBy: SignatureAsSent | undefined,
): OutboxItem {
  const { subjects } = vault;
  const { subjectId, keyId } = key;
  const identitySignature = subjects.signAsIdentity(openIdentitySecret(vault, known), revocationText(channel, key));
  const attachmentKey = subjects.deriveAttachmentKey(subjectId);
  const objection = objectionText(channel, key, subjects.deriveAttachmentId(subjectId));
  const command = {
    ...key,
    identitySignature,
    signedBy:
      signedBy === undefined
        ? ({ type: 'ATTACHMENT', attachmentKey, signature: subjects.signAsAttachment(subjectId, objection) } as const)
        : ({ type: 'KEY', keyId: signedBy.keyId, signature: signedBy.signature ?? '' } as const),
  };
  return { name: 'subject:revokeKey', command, key: itemKeys.revocation(subjectId, keyId) };
}
