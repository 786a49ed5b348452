/** Subjects: people and enterprises whom the institution verified, and the keys with which they sign. */
import { z } from 'zod';
import { Rejection } from '../../chaincode/api/refusals';
import type { Gateway } from '../gateway';
import { problemOf, textOf, wordsOf } from '../http/problem';
import { everyTypeButRegulator, type JsonAnswer, lendingTypes, readingRoles, route, writingRoles } from '../http/route';
import { type Attached, addKey, attachSubject, revokeKey } from '../subjects/attaching';
import { identityKinds } from '../subjects/identity-number';
import { lookUpSubject } from '../subjects/lookup';
import { SubjectRefused } from '../subjects/types';
import { subjectView } from '../subjects/view';

const reading = { roles: readingRoles, partyOrgTypes: lendingTypes };
const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };
const maxSubjects = 100;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** Of at most so many bytes; what they are is looked at later. */
const bytes = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(Math.ceil((max * 4) / 3));
const publicKey = bytes(65);
const signature = bytes(64);

const numberForm = { identityKind: z.enum(identityKinds), identityNumber: z.string().min(1).max(64) };

const subjectForm = z
  .strictObject({
    ...numberForm,
    name: z.string().min(1).max(256),
    verification: z.strictObject({
      method: z.enum(['COUNTER', 'VIDEO', 'BANK_CARD', 'OTHER']),
      evidenceSha256: hex64,
    }),
    publicKey: publicKey.optional(),
    possession: signature.optional(),
  })
  .refine((subject) => (subject.publicKey === undefined) === (subject.possession === undefined), {
    path: ['possession'],
    params: { expected: 'comes with publicKey, and publicKey with it' },
  });

type SubjectBody = z.infer<typeof subjectForm>;

const subjectParams = z.strictObject({ subjectId: hex64 });
const keyParams = z.strictObject({ subjectId: hex64, keyId: hex64 });
const attachedAnswer = z.object({ subjectId: z.string(), keyId: z.string().optional() });
const keyDone = { 201: { description: 'Kept, and on its way to the ledger', body: attachedAnswer } };

