import * as rest from '../api/credit-income';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';

export function creditIncomeRoutes(gateway: Gateway): readonly Route[] {
  const { credit } = gateway;
  return [
    serve(rest.readCreditIncome, async ({ query, asOfBlock }) => {
      const { items: sales, nextCursor } = await credit.sales(query);
      return { body: { sales, nextCursor, payouts: await credit.payouts(), asOfBlock } };
    }),
  ];
}
