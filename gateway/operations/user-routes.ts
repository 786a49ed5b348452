/** The institution's own users, kept by its administrator. A token is shown once and never again. */

import { refusePersonal } from '../../chaincode/api/identifiers';
import { Problem } from '../api/problem';
import * as rest from '../api/users';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { OperationDeps } from './deps';

export function userRoutes(deps: OperationDeps): readonly Route[] {
  const { store, streams } = deps;
  return [
    serve(rest.listUsers, async ({ query }) => ({
      body: pageByName(await store.users(), query, ({ userName }) => userName),
    })),

    serve(rest.addUser, async ({ body }) => {
      refusePersonal(body.userName);
      const token = await store.createUser(body);
      if (token === undefined) throw new Problem('USER_EXISTS');
      return { status: 201, body: { ...body, token } };
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
