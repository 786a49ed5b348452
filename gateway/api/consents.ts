/** Consents of subjects to queries of an institution. */
import { z } from 'zod';
import { queryPurposes } from '../../chaincode/api/records';
import { page, random128, sha256, signature } from './forms';
import { everyType, everyTypeButRegulator, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';
import { time } from './plan-form';
import { signatureForm, signedWhole, signedWholeSchema, toSignList } from './signed-forms';

export const reading = { roles: readingRoles, partyOrgTypes: everyType };

export const writing = { roles: writingRoles, partyOrgTypes: everyTypeButRegulator };

const consentParams = z.strictObject({ consentId: random128 });

const consentForm = z
  .strictObject({
    subjectId: sha256,
    keyId: sha256.meta({ description: 'The key that signs; OWN_REPORT needs a key with a report key' }),
    purpose: z.enum(queryPurposes),
    signedTime: time.optional().meta({ description: 'The default is now; required with a signature' }),
    notAfter: time,
    uses: z.int().min(1),
    signature: signature.optional(),
  })
  .refine((consent) => consent.signature === undefined || consent.signedTime !== undefined, {
    path: ['signedTime'],
    params: { expected: 'is what was signed' },
  })
  .meta({ override: { dependentRequired: { signature: ['signedTime'] } } });

export const toSign = { consentId: z.string(), toSign: toSignList(z.literal('SUBJECT')) };

const consentDone = z.object({ consentId: z.string() });

const inTwoSteps = <Body extends z.ZodType>(body: Body) => ({
  200: { description: 'A request without a signature: the text to sign; nothing is kept', body },
  201: { description: 'The ledger holds the consent or its revocation', body: consentDone },
});

export const consentAnswer = z
  .object({
    consentId: z.string(),
    subjectId: z.string(),
    keyId: z.string(),
    partyId: z.string(),
    purpose: z.enum(queryPurposes),
    signedTime: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    uses: z.int(),
    used: z.int(),
    signature: z.string(),
    grantedTime: z.iso.datetime(),
    revokedTime: z.iso
      .datetime()
      .optional()
      .meta({ description: 'The time at which the consent or its key was revoked' }),
  })
  .meta({ id: 'Consent' });

export const recordConsent = operation({
  id: 'recordConsent',
  call: 'consents.record',
  method: 'post',
  path: '/v1/consents',
  summary: 'Record the consent of a subject',
  description:
    'A request without a signature answers the text to sign and keeps nothing. A request with the signature records the consent on the ledger.',
  access: writing,
  body: consentForm,
  audited: ['consentId', 'subjectId'],
  answers: inTwoSteps(z.object({ ...toSign, signedTime: z.iso.datetime() })),
  refusals: [
    'CONSENT_TIME_AHEAD',
    'CONSENT_ABOVE_CEILING',
    'CONSENT_REVOKED',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_WAITING',
    'REPORT_KEY_INVALID',
    'SIGNATURE_INVALID',
  ],
});

export const listConsents = operation({
  id: 'listConsents',
  call: 'consents.list',
  method: 'get',
  path: '/v1/consents',
  summary: 'List consents, newest first',
  description: 'A regulator sees all consents; other institutions see those that name them.',
  access: reading,
  query: z.strictObject({ subjectId: sha256.optional(), ...page }),
  answers: { 200: { description: 'A page of consents', body: pageAnswer(consentAnswer) } },
  folded: true,
});

export const readConsent = operation({
  id: 'readConsent',
  call: 'consents.read',
  method: 'get',
  path: '/v1/consents/{consentId}',
  summary: 'Read a consent and how often it was used',
  description: 'A regulator reads every consent; other institutions read those that name them.',
  access: reading,
  params: consentParams,
  answers: { 200: { description: 'The consent', body: consentAnswer } },
  refusals: ['CONSENT_NOT_FOUND'],
  folded: true,
});

export const revokeConsent = operation({
  id: 'revokeConsent',
  call: 'consents.revoke',
  method: 'post',
  path: '/v1/consents/{consentId}/revoke',
  summary: 'Revoke a consent',
  description:
    'A request without a signature answers the text to sign. Once the revocation is recorded, nobody reads under the consent, whichever institution it names.',
  access: writing,
  params: consentParams,
  body: z
    .strictObject({
      subjectId: sha256.optional().meta({ description: 'The subject of a consent that is not on the ledger' }),
      ...signatureForm,
    })
    .refine(...signedWhole)
    .meta({ override: signedWholeSchema })
    .optional(),
  answers: inTwoSteps(z.object(toSign)),
  refusals: [
    'CONSENT_NOT_FOUND',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_WAITING',
    'SIGNATURE_INVALID',
  ],
  folded: true,
});
