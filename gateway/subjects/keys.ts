/**
 * The signing keys of subjects that the institution verified: those that it is shown, and its objection to those that nobody
 * should have added. What is said of them leaves through the outbox, signed with the subject's identity.
 */

import type { KeySignature, ReportKey, SubjectKeyRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import {
  additionText,
  isSignedBy,
  isSigningKey,
  keyIdOf,
  objectionText,
  possessionText,
  revocationText,
} from '../../chaincode/api/signatures';
import { isLaterThanKey, requireUsableKey } from '../../chaincode/api/subject-keys';
import { Problem } from '../api/problem';
import { newToSign } from '../client/to-sign';
import type { ToSign } from '../client/words';
import { itemKeys, type Outbox, type OutboxItem } from '../outbox/outbox';
import type { KnownSubject } from '../store/types';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { openIdentitySecret } from './identity';
import type { Attached } from './types';

export interface KeyTools {
  readonly channel: string;
  readonly store: Store;
  readonly vault: Pick<Vault, 'subjects' | 'texts'>;
  readonly outbox: Outbox;
}

interface Key {
  readonly subjectId: string;
  readonly keyId: string;
}

/** A signature of one of the subject's keys, or the wish to know what it would be over. */
export interface AskedSignature {
  readonly keyId: string;
  readonly signature?: string | undefined;
}

/** A point, and the signature by which its private half shows itself. */
interface ShownPoint {
  /** P-256 point, base64url. */
  readonly publicKey: string;
  /** Over possessionText. */
  readonly possession?: string | undefined;
}

/** A new key of the subject; what it lacks is still to be signed. */
export interface ShownKey extends ShownPoint {
  /** Where own reports are opened. */
  readonly report?: ShownPoint | undefined;
  /** By a key of the subject that counts: without it a further key waits. */
  readonly signedBy?: AskedSignature | undefined;
}

/** With every signature. */
interface CompleteKey extends ReportKey {
  readonly report?: ReportKey | undefined;
  readonly signedBy?: KeySignature | undefined;
}

/** What the person has still to sign, with which of its keys; nothing is kept. */
export interface KeyToSign {
  readonly keyId: string;
  readonly toSign: readonly ToSign<'NEW_KEY' | 'REPORT_KEY' | 'SUBJECT'>[];
}

/**
 * With all signatures it is kept, and on its way. Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_INVALID,
 * REPORT_KEY_INVALID, SIGNATURE_INVALID (its own), SUBJECT_KEY_USED, SUBJECT_KEY_REVOKED, SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT; of
 * the key that signs for it SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function addKey(tools: KeyTools, subjectId: string, sent: ShownKey): Promise<Attached | KeyToSign> {
  const { publicKey, report, signedBy } = sent;
  const known = await knownSubject(tools, subjectId);
  const toShow = possessionToSign(tools, subjectId, sent);
  await requireUnused(tools, subjectId, sent);
  const key = { subjectId, keyId: keyIdOf(publicKey) };
  const text = additionText(tools.channel, { ...key, reportKey: report?.publicKey });
  if (signedBy !== undefined) await requireSignature(tools, subjectId, signedBy, text);
  const toSign = [...toShow, ...askedOf(signedBy, text)];
  if (toSign.length > 0) return { keyId: key.keyId, toSign };
  const identitySecret = openIdentitySecret(tools.vault, known);
  const { item, repeated } = await keepKey(tools, { subjectId, identitySecret }, sent as CompleteKey);
  await tools.outbox.add(item);
  return { ...key, repeated };
}

/**
 * Without `signedBy` the institution objects. Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_NOT_FOUND; of a key that
 * signs SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID; of an objection ATTACHMENT_TOO_LATE.
 */
export async function revokeKey(
  tools: KeyTools,
  key: Key,
  signedBy: AskedSignature | undefined,
): Promise<Attached | KeyToSign> {
  const { subjectId, keyId } = key;
  const known = await knownSubject(tools, subjectId);
  const { recorded, publicKey } = await readKey(tools, key);
  if (recorded?.revokedTime !== undefined) return { ...key, repeated: true };
  const text = revocationText(tools.channel, key);
  if (signedBy === undefined) await requireEarlier(tools, subjectId, recorded);
  else if (signedBy.keyId === keyId) requireSigned(publicKey, signedBy, text);
  else await requireSignature(tools, subjectId, signedBy, text);
  const toSign = askedOf(signedBy, text);
  if (toSign.length > 0) return { keyId, toSign };
  await tools.outbox.add(revocationOf(tools, known, key, signedBy));
  return { ...key, repeated: false };
}

/** A subject that this institution verified, whoever else did. */
export async function knownSubject({ store }: Pick<KeyTools, 'store'>, subjectId: string): Promise<KnownSubject> {
  const known = await store.subjects.read(subjectId);
  if (known === undefined) throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
  return known;
}

/** Neither another subject's nor revoked, as far as the ledger says; nor added already with another report key. */
async function requireUnused(
  { store }: KeyTools,
  subjectId: string,
  { publicKey, report }: Pick<ShownKey, 'publicKey' | 'report'>,
): Promise<void> {
  const keyId = keyIdOf(publicKey);
  const recorded = await store.subjectKey(subjectId, keyId);
  const owner = await store.ownerOfSubjectKey(keyId);
  if (owner !== undefined && (owner !== subjectId || recorded === undefined)) reject('SUBJECT_KEY_USED', { keyId });
  if (recorded?.revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
  if (recorded !== undefined && recorded.report?.publicKey !== report?.publicKey) {
    reject('SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT', { subjectId, keyId });
  }
  if (recorded !== undefined || report === undefined) return;
  const reportKeyId = keyIdOf(report.publicKey);
  if ((await store.ownerOfSubjectKey(reportKeyId)) !== undefined) reject('SUBJECT_KEY_USED', { keyId: reportKeyId });
}

/** What each of the two points has still to sign. Throws SUBJECT_KEY_INVALID, REPORT_KEY_INVALID, SIGNATURE_INVALID. */
function possessionToSign(
  { channel }: Pick<KeyTools, 'channel'>,
  subjectId: string,
  { publicKey, possession, report }: ShownKey,
): KeyToSign['toSign'] {
  if (!isSigningKey(publicKey)) reject('SUBJECT_KEY_INVALID');
  if (report !== undefined && (!isSigningKey(report.publicKey) || report.publicKey === publicKey)) {
    reject('REPORT_KEY_INVALID', { keyId: keyIdOf(publicKey) });
  }
  const text = possessionText(channel, { subjectId, publicKey, reportKey: report?.publicKey });
  const points = [
    { role: 'NEW_KEY' as const, publicKey, possession },
    ...(report === undefined ? [] : [{ role: 'REPORT_KEY' as const, ...report }]),
  ];
  for (const point of points) requireSigned(point.publicKey, { signature: point.possession }, text);
  const missing = points.filter((point) => point.possession === undefined);
  return missing.map((point) => newToSign(point.role, text, {}, keyIdOf(point.publicKey)));
}

async function keepKey(
  { channel, store, vault }: KeyTools,
  { subjectId, identitySecret }: { readonly subjectId: string; readonly identitySecret: string },
  { publicKey, possession, report, signedBy }: CompleteKey,
) {
  const keyId = keyIdOf(publicKey);
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

/** On the ledger, whoever brought it there, or shown here and on its way. */
async function readKey({ store }: KeyTools, { subjectId, keyId }: Key) {
  const recorded = await store.subjectKey(subjectId, keyId);
  const own = (await store.subjects.keys(subjectId)).find((one) => one.keyId === keyId);
  const { publicKey } = recorded ?? own ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  return { recorded, publicKey };
}

/** Of a key that counts by the ledger's day. */
async function requireSignature(
  { store }: KeyTools,
  subjectId: string,
  signedBy: AskedSignature,
  text: string,
): Promise<void> {
  const { keyId } = signedBy;
  const key = (await store.subjectKey(subjectId, keyId)) ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  requireUsableKey(key, 'SIGN', (await store.ledgerDay()) ?? 0);
  requireSigned(key.publicKey, signedBy, text);
}

function requireSigned(publicKey: string, { signature }: Pick<AskedSignature, 'signature'>, text: string): void {
  if (signature !== undefined && !isSignedBy(publicKey, text, signature)) reject('SIGNATURE_INVALID');
}

function askedOf(signedBy: AskedSignature | undefined, message: string): KeyToSign['toSign'] {
  if (signedBy === undefined || signedBy.signature !== undefined) return [];
  return [newToSign('SUBJECT', message, {}, signedBy.keyId)];
}

/** The institution's word counts against what was added after it had verified the person. */
async function requireEarlier(
  { store, vault }: KeyTools,
  subjectId: string,
  key: SubjectKeyRecord | undefined,
): Promise<void> {
  if (key === undefined) return;
  const attachmentId = vault.subjects.attachmentIdOf(subjectId);
  const attachment = await store.attachment(attachmentId);
  if (attachment === undefined || isLaterThanKey(attachment, key)) {
    reject('ATTACHMENT_TOO_LATE', { attachmentId, keyId: key.keyId });
  }
}

function revocationOf(
  { channel, vault }: KeyTools,
  known: KnownSubject,
  key: Key,
  signedBy: AskedSignature | undefined,
): OutboxItem {
  const { subjects } = vault;
  const { subjectId, keyId } = key;
  const identitySignature = subjects.signAsIdentity(openIdentitySecret(vault, known), revocationText(channel, key));
  const attachmentKey = subjects.attachmentKeyOf(subjectId);
  const objection = objectionText(channel, key, subjects.attachmentIdOf(subjectId));
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
