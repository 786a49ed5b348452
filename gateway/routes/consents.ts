/** Consents: a subject signs that this institution may ask about it, and takes it back. In two steps: what is to be signed, then the signature. */
import { z } from 'zod';
import { queryPurposes } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { everyType, everyTypeButRegulator, readingRoles, route, writingRoles } from '../http/route';
import { time } from '../plan-form';
import { consentToSign, grantConsent, revocationToSign, revokeConsent } from '../queries/consents';
import { listOf } from './answers';
import { done } from './commands';
import { page, random128, sha256 } from './forms';
import { point, signatureForm, signedWhole } from './signed-forms';

const reading = { roles: readingRoles, partyOrgTypes: everyType };
const writing = { roles: writingRoles, partyOrgTypes: everyTypeButRegulator };
const consentParams = z.strictObject({ consentId: random128 });

const consentForm = z
  .strictObject({
    consentId: random128.optional().meta({ description: 'Made where it is absent; comes with the signature' }),
    subjectId: sha256,
    purpose: z.enum(queryPurposes),
    notAfter: time,
    uses: z.int().min(1),
    reportKey: point.optional().meta({ description: 'Of an own report, and only of one: P-256 point of the subject' }),
    ...signatureForm,
  })
  .refine(...signedWhole)
  .refine(({ signature, consentId }) => signature === undefined || consentId !== undefined, {
    path: ['consentId'],
    params: { expected: 'is what was signed' },
  });

const toSignAnswer = z.object({
  consentId: z.string(),
  toSign: z
    .array(z.object({ role: z.literal('SUBJECT'), message: z.string() }))
    .meta({ description: 'As UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half' }),
});
const consentDone = z.object({ consentId: z.string() });
const inTwoSteps = {
  200: { description: 'Without a signature: what the subject signs; nothing is kept', body: toSignAnswer },
  201: { description: 'On the ledger', body: consentDone },
};

const consentAnswer = z
  .object({
    consentId: z.string(),
    subjectId: z.string(),
    partyId: z.string(),
    purpose: z.enum(queryPurposes),
    notAfter: z.iso.datetime(),
    uses: z.int(),
    used: z.int(),
    reportKey: z.string().optional(),
    keyId: z.string(),
    signature: z.string(),
    grantedTime: z.iso.datetime(),
    revokedTime: z.iso.datetime().optional(),
  })
  .meta({ id: 'Consent' });

export const consentRoutes = [
  route({
    method: 'post',
    path: '/v1/consents',
    summary: 'The consent of a subject to queries of this institution: asks what is to be signed, then posts it signed',
    access: writing,
    body: consentForm,
    answers: inTwoSteps,
    refusals: [
      'CONSENT_EXISTS_WITH_OTHER_CONTENT',
      'SUBJECT_NOT_FOUND',
      'SUBJECT_KEY_NOT_FOUND',
      'SUBJECT_KEY_REVOKED',
      'SUBJECT_KEY_WAITING',
      'SIGNATURE_INVALID',
      'REPORT_KEY_INVALID',
      'CONSENT_ABOVE_CEILING',
    ],
    async handle(gateway, { body: { keyId, signature, ...request } }) {
      const { consentId } = request;
      if (keyId === undefined || signature === undefined || consentId === undefined) {
        return { body: consentToSign(gateway, request) };
      }
      return done(await grantConsent(gateway, { ...request, consentId }, { keyId, signature }));
    },
  }),

  route({
    method: 'get',
    path: '/v1/consents',
    summary: 'Consents given to this institution, or to all for a regulator; newest first',
    access: reading,
    query: z.strictObject({ subjectId: sha256.optional(), ...page }),
    answers: { 200: { description: 'A page of consents', body: listOf(consentAnswer) } },
    folded: true,
    async handle({ store, partyId }, { query: { subjectId, ...page }, caller, asOfBlock }) {
      const of = caller.partyOrgType === 'REGULATOR' ? { subjectId } : { subjectId, partyId };
      const { items, nextCursor } = await store.queries.consents(of, page);
      return { body: { items: items.map(({ docType: _, ...consent }) => consent), nextCursor, asOfBlock } };
    },
  }),

  route({
    method: 'get',
    path: '/v1/consents/{consentId}',
    summary: 'A consent given to this institution, or to anybody for a regulator; how often it was used',
    access: reading,
    params: consentParams,
    answers: { 200: { description: 'The consent', body: consentAnswer } },
    refusals: ['CONSENT_NOT_FOUND'],
    folded: true,
    async handle({ store, partyId }, { params: { consentId }, caller }) {
      const consent = await store.queries.consent(consentId);
      const isVisible = caller.partyOrgType === 'REGULATOR' || consent?.partyId === partyId;
      if (consent === undefined || !isVisible) return reject('CONSENT_NOT_FOUND', { consentId });
      const { docType: _, ...body } = consent;
      return { body };
    },
  }),

  route({
    method: 'post',
    path: '/v1/consents/{consentId}/revoke',
    summary: 'A subject takes its consent back, whoever it was given to; from then on nobody reads under it',
    access: writing,
    params: consentParams,
    body: z
      .strictObject(signatureForm)
      .refine(...signedWhole)
      .optional(),
    answers: inTwoSteps,
    refusals: [
      'CONSENT_NOT_FOUND',
      'SUBJECT_KEY_NOT_FOUND',
      'SUBJECT_KEY_REVOKED',
      'SUBJECT_KEY_WAITING',
      'SIGNATURE_INVALID',
    ],
    folded: true,
    async handle(gateway, { params: { consentId }, body = {} }) {
      const { keyId, signature } = body;
      if (keyId === undefined || signature === undefined) return { body: await revocationToSign(gateway, consentId) };
      return done(await revokeConsent(gateway, consentId, { keyId, signature }));
    },
  }),
];
