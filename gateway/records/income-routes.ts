/**
 * Serves what this institution's records earned beside what the registrar passed on: the difference is what the registrar
 * keeps.
 */
import * as rest from '../api/credit-income';
import { type Route, serve } from '../http/route';
import type { RecordDeps } from './deps';

/** Ten years of one payout a week. */
const maxPayouts = 500;

export function incomeRoutes(deps: RecordDeps): readonly Route[] {
  const { partyId, store } = deps;
  return [
    serve(rest.readCreditIncome, async ({ query, asOfBlock }) => {
      const { items, nextCursor } = await store.records.sales(query);
      const sales = items.map(({ answerId, recordId, tokenFen, endedTime }) => ({
        answerId,
        recordId,
        tokenFen,
        endedTime,
      }));
      const payouts = (await store.records.payouts(maxPayouts)).flatMap(({ period, transfers, payoutTime }) => {
        const own = transfers.find((transfer) => transfer.partyId === partyId);
        return own === undefined ? [] : [{ period, amountFen: own.amountFen, payoutTime }];
      });
      return { body: { sales, nextCursor, payouts, asOfBlock } };
    }),
  ];
}
