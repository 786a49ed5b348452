/** The institution's own users, kept by its administrator. A token is shown once and never again. */
import { z } from 'zod';
import { refusePersonal } from '../../chaincode/api/identifiers';
import { userAnswer } from '../api/answers';
import { localIdentifier, page } from '../api/forms';
import { Problem } from '../api/problem';
import { route } from '../http/route';
import { userRoles } from '../store/types';

const access = { roles: ['admin'] } as const;

export const userRoutes = [
  route({
    method: 'get',
    path: '/v1/users',
    summary: "The institution's users",
    access,
    query: z.strictObject(page),
    answers: {
      200: {
        description: 'A page of users',
        body: z.object({ items: z.array(userAnswer), nextCursor: z.string().optional() }),
      },
    },
    async handle({ store }, { query: { cursor = '', limit } }) {
      const users = (await store.users()).filter(({ userName }) => userName > cursor);
      const sorted = users.sort((one, other) => (one.userName < other.userName ? -1 : 1));
      const items = sorted.slice(0, limit);
      return { body: { items, nextCursor: sorted.length > limit ? items.at(-1)?.userName : undefined } };
    },
  }),

  route({
    method: 'post',
    path: '/v1/users',
    summary: 'Add a user; the answer holds its token',
    access,
    body: z.strictObject({ userName: localIdentifier, role: z.enum(userRoles) }),
    answers: { 201: { description: 'Added', body: userAnswer.extend({ token: z.string() }) } },
    refusals: ['IDENTIFIER_PERSONAL', 'USER_EXISTS'],
    async handle({ store }, { body }) {
      refusePersonal(body.userName);
      const token = await store.createUser(body);
      if (token === undefined) throw new Problem('USER_EXISTS');
      return { status: 201, body: { ...body, token } };
    },
  }),

  route({
    method: 'delete',
    path: '/v1/users/{userName}',
    summary: 'Remove a user for good; its token and its streams end. The last administrator stays',
    access,
    params: z.strictObject({ userName: localIdentifier }),
    answers: { 204: { description: 'Removed' } },
    refusals: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR'],
    async handle({ store, streams }, { params: { userName } }) {
      const outcome = await store.removeUser(userName);
      if (outcome === 'ABSENT') throw new Problem('USER_NOT_FOUND');
      if (outcome === 'LAST_ADMINISTRATOR') throw new Problem('LAST_ADMINISTRATOR');
      streams.stopOf(userName);
      return { status: 204 };
    },
  }),
];
