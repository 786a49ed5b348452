/** The institution's own users, kept by its administrator. A token is shown once and never again. */

import { refusePersonal } from '../../chaincode/api/identifiers';
import { Problem } from '../api/problem';
import * as rest from '../api/users';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { PeopleDeps } from './deps';
import { usualValidMs } from './user-token-routes';

export function userRoutes({ store, streams, now }: PeopleDeps): readonly Route[] {
  return [
    serve(rest.listUsers, async ({ query }) => ({
      body: pageByName(await store.users(), query, ({ userName }) => userName),
    })),

    serve(rest.addUser, async ({ body }) => {
      refusePersonal(body.userName);
      const expires = new Date(now() + usualValidMs).toISOString();
      const token = await store.createUser(body, undefined, expires);
      if (token === undefined) throw new Problem('USER_EXISTS');
      return { status: 201, body: { ...body, token, expires } };
    }),

    serve(rest.removeUser, async ({ params: { userName } }) => {
      const outcome = await store.removeUser(userName);
      if (outcome === 'ABSENT') throw new Problem('USER_NOT_FOUND');
      if (outcome === 'LAST_ADMINISTRATOR') throw new Problem('LAST_ADMINISTRATOR');
      streams.stopOf(userName);
      return { status: 204 };
    }),
  ];
}
