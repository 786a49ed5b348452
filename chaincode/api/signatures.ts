/**
 * The texts that the two sides of a credit record sign, and the one form in which a signature counts: ECDSA on P-256 over
 * SHA-256, r ‖ s in 64 bytes (IEEE P1363, as WebCrypto makes them) with s in the lower half, base64url.
 *
 * Every text names its purpose and the channel, so that no signature counts anywhere else. A signer with WebCrypto brings s into
 * the lower half (`lowS`): half of WebCrypto's signatures are not.
 *
 * All members stand in clear; what is secret stands as a commitment (commitment.ts), whose opening whoever is to sign is shown.
 * The record's own key (role LENDER) signs last and also the hash of the sealed bytes, so that whoever posts them can put no
 * others in their place. Identifiers follow from keys or from what is signed, so that nobody can take them first.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from './canonical';
import { isLowS, lowerS } from './low-s';
import type {
  AttachmentRecord,
  BorrowerSide,
  ConsentContent,
  CreditContent,
  CreditLevel,
  DisputeVerdict,
  FeedbackContent,
  SubjectKeyRecord,
  Wrap,
} from './records';
import { isOneOffPublicKey } from './sealed';

const signatureBytes = 64;

/** The borrower signs as BORROWER, the record's own key as LENDER. The person behind a lender signs as LENDER_PERSON, for the registrar alone. */
export type SigningRole = 'BORROWER' | 'LENDER' | 'LENDER_PERSON';

interface Purpose {
  readonly channel: string;
  readonly recordId: string;
}

/** SHA-256 of the sealed bytes, hex. Only what the role LENDER signs contains it. */
interface Sealed {
  readonly sealedHash: string;
}

/** SHA-256 of a key's point, hex. */
export function deriveKeyId(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex');
}

/** Two points that one person holds: for signing, and for opening reports. */
interface HeldKeys {
  readonly subjectId: string;
  readonly publicKey: string;
  readonly reportKey?: string | undefined;
}

/** Signed by the new key and, where there is one, by the private half of its report key. */
export function possessionText(channel: string, { subjectId, publicKey, reportKey }: HeldKeys): string {
  return canonicalJson({ purpose: 'tallystick-subject-key-1', channel, subjectId, publicKey, reportKey });
}

/** The first 128 bits of SHA-256 over the attachment's key, hex. */
export function deriveAttachmentId(attachmentKey: string): string {
  return deriveKeyId(attachmentKey).slice(0, 32);
}

/** Signed by the identity key. */
export function attachmentText(
  channel: string,
  attachment: Pick<AttachmentRecord, 'subjectId' | 'attachmentId' | 'verificationCommitment'>,
): string {
  const { subjectId, attachmentId, verificationCommitment } = attachment;
  const signed = { subjectId, attachmentId, verificationCommitment };
  return canonicalJson({ purpose: 'tallystick-attachment-1', channel, ...signed });
}

/** One key of one subject. */
type SubjectKeyName = Pick<SubjectKeyRecord, 'subjectId' | 'keyId'>;

/** Signed by the identity key, and by the key of the subject that vouches for the new one. */
export function additionText(
  channel: string,
  { subjectId, keyId, reportKey }: SubjectKeyName & Pick<HeldKeys, 'reportKey'>,
): string {
  return canonicalJson({ purpose: 'tallystick-key-addition-1', channel, subjectId, keyId, reportKey });
}

/** Signed by the identity key, and by the key of the subject that revokes. */
export function revocationText(channel: string, { subjectId, keyId }: SubjectKeyName): string {
  return canonicalJson({ purpose: 'tallystick-key-revocation-1', channel, subjectId, keyId });
}

/** Signed by the attachment's key. */
export function objectionText(channel: string, { subjectId, keyId }: SubjectKeyName, attachmentId: string): string {
  return canonicalJson({ purpose: 'tallystick-key-objection-1', channel, subjectId, keyId, attachmentId });
}

/** The first 128 bits of SHA-256 over the record's key, hex: nobody else can register under it. */
export function recordIdFrom(lenderKey: string): string {
  return deriveKeyId(lenderKey).slice(0, 32);
}

