/** Subjects: people and enterprises whom the institution verified. */

import type { z } from 'zod';
import { Rejection } from '../../chaincode/api/refusals';
import { Problem } from '../api/problem';
import { textOf } from '../api/problems';
import type { subjectForm } from '../api/subjects';
import * as rest from '../api/subjects';
import type { Gateway } from '../gateway';
import { problemOf, wordsOf } from '../http/problem';
import { type AnswerTo, type Route, serve } from '../http/route';
import { attachSubject } from './attaching';
import { answerOf } from './key-routes';
import { lookUpSubject } from './lookup';
import type { Attached } from './types';
import { subjectView } from './view';

type SubjectBody = z.infer<typeof subjectForm>;

export function subjectRoutes(gateway: Gateway): readonly Route[] {
  return [
    // Before the subjects themselves, since none has that identifier.
    serve(rest.lookUpSubject, async ({ body }) => ({ body: { subjectId: await lookUpSubject(gateway, body) } })),

    serve(rest.attachSubjects, ({ body }) =>
      'subjects' in body ? attachAll(gateway, body.subjects) : attachSubject(gateway, body).then(answerOf),
    ),

    serve(rest.readSubject, async ({ params }) => ({ body: await subjectView(gateway, params.subjectId) })),
  ];
}

/** What concerns one of them is its own outcome; what concerns all fails the request, which can be repeated. */
async function attachAll(
  gateway: Gateway,
  subjects: readonly SubjectBody[],
): Promise<AnswerTo<typeof rest.attachSubjects>> {
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
  return { status: 'ACCEPTED' as const, subjectId, keyId };
}

function refusedOutcome(refusal: Rejection | Problem) {
  const { code } = refusal;
  const detail = refusal instanceof Rejection ? wordsOf(refusal.code, refusal.detail) : textOf(code);
  const members = refusal instanceof Rejection ? refusal.detail : refusal.members;
  return { ...members, status: 'REFUSED' as const, code, detail };
}

function refusalOf(error: unknown): Rejection | Problem {
  if (error instanceof Rejection && error.kind !== 'unavailable') return error;
  if (error instanceof Problem && !error.code.startsWith('EVALUATION_')) return error;
  throw error;
}
