/**
 * What the vault's secret says of subjects. Everything follows from it by HKDF with a label of its own, so that nothing is
 * remembered: a blind can be had again after a crash, and who has not the secret connects nothing.
 */
import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import { derive, deriveScalar } from './secret';
import type { SubjectSecrets } from './types';

/** 2^252 + …: of ristretto255. */
const ristrettoOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

export function newSubjectSecrets(secret: Uint8Array, channel: string): SubjectSecrets {
  const indexKey = derive(secret, { label: 'subject index', channel }, 32);
  const contentKey = derive(secret, { label: 'subject content', channel }, 32);
  const mac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest('hex');

  return {
    evaluatorKey: {
      seed: derive(secret, { label: 'evaluator', channel }, 32).toString('base64url'),
      info: 'tallystick-evaluator-1',
    },
    indexOf: (input) => mac(indexKey, input),
    fingerprintOf: (content) => mac(contentKey, canonicalJson(content)),

    blindOf(evaluationId, place) {
      const context = { label: 'blind', channel, evaluationId, place: String(place) };
      const scalar = deriveScalar(secret, context, ristrettoOrder);
      return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse().toString('base64url');
    },

    attachmentIdOf: (subjectId) => derive(secret, { label: 'attachment', channel, subjectId }, 16).toString('hex'),

    commitToVerification(subjectId, verification) {
      const salt = derive(secret, { label: 'verification', channel, subjectId }, 32);
      return createHash('sha256').update(salt).update(canonicalJson(verification)).digest('hex');
    },
  };
}
