/** Serves recharges by the issuer, accounts and statements. */
import * as rest from '../api/accounts';
import { Problem } from '../api/problem';
import { command, whole } from '../http/commands';
import { type Caller, type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { TokenDeps } from './deps';
import { rechargeView } from './views';

export function accountRoutes(deps: TokenDeps): readonly Route[] {
  const { store } = deps;
  return [
    serve(rest.rechargeTokens, ({ body }) =>
      command(deps, 'token:recharge', { ...body, rechargeId: whole(deps, body.rechargeId) }),
    ),

    serve(rest.listRecharges, async ({ query, asOfBlock }) => {
      const { items, nextCursor } = await store.recharges(query);
      return { body: { items: items.map(rechargeView), nextCursor, asOfBlock } };
    }),

    serve(rest.listAccounts, async ({ query, asOfBlock }) => {
      const accounts = pageByName(await store.accounts(), query, ({ partyId }) => partyId);
      return { body: { ...accounts, asOfBlock } };
    }),

    serve(rest.readAccount, async ({ params: { partyId }, caller, asOfBlock }) => {
      requireVisible(deps, caller, partyId);
      return { body: { partyId, ...(await store.account(partyId)), asOfBlock } };
    }),

    serve(rest.listAccountEntries, async ({ params: { partyId }, query, caller, asOfBlock }) => {
      requireVisible(deps, caller, partyId);
      return { body: { ...(await store.statement(partyId, query)), asOfBlock } };
    }),
  ];
}

function requireVisible({ partyId: own }: Pick<TokenDeps, 'partyId'>, caller: Caller, partyId: string): void {
  if (partyId !== own && !seesAll(caller)) throw new Problem('ACCOUNT_NOT_VISIBLE');
}

function seesAll({ partyOrgType }: Caller): boolean {
  return partyOrgType === 'TOKEN_ISSUER' || partyOrgType === 'REGULATOR';
}
