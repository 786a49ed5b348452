/** The keys with which subjects sign: those that the institution is shown, and its objection to those that nobody should have added. */

import * as rest from '../api/subject-keys';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';
import { addKey, type KeyToSign, revokeKey } from './keys';
import type { Attached } from './types';

export function subjectKeyRoutes(gateway: Gateway): readonly Route[] {
  return [
    serve(rest.addSubjectKey, async ({ params, body }) => keyAnswerOf(await addKey(gateway, params.subjectId, body))),

    serve(rest.revokeSubjectKey, async ({ params, body }) =>
      keyAnswerOf(await revokeKey(gateway, params, body?.signedBy)),
    ),
  ];
}

function keyAnswerOf(answer: Attached | KeyToSign) {
  return 'toSign' in answer ? { body: answer } : answerOf(answer);
}

export function answerOf({ subjectId, keyId, repeated }: Attached) {
  return { status: 201, body: { subjectId, keyId }, repeated };
}
