/** Disputes of credit records: the borrower's statement, the lender's answer, and who has not answered in time. */

import * as rest from '../api/credit-disputes';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';

export function creditDisputeRoutes(gateway: Gateway): readonly Route[] {
  const { credit } = gateway;
  return [
    serve(rest.disputeCreditRecord, async ({ params, body }) => {
      const { disputed, repeated } = await credit.dispute(params.recordId, body);
      return { status: 'toSign' in disputed ? 200 : 201, body: disputed, repeated };
    }),

    serve(rest.answerDispute, async ({ params, body }) => {
      const repeated = await credit.answerDispute(params.recordId, body);
      return { status: 201, body: { disputeId: body.disputeId, status: 'HANDED_OVER' as const }, repeated };
    }),

    serve(rest.listCreditDisputes, async ({ query: { cursor, limit, ...query }, asOfBlock }) => {
      const { items, nextCursor } = await credit.disputes(query, { cursor, limit });
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}
