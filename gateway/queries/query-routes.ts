/** Serves queries about subjects: the summary, offers, details, and who read them. */
import * as rest from '../api/credit-queries';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import { askForDetails } from './asking';
import type { AuditedDeps } from './deps';
import { readOwnQuery } from './facts';
import { listOffers } from './offers';
import { newQueryReader } from './reading';
import { askForSummary } from './summary';
import { listedView } from './views';

export function creditQueryRoutes(deps: AuditedDeps): readonly Route[] {
  const { partyId } = deps;
  const { queries } = deps.store;
  const readQuery = newQueryReader(deps);
  return [
    serve(rest.querySummary, ({ params, query, caller }) =>
      askForSummary(deps, { ...params, ...query }, caller.user.userName),
    ),

    serve(rest.listOffers, async ({ params, query }) => ({
      body: { offers: await listOffers(deps, { ...params, ...query }) },
    })),

    serve(rest.queryDetails, ({ body }) => askForDetails(deps, body)),

    serve(rest.listCreditQueries, async ({ query: { subjectId, ...page }, caller, asOfBlock }) => {
      const asker = caller.partyOrgType === 'REGULATOR' ? undefined : partyId;
      const { items, nextCursor } = await queries.creditQueries({ subjectId, partyId: asker }, page);
      return { body: { items: items.map(listedView), nextCursor, asOfBlock } };
    }),

    serve(rest.readCreditQuery, async ({ params, caller }) => ({
      body: await readQuery(whole(deps, params.queryId), caller.user.userName),
    })),

    serve(rest.listReads, async ({ params, query, asOfBlock }) => {
      const { queryId } = await readOwnQuery(deps, whole(deps, params.queryId));
      const { items, nextCursor } = await queries.reads(queryId, query);
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}
