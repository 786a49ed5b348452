/** Subjects: people and enterprises that an institution verified. */
import { z } from 'zod';
import { identityKinds } from '../../chaincode/api/identity-numbers';
import { sha256 } from './forms';
import { everyTypeButRegulator, lendingTypes, operation, readingRoles, writingRoles } from './operation';
import { text } from './plan-form';
import { attachedAnswer } from './subject-keys';

export const reading = { roles: readingRoles, partyOrgTypes: lendingTypes };

export const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };

const maxSubjects = 100;

const numberForm = {
  identityKind: z.enum(identityKinds),
  identityNumber: z
    .string()
    .min(1)
    .max(64)
    .meta({ override: { format: 'identity-number' } }),
};

const subjectForm = z.strictObject({
  ...numberForm,
  name: text,
  verification: z.strictObject({
    method: z.enum(['COUNTER', 'VIDEO', 'BANK_CARD', 'OTHER']),
    evidenceSha256: sha256,
  }),
});

export type SubjectAsSent = z.infer<typeof subjectForm>;

export const subjectParams = z.strictObject({ subjectId: sha256 });

const subjectOutcomes = z.object({
  outcomes: z.array(
    z.looseObject({
      status: z.enum(['ACCEPTED', 'REFUSED']),
      subjectId: z.string().optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});

export const notRecorded = z.literal('NOT_RECORDED').optional().meta({
  description: 'Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew',
});

export const ledgerDay = (description: string) => z.int().optional().meta({ description });

export const keyAnswer = z.object({
  keyId: z.string(),
  publicKey: z.string(),
  shownHere: z.boolean().meta({ description: 'False: another institution added it, or whoever knows the number' }),
  recorded: z.boolean(),
  status: notRecorded,
  revocation: notRecorded,
  reportKey: z.string().optional().meta({ description: 'The key for which reports are sealed' }),
  addedTime: z.iso.datetime().optional(),
  countsFromDay: ledgerDay("The ledger's day from which its signatures count"),
  reportsFromDay: ledgerDay("The ledger's day from which the signatures also count for reports and disputes"),
  waiting: z.boolean().optional().meta({
    description: 'On the ledger, and its signatures do not count yet: revoke it if nobody should have added it',
  }),
  revokedTime: z.iso.datetime().optional(),
});

export const subjectAnswer = z
  .object({
    subjectId: z.string(),
    identityKind: z.enum(identityKinds),
    /** Whether the own verification is on the ledger. */
    recorded: z.boolean(),
    status: notRecorded,
    keys: z.array(keyAnswer),
  })
  .meta({ id: 'Subject' });

export const lookUpSubject = operation({
  id: 'lookUpSubject',
  call: 'subjects.lookUp',
  method: 'post',
  path: '/v1/subjects/lookup',
  summary: 'Look up the subject of an identity number',
  description: 'The answer is the pseudonym only, whether or not this institution verified the subject.',
  access: { roles: writingRoles, partyOrgTypes: everyTypeButRegulator },
  body: z.strictObject(numberForm),
  audited: ['subjectId'],
  answers: { 200: { description: 'The subject', body: z.object({ subjectId: z.string() }) } },
  refusals: [
    'TOO_MANY_LOOKUPS',
    'IDENTITY_NUMBER_INVALID',
    'EVALUATORS_NOT_READY',
    'ALLOWANCE_EXHAUSTED',
    'EVALUATION_INVALID',
    'EVALUATION_PENDING',
  ],
  lookup: true,
});

export const attachSubjects = operation({
  id: 'attachSubjects',
  call: 'subjects.attach',
  method: 'post',
  path: '/v1/subjects',
  summary: 'Attach up to 100 verified people or enterprises',
  description: 'The answer names the subject of each, whichever institution verified the subject first.',
  access: writing,
  body: z.union([subjectForm, z.strictObject({ subjects: z.array(subjectForm).min(1).max(maxSubjects) })]),
  audited: ['subjectId'],
  answers: {
    201: { description: 'One is kept, or all of a list are', body: z.union([attachedAnswer, subjectOutcomes]) },
    207: { description: 'At least one of several is refused', body: subjectOutcomes },
  },
  refusals: [
    'IDENTITY_NUMBER_INVALID',
    'EVALUATORS_NOT_READY',
    'ALLOWANCE_EXHAUSTED',
    'EVALUATION_INVALID',
    'EVALUATION_PENDING',
    'SUBJECT_EXISTS_WITH_OTHER_CONTENT',
  ],
  folded: true,
});

export const readSubject = operation({
  id: 'readSubject',
  call: 'subjects.read',
  method: 'get',
  path: '/v1/subjects/{subjectId}',
  summary: 'Read a subject that this institution verified, with all keys',
  description: 'The answer includes keys that other institutions added and keys that still wait.',
  access: reading,
  params: subjectParams,
  answers: { 200: { description: 'The subject', body: subjectAnswer } },
  refusals: ['SUBJECT_NOT_VERIFIED_HERE'],
  folded: true,
});
