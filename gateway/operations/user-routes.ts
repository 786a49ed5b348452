/** The institution's own users, kept by its administrator. A token is shown once and never again. */

import { refusePersonal } from '../../chaincode/api/identifiers';
import { Problem } from '../api/problem';
import * as rest from '../api/users';
import { type Route, serve } from '../http/route';
import type { OperationDeps } from './deps';

export function userRoutes(deps: OperationDeps): readonly Route[] {
  const { store, streams } = deps;
  return [
    serve(rest.listUsers, async ({ query: { cursor = '', limit } }) => {
      const users = (await store.users()).filter(({ userName }) => userName > cursor);
      const sorted = users.sort((one, other) => (one.userName < other.userName ? -1 : 1));
      const items = sorted.slice(0, limit);
      return { body: { items, nextCursor: sorted.length > limit ? items.at(-1)?.userName : undefined } };
    }),

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
