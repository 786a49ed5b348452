/**
 * Attaches a verification to its subject. The institution keeps the verification and hands it over through the outbox, so that nobody
 * reads from the ledger who said it.
 */
import { parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { attachmentText } from '../../chaincode/api/signatures';
import { Problem } from '../api/problem';
import type { SubjectAsSent } from '../api/subjects';
import { itemKeys, type OutboxItem } from '../outbox/outbox';
import type { SubjectTools } from './deps';
import { sealSubject } from './identity';
import type { Attached, IdentifiedWithSecret } from './types';

export type AttachingDeps = Pick<SubjectTools, 'channel' | 'store' | 'vault' | 'outbox' | 'identification'>;

/** Refusals in order: IDENTITY_NUMBER_INVALID, those of `identify`, SUBJECT_EXISTS_WITH_OTHER_CONTENT. */
export async function attachSubject(deps: AttachingDeps, sent: SubjectAsSent): Promise<Attached> {
  const { identityKind, identityNumber } = sent;
  const number = parseIdentityNumber(identityNumber, new Date().toISOString(), identityKind);
  if (number === undefined) throw new Problem('IDENTITY_NUMBER_INVALID');
  const identified = await deps.identification.identify(identityKind, number);
  const { repeated } = await keepSubject(deps, identified, sent);
  await deps.outbox.add(attachmentItem(deps, identified, sent));
  return { subjectId: identified.subjectId, repeated };
}

async function keepSubject(
  { store, vault }: AttachingDeps,
  { blindIndex, subjectId, identitySecret }: IdentifiedWithSecret,
  { identityKind, name, verification }: SubjectAsSent,
): Promise<{ readonly repeated: boolean }> {
  const content = { name, verification };
  const fingerprint = vault.subjects.makeFingerprint({ subjectId, ...content });
  const before = await store.subjects.byIndex(blindIndex);
  const sealed = sealSubject(vault, subjectId, { ...content, identitySecret });
  const created = new Date().toISOString();
  const { kept, isFirst } =
    before === undefined
      ? await store.subjects.keep({ blindIndex, subjectId, identityKind, fingerprint, sealed, created })
      : { kept: before, isFirst: false };
  if (kept.fingerprint !== fingerprint) throw new Problem('SUBJECT_EXISTS_WITH_OTHER_CONTENT');
  return { repeated: !isFirst };
}

function attachmentItem(
  { channel, vault: { subjects } }: AttachingDeps,
  { subjectId, identitySecret }: IdentifiedWithSecret,
  { identityKind, verification }: SubjectAsSent,
): OutboxItem {
  const attachmentId = subjects.deriveAttachmentId(subjectId);
  const verificationCommitment = subjects.commitToVerification(subjectId, { ...verification, identityKind });
  const attachment = { attachmentId, subjectId, verificationCommitment };
  const identitySignature = subjects.signAsIdentity(identitySecret, attachmentText(channel, attachment));
  const command = { ...attachment, identityKey: subjects.deriveIdentityKey(identitySecret), identitySignature };
  return { name: 'subject:attach', command, key: itemKeys.attachment(attachmentId) };
}
