/**
 * What the institution says of a subject: that it verified the person. It is kept here and leaves through the outbox, so that nobody
 * reads from the ledger who said it.
 */

import { type IdentityKind, parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { attachmentText } from '../../chaincode/api/signatures';
import { Problem } from '../api/problem';
import { itemKeys, type OutboxItem } from '../outbox/outbox';
import type { Identification, Identified } from './identification';
import { sealSubject } from './identity';
import type { KeyTools } from './keys';
import type { Attached } from './types';

export interface AttachingTools extends KeyTools {
  readonly identification: Identification;
}

export interface SubjectAsSent {
  readonly identityKind: IdentityKind;
  readonly identityNumber: string;
  readonly name: string;
  readonly verification: { readonly method: string; readonly evidenceSha256: string };
}

/** Refusals in order: IDENTITY_NUMBER_INVALID, those of `identify`, SUBJECT_EXISTS_WITH_OTHER_CONTENT. */
export async function attachSubject(tools: AttachingTools, sent: SubjectAsSent): Promise<Attached> {
  const { identityKind, identityNumber } = sent;
  const number = parseIdentityNumber(identityNumber, new Date().toISOString(), identityKind);
  if (number === undefined) throw new Problem('IDENTITY_NUMBER_INVALID');
  const identified = await tools.identification.identify(identityKind, number);
  const { repeated } = await keepSubject(tools, identified, sent);
  await tools.outbox.add(attachmentOf(tools, identified, sent));
  return { subjectId: identified.subjectId, repeated };
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
  if (kept.fingerprint !== fingerprint) throw new Problem('SUBJECT_EXISTS_WITH_OTHER_CONTENT');
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
