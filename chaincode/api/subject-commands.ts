/** Commands on subjects: evaluations, verifications and keys. */
import { z } from 'zod';
import { bytesText, groupElement, keySignature, point, random128, sha256Hex, signature } from './command-members';
import { identifier } from './forms';
import { maxBlinded } from './limits';

export const subjectCommandForms = {
  'subject:registerEvaluator': z.strictObject({ publicKey: groupElement }),
  'subject:ask': z.strictObject({
    evaluationId: identifier,
    blinded: z.array(groupElement).min(1).max(maxBlinded),
  }),
  'subject:evaluate': z.strictObject({
    evaluationId: identifier,
    evaluated: z.array(groupElement).min(1).max(maxBlinded),
    proof: bytesText(64),
  }),
  /** Signed with the identity key, as all that is said of a subject's keys. */
  'subject:attach': z.strictObject({
    attachmentId: random128,
    subjectId: sha256Hex,
    verificationCommitment: sha256Hex,
    identityKey: point,
    identitySignature: signature,
  }),
  /** Signed by a counting key of the subject, too, so that it need not wait. */
  'subject:addKey': z.strictObject({
    subjectId: sha256Hex,
    publicKey: point,
    possession: signature,
    report: z.strictObject({ publicKey: point, possession: signature }).optional(),
    identitySignature: signature,
    signedBy: keySignature.optional(),
  }),
  /** Signed by the key itself, by a counting key of the subject, or by the key of an attachment that is not later. */
  'subject:revokeKey': z.strictObject({
    subjectId: sha256Hex,
    keyId: sha256Hex,
    identitySignature: signature,
    signedBy: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('KEY'), keyId: sha256Hex, signature }),
      z.strictObject({ type: z.literal('ATTACHMENT'), attachmentKey: point, signature }),
    ]),
  }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface SubjectAnswers {
  'subject:registerEvaluator': { partyId: string };
  'subject:ask': { evaluationId: string };
  'subject:evaluate': { evaluationId: string };
  'subject:attach': { attachmentId: string };
  'subject:addKey': { subjectId: string; keyId: string };
  'subject:revokeKey': { subjectId: string; keyId: string };
}
