/** Serves plans: publish, find, withdraw, close, purge. The borrower's part is sealed before anything leaves the gateway. */

import { refusePersonal } from '../../chaincode/api/identifiers';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/plans';
import { command, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { PlanTools } from './deps';
import { publish } from './publishing';
import { countsView, planView, publishedAnswer } from './views';

const orders = {
  published: { by: 'position', direction: 'asc' },
  '-published': { by: 'position', direction: 'desc' },
  amount: { by: 'amount', direction: 'asc' },
  '-amount': { by: 'amount', direction: 'desc' },
} as const;

export function planRoutes(tools: PlanTools): readonly Route[] {
  const { store, acceptance } = tools;
  return [
    serve(rest.publishPlans, async ({ body: { plans } }) => {
      const settled = await Promise.allSettled(plans.map((plan) => publish(tools, plan)));
      const published = settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      return publishedAnswer(published);
    }),

    serve(rest.listPlans, async ({ query: { cursor, limit, sort, ...filter }, asOfBlock }) => {
      refusePersonal(filter.assetIdPrefix ?? '');
      const { items, nextCursor } = await store.plans(filter, { cursor, limit, order: orders[sort] });
      return { body: { items: items.map((view) => planView(view, acceptance)), nextCursor, asOfBlock } };
    }),

    serve(rest.countPlans, async ({ query, asOfBlock }) => {
      refusePersonal(query.assetIdPrefix ?? '');
      return { body: countsView(await store.countPlans(query), asOfBlock) };
    }),

    serve(rest.readPlan, async ({ params }) => {
      const assetId = whole(tools, params.assetId);
      const view = await tools.store.plan(assetId);
      return { body: planView(view ?? reject('PLAN_NOT_FOUND', { assetId }), tools.acceptance) };
    }),

    serve(rest.withdrawPlan, ({ params }) =>
      command(tools, 'plan:withdraw', { assetId: whole(tools, params.assetId) }),
    ),

    serve(rest.closePlan, ({ params }) => command(tools, 'plan:close', { assetId: whole(tools, params.assetId) })),

    serve(rest.purgePlan, ({ params }) => command(tools, 'plan:purge', { assetId: whole(tools, params.assetId) })),
  ];
}
