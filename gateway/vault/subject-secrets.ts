/**
 * Derives secrets of subjects from the vault's secret, by HKDF with a label for each. The identity's key follows from what both
 * evaluators made of a number, and so is the same in all vaults. Blinds are random, because one that followed from the secret
 * would connect the public question with the number for as long as the vault lasts.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import { deriveAttachmentId } from '../../chaincode/api/signatures';
import { derive, deriveP256Key, reduceToScalar, wideBytes } from './secret';
import { signText, writePublicKey } from './signing-keys';
import type { SubjectSecrets } from './types';

/** 2^252 + …: of ristretto255. */
const ristrettoOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

export function newSubjectSecrets(secret: Uint8Array, channel: string): SubjectSecrets {
  const indexKey = derive(secret, { label: 'subject index', channel }, 32);
  const contentKey = derive(secret, { label: 'subject content', channel }, 32);
  const mac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest('hex');
  const attachmentKey = (subjectId: string) => deriveP256Key(secret, { label: 'attachment', channel, subjectId });

  return {
    evaluatorKey: {
      seed: derive(secret, { label: 'evaluator', channel }, 32).toString('base64url'),
      info: 'tallystick-evaluator-1',
    },
    indexOf: (input) => mac(indexKey, input),
    makeFingerprint: (content) => mac(contentKey, canonicalJson(content)),

    newBlind() {
      const scalar = reduceToScalar(randomBytes(wideBytes), ristrettoOrder);
      return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse().toString('base64url');
    },

    identitySecretFrom(outputs) {
      const both = Buffer.concat(outputs.map((output) => Buffer.from(output, 'base64url')));
      return deriveP256Key(both, { label: 'tallystick-identity-1', channel }).toString('base64url');
    },
    deriveIdentityKey: (identitySecret) => writePublicKey(Buffer.from(identitySecret, 'base64url')),
    signAsIdentity: (identitySecret, text) => signText(Buffer.from(identitySecret, 'base64url'), text),

    deriveAttachmentKey: (subjectId) => writePublicKey(attachmentKey(subjectId)),
    deriveAttachmentId: (subjectId) => deriveAttachmentId(writePublicKey(attachmentKey(subjectId))),
    signAsAttachment: (subjectId, text) => signText(attachmentKey(subjectId), text),

    commitToVerification(subjectId, verification) {
      const salt = derive(secret, { label: 'verification', channel, subjectId }, 32);
      return createHash('sha256').update(salt).update(canonicalJson(verification)).digest('hex');
    },
  };
}
