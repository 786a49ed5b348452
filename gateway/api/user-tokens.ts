/** The tokens of users: a program of the institution signs in with one. A token is shown once and never again. */
import { z } from 'zod';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { userRoles } from './roles';

const access = { roles: ['admin'] } as const;

const userParams = z.strictObject({ userName: localIdentifier });
const tokenParams = z.strictObject({ userName: localIdentifier, tokenName: localIdentifier });

const network = z
  .string()
  .max(45)
  .refine((text) => z.cidrv4().safeParse(text).success || z.cidrv6().safeParse(text).success, {
    params: { expected: 'is no network, such as 192.0.2.0/24' },
  })
  .meta({ override: { format: 'cidr' } });

const expires = z
  .string()
  .max(40)
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(text).toISOString())
  .optional();

const tokenSeen = z
  .object({
    tokenName: z.string(),
    role: z.enum(userRoles),
    created: z.iso.datetime().optional(),
    expires: z.iso.datetime().optional().meta({ description: 'Absent for a token that the settings named' }),
    lastUsed: z.iso.datetime().optional().meta({ description: 'Exact to five minutes' }),
    networks: z.array(z.string()).optional().meta({ description: 'Absent if every address may use the token' }),
  })
  .meta({ id: 'UserToken' });

const tokenMade = z.object({ tokenName: z.string(), expires: z.iso.datetime(), token: z.string() });

export const listTokens = operation({
  id: 'listTokens',
  call: 'users.listTokens',
  method: 'get',
  path: '/v1/users/{userName}/tokens',
  summary: 'List the tokens of a user',
  access,
  params: userParams,
  query: z.strictObject(page),
  answers: {
    200: {
      description: 'A page of tokens, without their texts',
      body: z.object({ items: z.array(tokenSeen), nextCursor: z.string().optional() }),
    },
  },
  refusals: ['USER_NOT_FOUND'],
});

export const addToken = operation({
  id: 'addToken',
  call: 'users.addToken',
  repeatable: 'NEVER',
  method: 'post',
  path: '/v1/users/{userName}/tokens',
  summary: 'Add a token to a user',
  description: 'Only this answer holds the token. A token is valid for a year at most.',
  access,
  params: userParams,
  audited: ['tokenName'],
  body: z.strictObject({
    tokenName: localIdentifier,
    role: z.enum(userRoles).optional().meta({ description: 'The default is the role of the user' }),
    expires,
    networks: z
      .array(network)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'The token is valid only from an address in one of them' }),
  }),
  answers: { 201: { description: 'Added', body: tokenMade.extend({ role: z.enum(userRoles) }) } },
  refusals: ['IDENTIFIER_PERSONAL', 'USER_NOT_FOUND', 'TOKEN_EXISTS', 'TOKEN_EXPIRY_INVALID'],
});

export const rotateToken = operation({
  id: 'rotateToken',
  call: 'users.rotateToken',
  repeatable: 'NEVER',
  method: 'post',
  path: '/v1/users/{userName}/tokens/{tokenName}/rotate',
  summary: 'Replace a token by a new one of the same name',
  description: 'Only this answer holds the token. The token before stays valid for graceSeconds.',
  access,
  params: tokenParams,
  body: z.strictObject({
    expires,
    graceSeconds: z
      .int()
      .min(0)
      .max(7 * 86_400)
      .default(0),
  }),
  answers: { 201: { description: 'Replaced', body: tokenMade } },
  refusals: ['TOKEN_NOT_FOUND', 'TOKEN_EXPIRY_INVALID'],
});

export const revokeToken = operation({
  id: 'revokeToken',
  call: 'users.revokeToken',
  method: 'delete',
  path: '/v1/users/{userName}/tokens/{tokenName}',
  summary: 'Revoke a token for good',
  description: 'Streams that were opened with the token end within ten seconds.',
  access,
  params: tokenParams,
  answers: { 204: { description: 'Revoked' } },
  refusals: ['TOKEN_NOT_FOUND'],
});
