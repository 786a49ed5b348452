/** Serves redemptions, step by step. */
import * as rest from '../api/redemptions';
import { command, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { TokenDeps } from './deps';
import { redemptionView } from './views';

export function redemptionRoutes(deps: TokenDeps): readonly Route[] {
  const { store, partyId } = deps;
  const step = (
    operation: rest.RedemptionStep,
    name: 'token:reject' | 'token:acknowledge' | 'token:object' | 'token:cancel' | 'token:expire',
  ) => serve(operation, ({ params }) => command(deps, name, { redemptionId: whole(deps, params.redemptionId) }));
  return [
    serve(rest.requestRedemption, ({ body }) => command(deps, 'token:redeem', body)),

    serve(rest.listRedemptions, async ({ query: { status, ...page }, caller, asOfBlock }) => {
      const owner = caller.partyOrgType === 'TOKEN_ISSUER' ? undefined : partyId;
      const { items, nextCursor } = await store.redemptions({ status, partyId: owner }, page);
      return { body: { items: items.map(redemptionView), nextCursor, asOfBlock } };
    }),

    serve(rest.settleRedemption, ({ params, body }) =>
      command(deps, 'token:settle', { redemptionId: whole(deps, params.redemptionId), ...body }),
    ),

    step(rest.rejectRedemption, 'token:reject'),
    step(rest.acknowledgeRedemption, 'token:acknowledge'),
    step(rest.objectToRedemption, 'token:object'),
    step(rest.cancelRedemption, 'token:cancel'),
    step(rest.expireRedemption, 'token:expire'),
  ];
}
