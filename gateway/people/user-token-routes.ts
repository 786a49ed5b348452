/** The tokens of users, kept by the institution's administrator. */
import { refusePersonal } from '../../chaincode/api/identifiers';
import { Problem } from '../api/problem';
import * as rest from '../api/user-tokens';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { PeopleDeps } from './deps';

const maxValidMs = 366 * 86_400_000;
export const usualValidMs = 365 * 86_400_000;

export function userTokenRoutes({ store, now }: PeopleDeps): readonly Route[] {
  /** Throws TOKEN_EXPIRY_INVALID. */
  const readExpiry = (expires = new Date(now() + usualValidMs).toISOString()): string => {
    const validMs = Date.parse(expires) - now();
    if (validMs <= 0 || validMs > maxValidMs) throw new Problem('TOKEN_EXPIRY_INVALID');
    return expires;
  };
  return [
    serve(rest.listTokens, async ({ params: { userName }, query }) => {
      const tokens = await store.userTokens(userName);
      if (tokens === undefined) throw new Problem('USER_NOT_FOUND');
      return { body: pageByName(tokens, query, ({ tokenName }) => tokenName) };
    }),

    serve(rest.addToken, async ({ params: { userName }, body }) => {
      const { tokenName, role, networks } = body;
      refusePersonal(tokenName);
      const expires = readExpiry(body.expires);
      const added = await store.addUserToken({ userName, tokenName, role, networks, expires });
      if (added === 'NO_USER') throw new Problem('USER_NOT_FOUND');
      if (added === 'EXISTS') throw new Problem('TOKEN_EXISTS');
      return { status: 201, body: { tokenName, expires, ...added } };
    }),

    serve(rest.rotateToken, async ({ params: { userName, tokenName }, body: { graceSeconds, ...body } }) => {
      const expires = readExpiry(body.expires);
      const previousUntil = new Date(now() + graceSeconds * 1_000).toISOString();
      const token = await store.rotateUserToken(userName, tokenName, { expires, previousUntil });
      if (token === undefined) throw new Problem('TOKEN_NOT_FOUND');
      return { status: 201, body: { tokenName, expires, token } };
    }),

    serve(rest.revokeToken, async ({ params: { userName, tokenName } }) => {
      if (!(await store.revokeUserToken(userName, tokenName))) throw new Problem('TOKEN_NOT_FOUND');
      return { status: 204 };
    }),
  ];
}
