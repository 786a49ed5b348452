/** The own report of a subject, which the person opens with its own key in the viewer (gateway/viewer). */

import * as rest from '../api/reports';
import type { Gateway } from '../gateway';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';

export function reportRoutes(gateway: Gateway): readonly Route[] {
  return [
    serve(rest.readReport, async ({ params, query, caller }) => {
      const queryId = whole(gateway, query.queryId);
      const { userName } = caller.user;
      return { body: await gateway.queries.report({ ...params, queryId, userName }) };
    }),
  ];
}
