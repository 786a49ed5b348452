/**
 * The signing keys of subjects that the institution verified: those that it is shown, and its objection to those that nobody
 * should have added. What is said of them leaves through the outbox, signed with the subject's identity.
 */
import type { SubjectKeyRecord } from '../../chaincode/api/records';
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
import { itemKeys, type Outbox, type OutboxItem } from '../credit/outbox';
import type { KnownSubject, Store } from '../store/types';
import type { Vault } from '../vault/types';
import { openIdentitySecret } from './identity';
import { type Attached, SubjectRefused } from './types';

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

export interface ShownKey {
  /** P-256 point, base64url. */
  readonly publicKey: string;
  /** Its signature over possessionText. */
  readonly possession: string;
  /** By a key of the subject that counts: without it a further key waits. */
  readonly signedBy?: { readonly keyId: string; readonly signature: string } | undefined;
}

/** What the person has still to sign, with which of its keys; nothing is kept. */
export interface KeyToSign {
  readonly keyId: string;
  readonly toSign: readonly {
    readonly role: 'NEW_KEY' | 'SUBJECT';
    readonly keyId: string;
    readonly message: string;
  }[];
}

/**
 * With all signatures it is kept, and on its way. Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_INVALID,
 * SIGNATURE_INVALID (its own), SUBJECT_KEY_USED, SUBJECT_KEY_REVOKED; of the key that signs for it SUBJECT_KEY_NOT_FOUND,
 * SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function addKey(
  tools: KeyTools,
  subjectId: string,
  sent: Pick<ShownKey, 'publicKey'> & {
    readonly possession?: string | undefined;
    readonly signedBy?: AskedSignature | undefined;
  },
): Promise<Attached | KeyToSign> {
  const { channel } = tools;
  const { publicKey, possession, signedBy } = sent;
  const known = await knownSubject(tools, subjectId);
  requirePossession(tools, { publicKey, possession });
  await requireUnused(tools, subjectId, sent);
  const key = { subjectId, keyId: keyIdOf(publicKey) };
  const text = additionText(channel, key);
  if (signedBy !== undefined) await requireSignature(tools, subjectId, signedBy, text);
  const toSign: KeyToSign['toSign'] = [
    ...(possession === undefined
      ? [{ role: 'NEW_KEY' as const, keyId: key.keyId, message: possessionText(channel, publicKey) }]
      : []),
    ...askedOf(signedBy, text),
  ];
  if (possession === undefined || toSign.length > 0) return { keyId: key.keyId, toSign };
  const identitySecret = openIdentitySecret(tools.vault, known);
  const shown = { publicKey, possession, signedBy: signedBy as ShownKey['signedBy'] };
  const { item, repeated } = await keepKey(tools, { subjectId, identitySecret }, shown);
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
  if (known === undefined) throw new SubjectRefused('SUBJECT_NOT_VERIFIED_HERE');
  return known;
}

/** Neither another subject's nor revoked, as far as the ledger says. */
export async function requireUnused(
  { store }: KeyTools,
  subjectId: string,
  { publicKey }: Pick<ShownKey, 'publicKey'>,
): Promise<void> {
  const keyId = keyIdOf(publicKey);
  const owner = await store.ownerOfSubjectKey(keyId);
  if (owner !== undefined && owner !== subjectId) reject('SUBJECT_KEY_USED', { keyId });
  const recorded = await store.subjectKey(subjectId, keyId);
  if (recorded?.revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
}

export function requirePossession(
  { channel }: Pick<KeyTools, 'channel'>,
  { publicKey, possession }: { readonly publicKey: string; readonly possession?: string | undefined },
): void {
  if (!isSigningKey(publicKey)) reject('SUBJECT_KEY_INVALID');
  if (possession === undefined) return;
  if (!isSignedBy(publicKey, possessionText(channel, publicKey), possession)) reject('SIGNATURE_INVALID');
}

export async function keepKey(
  { channel, store, vault }: KeyTools,
  { subjectId, identitySecret }: { readonly subjectId: string; readonly identitySecret: string },
  { publicKey, possession, signedBy }: ShownKey,
) {
  const keyId = keyIdOf(publicKey);
  const kept = await store.subjects.keepKey({ keyId, subjectId, publicKey }, new Date().toISOString());
  if (kept.subjectId !== subjectId) reject('SUBJECT_KEY_USED', { keyId });
  const identitySignature = vault.subjects.signAsIdentity(identitySecret, additionText(channel, { subjectId, keyId }));
  const command = {
    subjectId,
    publicKey,
    possession,
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
  requireUsableKey(key, 'SIGN', (await store.lending.ledgerDay()) ?? 0);
  requireSigned(key.publicKey, signedBy, text);
}

function requireSigned(publicKey: string, { signature }: AskedSignature, text: string): void {
  if (signature !== undefined && !isSignedBy(publicKey, text, signature)) reject('SIGNATURE_INVALID');
}

function askedOf(signedBy: AskedSignature | undefined, message: string): KeyToSign['toSign'] {
  if (signedBy === undefined || signedBy.signature !== undefined) return [];
  return [{ role: 'SUBJECT', keyId: signedBy.keyId, message }];
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
