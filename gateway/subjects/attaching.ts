/**
 * What the institution says of a subject: that it verified the person, and which signing keys the person showed. It is kept here
 * and leaves through the outbox, so that nobody reads from the ledger who said it.
 */
import { canonicalJson } from '../../chaincode/api/canonical';
import { reject } from '../../chaincode/api/refusals';
import { isSignedBy, isSigningKey, keyIdOf, possessionText, revocationText } from '../../chaincode/api/signatures';
import { itemKeys, type Outbox, type OutboxItem } from '../credit/outbox';
import type { KnownSubject, Store } from '../store/types';
import type { Vault } from '../vault/types';
import type { Identification } from './identification';
import { type IdentityKind, parseIdentityNumber } from './identity-number';
import { SubjectRefused } from './types';

export interface AttachingTools {
  readonly channel: string;
  readonly store: Store;
  readonly vault: Pick<Vault, 'subjects' | 'texts'>;
  readonly identification: Identification;
  readonly outbox: Outbox;
}

export interface ShownKey {
  /** P-256 point, base64url. */
  readonly publicKey: string;
  /** Its signature over possessionText. */
  readonly possession: string;
}

export interface SubjectAsSent {
  readonly identityKind: IdentityKind;
  readonly identityNumber: string;
  readonly name: string;
  readonly verification: { readonly method: string; readonly evidenceSha256: string };
  readonly key?: ShownKey | undefined;
}

/** Whether everything had been said before. */
export interface Attached {
  readonly subjectId: string;
  readonly keyId?: string;
  readonly repeated: boolean;
}

export interface KeySignature {
  readonly keyId: string;
  readonly signature: string;
}

/**
 * Refusals in order: IDENTITY_NUMBER_INVALID, SUBJECT_KEY_INVALID, SIGNATURE_INVALID, those of `identify`, SUBJECT_KEY_USED,
 * SUBJECT_KEY_REVOKED, SUBJECT_EXISTS_WITH_OTHER_CONTENT. What can be refused without asking is refused without.
 */
export async function attachSubject(tools: AttachingTools, sent: SubjectAsSent): Promise<Attached> {
  const { identityKind, identityNumber, key } = sent;
  const number = parseIdentityNumber(identityKind, identityNumber);
  if (number === undefined) throw new SubjectRefused('IDENTITY_NUMBER_INVALID');
  if (key !== undefined) requirePossession(tools, key);
  const identified = await tools.identification.identify(identityKind, number);
  const { subjectId } = identified;
  if (key !== undefined) await requireUsable(tools, subjectId, key);
  const { repeated } = await keepSubject(tools, identified, sent);
  const kept = key && (await keepKey(tools, subjectId, key));
  await tools.outbox.add(attachmentOf(tools, subjectId, sent), ...(kept === undefined ? [] : [kept.item]));
  if (kept === undefined) return { subjectId, repeated };
  // The key is kept after the subject, so of those who come at once one has kept it.
  return { subjectId, keyId: kept.keyId, repeated: kept.repeated };
}

/** Throws SUBJECT_NOT_VERIFIED_HERE, then as attachSubject. */
export async function addKey(tools: AttachingTools, subjectId: string, key: ShownKey): Promise<Attached> {
  await knownSubject(tools, subjectId);
  requirePossession(tools, key);
  await requireUsable(tools, subjectId, key);
  const { keyId, item, repeated } = await keepKey(tools, subjectId, key);
  await tools.outbox.add(item);
  return { subjectId, keyId, repeated };
}

/** Refusals in order: SUBJECT_NOT_VERIFIED_HERE, SUBJECT_KEY_NOT_FOUND, SIGNATURE_INVALID, SUBJECT_KEY_REVOKED (the signing one). */
export async function revokeKey(
  tools: AttachingTools,
  key: { readonly subjectId: string; readonly keyId: string },
  signedBy: KeySignature | undefined,
): Promise<Attached> {
  const { store, outbox } = tools;
  const { subjectId, keyId } = key;
  await knownSubject(tools, subjectId);
  if (!(await store.subjects.keys(subjectId)).some((own) => own.keyId === keyId)) {
    reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  }
  if ((await store.subjectKey(subjectId, keyId))?.revokedTime !== undefined) return { ...key, repeated: true };
  if (signedBy !== undefined) await requireRevocation(tools, key, signedBy);
  const command = { subjectId, keyId, ...(signedBy === undefined ? {} : { signedBy }) };
  await outbox.add({ name: 'subject:revokeKey', command, key: itemKeys.revocation(subjectId, keyId) });
  return { ...key, repeated: false };
}

