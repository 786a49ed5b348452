/** Serves subjects: people and enterprises that the institution verifies or looks up. */
import type { SubjectAsSent } from '../api/subjects';
import * as rest from '../api/subjects';
import { type AnswerTo, type Route, serve } from '../http/route';
import { attachSubject } from './attaching';
import type { SubjectTools } from './deps';
import { lookUpSubject } from './lookup';
import { attachedAnswer, attachedListAnswer, readSubjectView } from './views';

export function subjectRoutes(tools: SubjectTools): readonly Route[] {
  return [
    // Before the subjects themselves, since none has that identifier.
    serve(rest.lookUpSubject, async ({ body }) => ({ body: { subjectId: await lookUpSubject(tools, body) } })),

    serve(rest.attachSubjects, async ({ body }) =>
      'subjects' in body ? attachAll(tools, body.subjects) : attachedAnswer(await attachSubject(tools, body)),
    ),

    serve(rest.readSubject, async ({ params }) => ({ body: await readSubjectView(tools, params.subjectId) })),
  ];
}

async function attachAll(
  tools: SubjectTools,
  subjects: readonly SubjectAsSent[],
): Promise<AnswerTo<typeof rest.attachSubjects>> {
  return attachedListAnswer(await Promise.allSettled(subjects.map((subject) => attachSubject(tools, subject))));
}
