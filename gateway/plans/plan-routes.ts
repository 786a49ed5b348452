/** Plans: publish, find, withdraw, close, purge. The borrower's part is sealed before anything leaves the gateway. */

import type { HistoryEntry } from '../../chaincode/api/commands';
import type { PlanRecord } from '../../chaincode/api/records';
import { Rejection, reject } from '../../chaincode/api/refusals';
import * as rest from '../api/plans';
import type { Gateway } from '../gateway';
import { command, whole } from '../http/commands';
import { problemOf, wordsOf } from '../http/problem';
import { type AnswerTo, type Route, serve } from '../http/route';
import { type Published, publish } from './publishing';
import { planView, publicPlanView } from './views';

export function planRoutes(gateway: Gateway): readonly Route[] {
  const { store, acceptance } = gateway;
  return [
    serve(rest.publishPlans, async ({ body: { plans } }) => {
      const settled = await Promise.allSettled(plans.map((plan) => publish(gateway, plan)));
      const published = settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      return answerOf(published);
    }),

    serve(rest.listPlans, async ({ query: { cursor, limit, ...filter }, asOfBlock }) => {
      const { items, nextCursor } = await store.plans(filter, { cursor, limit });
      return { body: { items: items.map((view) => planView(view, acceptance)), nextCursor, asOfBlock } };
    }),

    serve(rest.readPlan, async ({ params }) => {
      const assetId = whole(gateway, params.assetId);
      const view = await gateway.store.plan(assetId);
      return { body: planView(view ?? reject('PLAN_NOT_FOUND', { assetId }), gateway.acceptance) };
    }),

    serve(rest.readPlanHistory, async ({ params }) => {
      const assetId = whole(gateway, params.assetId);
      const history = (await gateway.ledger.evaluate('plan:history', assetId)) as HistoryEntry<PlanRecord>[];
      if (history.length === 0) reject('PLAN_NOT_FOUND', { assetId });
      const entries = history.map(({ transactionId, time, record }) => ({
        transactionId,
        time,
        ...(record === undefined ? {} : { plan: publicPlanView(record) }),
      }));
      return { body: { assetId, entries } };
    }),

    serve(rest.withdrawPlan, ({ params }) =>
      command(gateway, 'plan:withdraw', { assetId: whole(gateway, params.assetId) }),
    ),

    serve(rest.closePlan, ({ params }) => command(gateway, 'plan:close', { assetId: whole(gateway, params.assetId) })),

    serve(rest.purgePlan, ({ params }) => command(gateway, 'plan:purge', { assetId: whole(gateway, params.assetId) })),
  ];
}

/** One plan answers its refusal's own status; several answer 207 as soon as one is refused. */
function answerOf(published: readonly Published[]): AnswerTo<typeof rest.publishPlans> {
  const [first, ...others] = published;
  if (first?.outcome.status === 'REFUSED' && others.length === 0) {
    const { code, detail } = first.outcome;
    return problemOf(new Rejection(code, detail), { assetId: first.assetId });
  }
  const blocks = published.flatMap(({ block }) => block ?? []);
  return {
    status: published.every(({ outcome }) => outcome.status === 'ACCEPTED') ? 201 : 207,
    body: { outcomes: published.map(outcomeOf) },
    repeated: published.every(({ outcome }) => outcome.status === 'ACCEPTED' && outcome.repeated),
    block: blocks.length === 0 ? undefined : Math.max(...blocks),
  };
}

function outcomeOf({ assetId, outcome }: Published) {
  if (outcome.status === 'REFUSED') {
    const { status, code, detail } = outcome;
    return { ...detail, assetId, status, code, detail: wordsOf(code, detail) };
  }
  const { warnings } = outcome.answer;
  return { assetId, status: outcome.status, ...(warnings.length === 0 ? {} : { warnings }) };
}
