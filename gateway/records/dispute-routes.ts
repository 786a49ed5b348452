/** Serves disputes of credit records: the borrower's statement, the lender's answer, and who has not answered in time. */
import * as rest from '../api/credit-disputes';
import { type Caller, type Route, serve } from '../http/route';
import type { RecordDeps } from './deps';
import { answerDispute } from './dispute-answers';
import type { DisputeFilter } from './dispute-store';
import { listDisputes } from './dispute-views';
import { disputeRecord } from './disputes';

export function disputeRoutes(deps: RecordDeps): readonly Route[] {
  return [
    serve(rest.disputeCreditRecord, async ({ params, body }) => {
      const { disputed, repeated } = await disputeRecord(deps, params.recordId, body);
      return { status: 'toSign' in disputed ? 200 : 201, body: disputed, repeated };
    }),

    serve(rest.answerDispute, async ({ params, body }) => {
      const { repeated } = await answerDispute(deps, params.recordId, body);
      return { status: 201, body: { disputeId: body.disputeId, status: 'HANDED_OVER' as const }, repeated };
    }),

    serve(rest.listCreditDisputes, async ({ query: { cursor, limit, role, ...filter }, caller, asOfBlock }) => {
      const whose = whoseDisputes(caller, role);
      const { items, nextCursor } = await listDisputes(deps, { ...filter, whose }, { cursor, limit });
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}

/** A regulator sees all disputes. Others see those of their records and, unless a role is given, of subjects that they verified. */
function whoseDisputes({ partyOrgType }: Caller, role: 'lender' | undefined): DisputeFilter['whose'] {
  if (role === 'lender') return 'LENT_HERE';
  return partyOrgType === 'REGULATOR' ? 'ALL' : 'KNOWN_HERE';
}
