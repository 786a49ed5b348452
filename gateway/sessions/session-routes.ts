/** Serves the sessions of users: an administrator's are all, others' are their own. */
import { Problem } from '../api/problem';
import * as rest from '../api/sessions';
import { type Caller, type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { SessionDeps } from './deps';

export function sessionRoutes({ store }: SessionDeps, idleMinutes: number): readonly Route[] {
  return [
    serve(rest.listSessions, async ({ query: { userName, ...page }, caller }) => {
      const visible = whoseSessions(caller) ?? userName;
      const found = await store.sessions(visible, idleMinutes);
      const items = userName === undefined ? found : found.filter((session) => session.userName === userName);
      return { body: pageByName(items, page, ({ sessionId }) => sessionId) };
    }),

    serve(rest.endSession, async ({ params: { sessionId }, caller }) => {
      if (!(await store.endSession(sessionId, whoseSessions(caller)))) throw new Problem('SESSION_NOT_FOUND');
      return { status: 204 };
    }),
  ];
}

/** Undefined for those of all users. */
function whoseSessions({ user: { userName, role } }: Caller): string | undefined {
  return role === 'admin' ? undefined : userName;
}
