/** Queries about subjects: for the summary, for what details are to be had, and for the details themselves; who read them. */

import * as rest from '../api/credit-queries';
import type { Gateway } from '../gateway';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';

export function creditQueryRoutes(gateway: Gateway): readonly Route[] {
  const { store, partyId, queries } = gateway;
  return [
    serve(rest.querySummary, async ({ params, query, caller }) => {
      const { view, repeated, block } = await queries.summarise({ ...params, ...query }, caller.user.userName);
      return { body: view, repeated, block };
    }),

    serve(rest.listOffers, async ({ params, query }) => ({
      body: { offers: await queries.offers({ ...params, ...query }) },
    })),

    serve(rest.queryDetails, async ({ body }) => {
      const { view, repeated, block } = await queries.ask(body);
      return { status: 201, body: view, repeated, block };
    }),

    serve(rest.listCreditQueries, async ({ query: { subjectId, ...page }, caller, asOfBlock }) => {
      const of = caller.partyOrgType === 'REGULATOR' ? { subjectId } : { subjectId, partyId };
      const { items, nextCursor } = await store.queries.creditQueries(of, page);
      return { body: { items: items.map(({ docType: _, ...query }) => query), nextCursor, asOfBlock } };
    }),

    serve(rest.readCreditQuery, async ({ params, caller }) => ({
      body: await gateway.queries.read(whole(gateway, params.queryId), caller.user.userName),
    })),

    serve(rest.listReads, async ({ params, query, asOfBlock }) => {
      const { items, nextCursor } = await gateway.queries.reads(whole(gateway, params.queryId), query);
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}