const subjectOutcomes = z.object({
  outcomes: z.array(
    z.looseObject({
      status: z.enum(['ACCEPTED', 'REFUSED']),
      subjectId: z.string().optional(),
      keyId: z.string().optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});

const notRecorded = z.literal('NOT_RECORDED').optional().meta({
  description: 'Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew',
});

const subjectAnswer = z
  .object({
    subjectId: z.string(),
    identityKind: z.enum(identityKinds),
    /** Whether the own verification is on the ledger. */
    recorded: z.boolean(),
    status: notRecorded,
    keys: z.array(
      z.object({
        keyId: z.string(),
        publicKey: z.string(),
        recorded: z.boolean(),
        status: notRecorded,
        revocation: notRecorded,
        addedTime: z.iso.datetime().optional(),
        revokedTime: z.iso.datetime().optional(),
      }),
    ),
  })
  .meta({ id: 'Subject' });

export const subjectRoutes = [
  // Before the subjects themselves, since none has that identifier.
  route({
    method: 'post',
    path: '/v1/subjects/lookup',
    summary: 'The subject of an identity number, verified here or not; nothing is said of it',
    access: { roles: writingRoles, partyOrgTypes: everyTypeButRegulator },
    body: z.strictObject(numberForm),
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
    handle: async (gateway, { body }) => ({ body: { subjectId: await lookUpSubject(gateway, body) } }),
  }),

  route({
    method: 'post',
    path: '/v1/subjects',
    summary: 'Verified people or enterprises, one or up to 100: finds the subject of each, whoever verified it before',
    access: writing,
    body: z.union([subjectForm, z.strictObject({ subjects: z.array(subjectForm).min(1).max(maxSubjects) })]),
    answers: {
      201: { description: 'One is kept, or all of a list are', body: z.union([attachedAnswer, subjectOutcomes]) },
      207: { description: 'At least one of several is refused', body: subjectOutcomes },
    },
    refusals: [
      'IDENTITY_NUMBER_INVALID',
      'SUBJECT_KEY_INVALID',
      'SIGNATURE_INVALID',
      'EVALUATORS_NOT_READY',
      'ALLOWANCE_EXHAUSTED',
      'EVALUATION_INVALID',
      'EVALUATION_PENDING',
      'SUBJECT_KEY_USED',
      'SUBJECT_KEY_REVOKED',
      'SUBJECT_EXISTS_WITH_OTHER_CONTENT',
    ],
    folded: true,
    handle: (gateway, { body }) =>
      'subjects' in body ? attachAll(gateway, body.subjects) : attach(gateway, body).then(answerOf),
  }),

  route({
    method: 'get',
    path: '/v1/subjects/{subjectId}',
    summary: 'A subject that this institution verified, with the keys that it was shown',
    access: reading,
    params: subjectParams,
    answers: { 200: { description: 'The subject', body: subjectAnswer } },
    refusals: ['SUBJECT_NOT_VERIFIED_HERE'],
    folded: true,
    handle: async (gateway, { params }) => ({ body: await subjectView(gateway, params.subjectId) }),
  }),

  route({
    method: 'post',
    path: '/v1/subjects/{subjectId}/keys',
    summary: 'A key with which the subject signs, with its signature that it has it',
    access: writing,
    params: subjectParams,
    body: z.strictObject({ publicKey, possession: signature }),
    answers: keyDone,
    refusals: [
      'SUBJECT_NOT_VERIFIED_HERE',
      'SUBJECT_KEY_INVALID',
      'SIGNATURE_INVALID',
      'SUBJECT_KEY_USED',
      'SUBJECT_KEY_REVOKED',
    ],
    folded: true,
    handle: async (gateway, { params, body }) => answerOf(await addKey(gateway, params.subjectId, body)),
  }),

  route({
    method: 'post',
    path: '/v1/subjects/{subjectId}/keys/{keyId}/revoke',
    summary: "From then on the key's signatures count no more; without a signature the institution vouches for it",
    access: writing,
    params: keyParams,
    body: z.strictObject({ signedBy: z.strictObject({ keyId: hex64, signature }).optional() }).optional(),
    answers: keyDone,
    refusals: ['SUBJECT_NOT_VERIFIED_HERE', 'SUBJECT_KEY_NOT_FOUND', 'SIGNATURE_INVALID'],
    folded: true,
    handle: async (gateway, { params, body }) => answerOf(await revokeKey(gateway, params, body?.signedBy)),
  }),
];

function attach(gateway: Gateway, { publicKey, possession, ...subject }: SubjectBody): Promise<Attached> {
  const key = publicKey === undefined || possession === undefined ? undefined : { publicKey, possession };
  return attachSubject(gateway, { ...subject, key });
}

function answerOf({ subjectId, keyId, repeated }: Attached): JsonAnswer {
  return { status: 201, body: { subjectId, keyId }, repeated };
}

/** What concerns one of them is its own outcome; what concerns all fails the request, which can be repeated. */
async function attachAll(gateway: Gateway, subjects: readonly SubjectBody[]): Promise<JsonAnswer> {
  const settled = await Promise.allSettled(subjects.map((subject) => attach(gateway, subject)));
  const [first] = settled;
  if (settled.length === 1 && first?.status === 'rejected') return problemOf(refusalOf(first.reason));
  const outcomes = settled.map((one) =>
    one.status === 'fulfilled' ? acceptedOutcome(one.value) : refusedOutcome(refusalOf(one.reason)),
  );
  return {
    status: settled.every(({ status }) => status === 'fulfilled') ? 201 : 207,
    body: { outcomes },
    repeated: settled.every((one) => one.status === 'fulfilled' && one.value.repeated),
  };
}

function acceptedOutcome({ subjectId, keyId }: Attached) {
  return { status: 'ACCEPTED', subjectId, keyId };
}

function refusedOutcome(refusal: Rejection | SubjectRefused) {
  const { code } = refusal;
  const detail = refusal instanceof Rejection ? wordsOf(refusal.code, refusal.detail) : textOf(code);
  return { ...refusal.detail, status: 'REFUSED', code, detail };
}

function refusalOf(error: unknown): Rejection | SubjectRefused {
  if (error instanceof Rejection && error.kind !== 'unavailable') return error;
  if (error instanceof SubjectRefused && !error.code.startsWith('EVALUATION_')) return error;
  throw error;
}
