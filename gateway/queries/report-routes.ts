/** Serves a subject's own report, which the person opens with its own key in the viewer (gateway/viewer). */
import * as rest from '../api/reports';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { AuditedDeps } from './deps';
import { readReport } from './report';

export function reportRoutes(deps: AuditedDeps): readonly Route[] {
  return [
    serve(rest.readReport, async ({ params: { subjectId }, query, caller }) => {
      const queryId = whole(deps, query.queryId);
      return { body: await readReport(deps, { subjectId, queryId, userName: caller.user.userName }) };
    }),
  ];
}
