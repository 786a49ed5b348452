/** The institution's own users, kept by its administrator. A token is shown once and never again. */
import { z } from 'zod';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { userRoles } from './roles';

const userAnswer = z.object({ userName: z.string(), role: z.enum(userRoles) });

const access = { roles: ['admin'] } as const;

export const listUsers = operation({
  id: 'listUsers',
  call: 'users.list',
  method: 'get',
  path: '/v1/users',
  summary: 'List the users of this institution',
  access,
  query: z.strictObject(page),
  answers: {
    200: {
      description: 'A page of users',
      body: z.object({ items: z.array(userAnswer), nextCursor: z.string().optional() }),
    },
  },
});

export const addUser = operation({
  id: 'addUser',
  call: 'users.add',
  method: 'post',
  path: '/v1/users',
  summary: 'Add a user',
  description: "Only this answer holds the user's first token, which is valid for a year.",
  access,
  body: z.strictObject({ userName: localIdentifier, role: z.enum(userRoles) }),
  audited: ['userName'],
  answers: { 201: { description: 'Added', body: userAnswer.extend({ token: z.string(), expires: z.iso.datetime() }) } },
  refusals: ['IDENTIFIER_PERSONAL', 'USER_EXISTS'],
  repeatable: 'NEVER',
});

export const removeUser = operation({
  id: 'removeUser',
  call: 'users.remove',
  method: 'delete',
  path: '/v1/users/{userName}',
  summary: 'Remove a user for good',
  description: "The user's tokens and streams end. The last administrator cannot be removed.",
  access,
  params: z.strictObject({ userName: localIdentifier }),
  answers: { 204: { description: 'Removed' } },
  refusals: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR'],
});
