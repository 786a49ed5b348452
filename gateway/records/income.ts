/** Lists what records of this institution earned, and what of it the registrar passed on. */
import type { Page, Paged } from '../store/types';
import type { Store } from '../stores';
import type { PayoutReceived, Sale } from './types';

/** At a payout a week, of some ten years. */
const maxPayouts = 500;

/** Compared with the payouts they show what the registrar keeps. */
export async function salesOf(store: Pick<Store, 'lending'>, page: Page): Promise<Paged<Sale>> {
  const { items, nextCursor } = await store.lending.sales(page);
  const sales = items.map(({ answerId, recordId, tokenFen, endedTime }) => ({
    answerId,
    recordId,
    tokenFen,
    endedTime,
  }));
  return nextCursor === undefined ? { items: sales } : { items: sales, nextCursor };
}

export async function payoutsTo(
  partyId: string,
  { lending }: Pick<Store, 'lending'>,
): Promise<readonly PayoutReceived[]> {
  const payouts = await lending.payouts(maxPayouts);
  return payouts.flatMap(({ period, transfers, payoutTime }) => {
    const own = transfers.find((transfer) => transfer.partyId === partyId);
    return own === undefined ? [] : [{ period, amountFen: own.amountFen, payoutTime }];
  });
}
