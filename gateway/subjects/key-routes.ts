/** Serves the keys with which subjects sign: takes new ones, and revokes or objects. */
import * as rest from '../api/subject-keys';
import { type Route, serve } from '../http/route';
import type { SubjectDeps } from './deps';
import { addKey, type KeyToSign, revokeKey } from './keys';
import type { Attached } from './types';
import { attachedAnswer } from './views';

export function subjectKeyRoutes(deps: SubjectDeps): readonly Route[] {
  return [
    serve(rest.addSubjectKey, async ({ params, body }) => answerKey(await addKey(deps, params.subjectId, body))),

    serve(rest.revokeSubjectKey, async ({ params, body }) => answerKey(await revokeKey(deps, params, body?.signedBy))),
  ];
}

function answerKey(answer: Attached | KeyToSign) {
  return 'toSign' in answer ? { body: answer } : attachedAnswer(answer);
}
