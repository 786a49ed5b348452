/** Sessions of browsers that signed in by the institution's own directory. */
import { z } from 'zod';
import { localIdentifier, page } from './forms';
import { everyRole, operation } from './operation';
import { userRoles } from './roles';

const sessionSeen = z
  .object({
    sessionId: z.string(),
    userName: z.string(),
    role: z.enum(userRoles),
    created: z.iso.datetime(),
    lastUsed: z.iso.datetime().meta({ description: 'Exact to a minute' }),
    expires: z.iso.datetime().meta({ description: 'It ends then at the latest' }),
  })
  .meta({ id: 'Session' });

export const listSessions = operation({
  id: 'listSessions',
  call: 'sessions.list',
  method: 'get',
  path: '/v1/sessions',
  summary: 'List the sessions that have not ended',
  description: 'An administrator sees the sessions of all users, others see their own.',
  access: { roles: everyRole },
  query: z.strictObject({ userName: localIdentifier.optional(), ...page }),
  answers: {
    200: {
      description: 'A page of sessions',
      body: z.object({ items: z.array(sessionSeen), nextCursor: z.string().optional() }),
    },
  },
});

export const endSession = operation({
  id: 'endSession',
  call: 'sessions.end',
  method: 'delete',
  path: '/v1/sessions/{sessionId}',
  summary: 'End a session, to sign out or to stop a user',
  description: 'An administrator ends the sessions of all users, others end their own.',
  access: { roles: everyRole },
  params: z.strictObject({ sessionId: z.string().regex(/^[0-9a-f]{32}$/) }),
  answers: { 204: { description: 'Ended' } },
  refusals: ['SESSION_NOT_FOUND'],
});