/** The first 128 bits of SHA-256 over what is signed, hex: nobody can take it for anything else. */
export function identifierFrom(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The recordId follows from lenderKey. A mandate is part of it, so that none can be put under a record later. */
export function registrationText(
  channel: string,
  role: SigningRole,
  content: CreditContent & Sealed,
  borrower:
    | Pick<Extract<BorrowerSide, { type: 'MANDATE' }>, 'type' | 'mandateCommitment'>
    | { readonly type: 'SIGNATURE' },
): string {
  const { subjectId, borrowedOn, termsCommitment, keyCommitment, maturityCommitment, lenderKey, signBy } = content;
  const { renews, corrects } = content;
  const mandateCommitment = borrower.type === 'MANDATE' ? borrower.mandateCommitment : undefined;
  const committed = { termsCommitment, keyCommitment, maturityCommitment, mandateCommitment };
  const signed = { role, subjectId, borrowedOn, ...committed, lenderKey, signBy, renews, corrects };
  return canonicalJson({
    purpose: 'tallystick-credit-record-2',
    channel,
    ...signed,
    sealedHash: sealedHashFor(role, content),
  });
}

/** Signed by the corrected record's lenderKey. */
export function correctionText({ channel, recordId }: Purpose, correctedBy: string): string {
  return canonicalJson({ purpose: 'tallystick-credit-correction-1', channel, recordId, correctedBy });
}

/** The borrower signs before there are bytes: its signature is sealed in them. */
export function feedbackText(
  purpose: Purpose,
  role: 'BORROWER' | 'LENDER_PERSON',
  number: number,
  content: FeedbackContent,
): string;
export function feedbackText(
  purpose: Purpose,
  role: SigningRole,
  number: number,
  content: FeedbackContent & Sealed,
): string;
export function feedbackText(
  { channel, recordId }: Purpose,
  role: SigningRole,
  number: number,
  content: FeedbackContent & Partial<Sealed>,
): string {
  const { feedbackCommitment, keyCommitment, nextDueCommitment, level, priceFen, corrects, renewedBy } = content;
  const signed = { feedbackCommitment, keyCommitment, nextDueCommitment, level, priceFen, corrects, renewedBy };
  return canonicalJson({
    purpose: 'tallystick-credit-feedback-2',
    channel,
    recordId,
    number,
    role,
    ...signed,
    sealedHash: sealedHashFor(role, content),
  });
}

export function levelText(
  { channel, recordId }: Purpose,
  to: { readonly version: number; readonly level: CreditLevel; readonly priceFen: number },
): string {
  const { version, level, priceFen } = to;
  return canonicalJson({ purpose: 'tallystick-credit-level-1', channel, recordId, version, level, priceFen });
}

/** Signed by the key that it names. The consent's identifier follows from it. */
export function consentText(channel: string, content: ConsentContent): string {
  const { subjectId, keyId, partyId, purpose: queryPurpose, signedTime, notAfter, uses } = content;
  const signed = { subjectId, keyId, partyId, queryPurpose, signedTime, notAfter, uses };
  return canonicalJson({ purpose: 'tallystick-consent-1', channel, ...signed });
}

/** Signed by a key of the subject, whether the consent is on the ledger or not. */
export function consentRevocationText(
  channel: string,
  { subjectId, consentId }: { readonly subjectId: string; readonly consentId: string },
): string {
  return canonicalJson({ purpose: 'tallystick-consent-revocation-1', channel, subjectId, consentId });
}

/** Signed by the record's lenderKey. */
export function answerText({ channel, recordId }: Purpose, answerId: string, wrap: Wrap): string {
  return canonicalJson({ purpose: 'tallystick-credit-answer-1', channel, recordId, answerId, wrap });
}

/** Signed by a key of the borrower. The dispute's identifier follows from it. */
export function disputeText(
  { channel, recordId }: Purpose,
  statement: Sealed & { readonly statementCommitment: string; readonly keyCommitment: string },
): string {
  const { statementCommitment, keyCommitment, sealedHash } = statement;
  const signed = { recordId, statementCommitment, keyCommitment, sealedHash };
  return canonicalJson({ purpose: 'tallystick-credit-dispute-1', channel, ...signed });
}

/** Signed by the record's lenderKey. */
export function disputeAnswerText(
  { channel, recordId }: Purpose,
  disputeId: string,
  answer: Sealed & {
    readonly verdict: DisputeVerdict;
    readonly answerCommitment: string;
    readonly keyCommitment: string;
  },
): string {
  const { verdict, answerCommitment, keyCommitment, sealedHash } = answer;
  const signed = { recordId, disputeId, verdict, answerCommitment, keyCommitment, sealedHash };
  return canonicalJson({ purpose: 'tallystick-credit-dispute-answer-1', channel, ...signed });
}

/** True for a P-256 point in the one accepted encoding. */
export const isSigningKey = isOneOffPublicKey;

export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== signatureBytes || bytes.toString('base64url') !== signature || !isLowS(bytes)) return false;
  if (!isSigningKey(publicKey)) return false;
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

/** The signature in the one form that is accepted. */
export function lowS(signature: Uint8Array): Buffer {
  return Buffer.from(lowerS(signature));
}

function sealedHashFor(role: SigningRole, { sealedHash }: Partial<Sealed>): string | undefined {
  return role === 'LENDER' ? sealedHash : undefined;
}
