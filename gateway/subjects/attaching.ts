/**
 * What the institution says of a subject: that it verified the person. It is kept here and leaves through the outbox, so that nobody
 * reads from the ledger who said it.
 */
import { attachmentText } from '../../chaincode/api/signatures';
import { itemKeys, type OutboxItem } from '../credit/outbox';
import type { Identification, Identified } from './identification';
import { sealSubject } from './identity';
import { type IdentityKind, parseIdentityNumber } from './identity-number';
import { type KeyTools, keepKey, requirePossession, requireUnused, type ShownKey } from './keys';
import { type Attached, SubjectRefused } from './types';

export interface AttachingTools extends KeyTools {
  readonly identification: Identification;
}

export interface SubjectAsSent {
  readonly identityKind: IdentityKind;
  readonly identityNumber: string;
  readonly name: string;
  readonly verification: { readonly method: string; readonly evidenceSha256: string };
  readonly key?: ShownKey | undefined;
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
  if (key !== undefined) await requireUnused(tools, subjectId, key);
  const { repeated } = await keepSubject(tools, identified, sent);
  const kept = key && (await keepKey(tools, identified, key));
  await tools.outbox.add(attachmentOf(tools, identified, sent), ...(kept === undefined ? [] : [kept.item]));
  if (kept === undefined) return { subjectId, repeated };
  // The key is kept after the subject, so of those who come at once one has kept it.
  return { subjectId, keyId: kept.keyId, repeated: kept.repeated };
}

type WithIdentity = Identified & { readonly identitySecret: string };

async function keepSubject(
  { store, vault }: AttachingTools,
  { blindIndex, subjectId, identitySecret }: WithIdentity,
  { identityKind, name, verification }: SubjectAsSent,
): Promise<{ readonly repeated: boolean }> {
  const content = { name, verification };
  const fingerprint = vault.subjects.fingerprintOf({ subjectId, ...content });
  const before = await store.subjects.byIndex(blindIndex);
  const sealed = sealSubject(vault, subjectId, { ...content, identitySecret });
  const created = new Date().toISOString();
  const { kept, isFirst } =
    before === undefined
      ? await store.subjects.keep({ blindIndex, subjectId, identityKind, fingerprint, sealed, created })
      : { kept: before, isFirst: false };
  if (kept.fingerprint !== fingerprint) throw new SubjectRefused('SUBJECT_EXISTS_WITH_OTHER_CONTENT');
  return { repeated: !isFirst };
}

function attachmentOf(
  { channel, vault: { subjects } }: AttachingTools,
  { subjectId, identitySecret }: WithIdentity,
  { identityKind, verification }: SubjectAsSent,
): OutboxItem {
  const attachmentId = subjects.attachmentIdOf(subjectId);
  const verificationCommitment = subjects.commitToVerification(subjectId, { ...verification, identityKind });
  const attachment = { attachmentId, subjectId, verificationCommitment };
  const identitySignature = subjects.signAsIdentity(identitySecret, attachmentText(channel, attachment));
  const command = { ...attachment, identityKey: subjects.identityKeyOf(identitySecret), identitySignature };
  return { name: 'subject:attach', command, key: itemKeys.attachment(attachmentId) };
}
