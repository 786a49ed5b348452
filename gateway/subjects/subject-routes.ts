/** Subjects: people and enterprises whom the institution verified. */

import { z } from 'zod';
import { identityKinds } from '../../chaincode/api/identity-numbers';
import { Rejection } from '../../chaincode/api/refusals';
import { sha256 } from '../api/forms';
import { text } from '../api/plan-form';
import { Problem } from '../api/problem';
import { textOf } from '../api/problems';
import type { Gateway } from '../gateway';
import { problemOf, wordsOf } from '../http/problem';
import { everyTypeButRegulator, type JsonAnswer, lendingTypes, readingRoles, route, writingRoles } from '../http/route';
import { attachSubject } from './attaching';
import { answerOf, attachedAnswer } from './key-routes';
import { lookUpSubject } from './lookup';
import type { Attached } from './types';
import { subjectView } from './view';

const reading = { roles: readingRoles, partyOrgTypes: lendingTypes };
const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };
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

type SubjectBody = z.infer<typeof subjectForm>;

const subjectParams = z.strictObject({ subjectId: sha256 });
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

const notRecorded = z.literal('NOT_RECORDED').optional().meta({
  description: 'Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew',
});

const ledgerDay = (description: string) => z.int().optional().meta({ description });

const keyAnswer = z.object({
  keyId: z.string(),
  publicKey: z.string(),
  shownHere: z.boolean().meta({ description: 'False: another institution added it, or whoever knows the number' }),
  recorded: z.boolean(),
  status: notRecorded,
  revocation: notRecorded,
  reportKey: z.string().optional().meta({ description: 'For which own reports are wrapped' }),
  addedTime: z.iso.datetime().optional(),
  countsFromDay: ledgerDay("The ledger's day from which its signatures count"),
  reportsFromDay: ledgerDay("The ledger's day from which they count for own reports and disputes, too"),
  waiting: z.boolean().optional().meta({
    description: 'On the ledger, and its signatures do not count yet: revoke it if nobody should have added it',
  }),
  revokedTime: z.iso.datetime().optional(),
});

const subjectAnswer = z
  .object({
    subjectId: z.string(),
    identityKind: z.enum(identityKinds),
    /** Whether the own verification is on the ledger. */
    recorded: z.boolean(),
    status: notRecorded,
    keys: z.array(keyAnswer),
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
      'EVALUATORS_NOT_READY',
      'ALLOWANCE_EXHAUSTED',
      'EVALUATION_INVALID',
      'EVALUATION_PENDING',
      'SUBJECT_EXISTS_WITH_OTHER_CONTENT',
    ],
    folded: true,
    handle: (gateway, { body }) =>
      'subjects' in body ? attachAll(gateway, body.subjects) : attachSubject(gateway, body).then(answerOf),
  }),

  route({
    method: 'get',
    path: '/v1/subjects/{subjectId}',
    summary:
      'A subject that this institution verified, with all its keys, those that others added and those that wait too',
    access: reading,
    params: subjectParams,
    answers: { 200: { description: 'The subject', body: subjectAnswer } },
    refusals: ['SUBJECT_NOT_VERIFIED_HERE'],
    folded: true,
    handle: async (gateway, { params }) => ({ body: await subjectView(gateway, params.subjectId) }),
  }),
];

/** What concerns one of them is its own outcome; what concerns all fails the request, which can be repeated. */
async function attachAll(gateway: Gateway, subjects: readonly SubjectBody[]): Promise<JsonAnswer> {
  const settled = await Promise.allSettled(subjects.map((subject) => attachSubject(gateway, subject)));
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

function refusedOutcome(refusal: Rejection | Problem) {
  const { code } = refusal;
  const detail = refusal instanceof Rejection ? wordsOf(refusal.code, refusal.detail) : textOf(code);
  const members = refusal instanceof Rejection ? refusal.detail : refusal.members;
  return { ...members, status: 'REFUSED', code, detail };
}

function refusalOf(error: unknown): Rejection | Problem {
  if (error instanceof Rejection && error.kind !== 'unavailable') return error;
  if (error instanceof Problem && !error.code.startsWith('EVALUATION_')) return error;
  throw error;
}
