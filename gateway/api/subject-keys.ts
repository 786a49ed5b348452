/** Keys with which subjects sign. */
import { z } from 'zod';
import { sha256, signature } from './forms';
import { lendingTypes, operation, writingRoles } from './operation';
import { point, toSignList } from './signed-forms';

export const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };

export const subjectParams = z.strictObject({ subjectId: sha256 });

const keyParams = z.strictObject({ subjectId: sha256, keyId: sha256 });

export const attachedAnswer = z.object({ subjectId: z.string(), keyId: z.string().optional() });

const toSignAnswer = z.object({
  keyId: z.string(),
  toSign: toSignList(z.enum(['NEW_KEY', 'REPORT_KEY', 'SUBJECT'])),
});

const keyDone = {
  200: { description: 'A signature is missing: the texts to sign; nothing is kept', body: toSignAnswer },
  201: { description: 'The gateway keeps the request and sends it to the ledger', body: attachedAnswer },
};

const signedBy = z.strictObject({
  keyId: sha256,
  signature: signature.optional().meta({ description: 'If absent, the answer holds the text for this key to sign' }),
});

/** Names one of the subject's keys, with its signature or to learn what it has to sign. */
export type SignatureAsSent = z.infer<typeof signedBy>;

export const addSubjectKey = operation({
  id: 'addSubjectKey',
  call: 'subjects.addKey',
  method: 'post',
  path: '/v1/subjects/{subjectId}/keys',
  summary: 'Add a key with which a subject signs',
  description:
    'A request without a signature answers the texts to sign and keeps nothing. A request with all signatures sends the key to the ledger.',
  access: writing,
  params: subjectParams,
  body: z.strictObject({
    publicKey: point,
    possession: signature.optional().meta({ description: 'The signature of the new key' }),
    report: z
      .strictObject({
        publicKey: point,
        possession: signature.optional().meta({ description: 'The signature of the private half of the report key' }),
      })
      .optional()
      .meta({ description: 'The report key of the subject, for reports under consents that the new key signs' }),
    signedBy: signedBy
      .optional()
      .meta({ description: 'By a key of the subject that counts; without it a further key has to wait' }),
  }),
  audited: ['keyId'],
  answers: keyDone,
  refusals: [
    'SUBJECT_NOT_VERIFIED_HERE',
    'SUBJECT_KEY_INVALID',
    'REPORT_KEY_INVALID',
    'SIGNATURE_INVALID',
    'SUBJECT_KEY_USED',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_WAITING',
  ],
  folded: true,
});

/** A new key of the subject; each signature that it lacks has still to be made. */
export type KeyAsSent = z.infer<typeof addSubjectKey.body>;

export const revokeSubjectKey = operation({
  id: 'revokeSubjectKey',
  call: 'subjects.revokeKey',
  method: 'post',
  path: '/v1/subjects/{subjectId}/keys/{keyId}/revoke',
  summary: 'Revoke a key of a subject',
  description: 'Signatures of the key stop counting. A request without signedBy is an objection of this institution.',
  access: writing,
  params: keyParams,
  body: z
    .strictObject({
      signedBy: signedBy.optional().meta({ description: 'The key itself, or a key of the subject that counts' }),
    })
    .optional(),
  answers: keyDone,
  refusals: [
    'SUBJECT_NOT_VERIFIED_HERE',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_WAITING',
    'SIGNATURE_INVALID',
    'ATTACHMENT_TOO_LATE',
  ],
  folded: true,
});