async function requireRevocation(
  { channel, store }: AttachingTools,
  key: { readonly subjectId: string; readonly keyId: string },
  { keyId, signature }: KeySignature,
): Promise<void> {
  const recorded = await store.subjectKey(key.subjectId, keyId);
  const own = (await store.subjects.keys(key.subjectId)).find((one) => one.keyId === keyId);
  const { publicKey } = recorded ?? own ?? reject('SIGNATURE_INVALID');
  if (!isSignedBy(publicKey, revocationText(channel, key), signature)) reject('SIGNATURE_INVALID');
  if (recorded?.revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
}

/** A subject that this institution verified, whoever else did. */
export async function knownSubject({ store }: Pick<AttachingTools, 'store'>, subjectId: string): Promise<KnownSubject> {
  const known = await store.subjects.read(subjectId);
  if (known === undefined) throw new SubjectRefused('SUBJECT_NOT_VERIFIED_HERE');
  return known;
}

async function keepSubject(
  { store, vault }: AttachingTools,
  { blindIndex, subjectId }: { readonly blindIndex: string; readonly subjectId: string },
  { identityKind, name, verification }: SubjectAsSent,
): Promise<{ readonly repeated: boolean }> {
  const content = { name, verification };
  const fingerprint = vault.subjects.fingerprintOf({ subjectId, ...content });
  const before = await store.subjects.byIndex(blindIndex);
  const sealed = vault.texts.seal(`subject ${subjectId}`, canonicalJson(content));
  const created = new Date().toISOString();
  const { kept, isFirst } =
    before === undefined
      ? await store.subjects.keep({ blindIndex, subjectId, identityKind, fingerprint, sealed, created })
      : { kept: before, isFirst: false };
  if (kept.fingerprint !== fingerprint) throw new SubjectRefused('SUBJECT_EXISTS_WITH_OTHER_CONTENT');
  return { repeated: !isFirst };
}

function attachmentOf(
  { vault }: AttachingTools,
  subjectId: string,
  { identityKind, verification }: SubjectAsSent,
): OutboxItem {
  const attachmentId = vault.subjects.attachmentIdOf(subjectId);
  const verificationCommitment = vault.subjects.commitToVerification(subjectId, { ...verification, identityKind });
  const command = { attachmentId, subjectId, verificationCommitment };
  return { name: 'subject:attach', command, key: itemKeys.attachment(attachmentId) };
}

/** Neither another subject's nor revoked, as far as the ledger says. */
async function requireUsable({ store }: AttachingTools, subjectId: string, { publicKey }: ShownKey): Promise<void> {
  const keyId = keyIdOf(publicKey);
  const owner = await store.ownerOfSubjectKey(keyId);
  if (owner !== undefined && owner !== subjectId) reject('SUBJECT_KEY_USED', { keyId });
  const recorded = await store.subjectKey(subjectId, keyId);
  if (recorded?.revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
}

async function keepKey({ store }: AttachingTools, subjectId: string, { publicKey, possession }: ShownKey) {
  const keyId = keyIdOf(publicKey);
  const kept = await store.subjects.keepKey({ keyId, subjectId, publicKey }, new Date().toISOString());
  if (kept.subjectId !== subjectId) reject('SUBJECT_KEY_USED', { keyId });
  const command = { subjectId, publicKey, possession };
  const item: OutboxItem = { name: 'subject:addKey', command, key: itemKeys.subjectKey(subjectId, keyId) };
  return { keyId, item, repeated: !kept.isFirst };
}

function requirePossession({ channel }: AttachingTools, { publicKey, possession }: ShownKey): void {
  if (!isSigningKey(publicKey)) reject('SUBJECT_KEY_INVALID');
  if (!isSignedBy(publicKey, possessionText(channel, publicKey), possession)) reject('SIGNATURE_INVALID');
}
