/** The registrar passes the price of answers on to lenders. Only the two of them know whose sale it was. */
import type { AllianceRecord, PayoutRecord, Transfer } from '../api/records';
import { reject } from '../api/refusals';
import { findMember } from './alliance';
import { checkedSum, requirePositive } from './amount';
import type { Moment } from './time';

export function payoutTotalFen(transfers: readonly Transfer[]): number {
  for (const { amountFen } of transfers) requirePositive('amountFen', amountFen);
  return checkedSum(...transfers.map(({ amountFen }) => amountFen));
}

/**
 * Throws PAYOUT_NOT_DUE, PAYOUT_TARGET_NOT_MEMBER. How long periods are does not matter here, so that none is in the way of
 * another when the members change that; and a lender gets what it earned, whatever it is by now.
 */
export function newPayout(
  payout: Pick<PayoutRecord, 'period' | 'partyId' | 'transfers'>,
  alliance: AllianceRecord,
  { time, day }: Moment,
): PayoutRecord {
  const { period, transfers } = payout;
  if (period > day) reject('PAYOUT_NOT_DUE', { period, day });
  const seen = new Set<string>();
  for (const { partyId } of transfers) {
    if (findMember(alliance, partyId) === undefined || seen.has(partyId))
      reject('PAYOUT_TARGET_NOT_MEMBER', { partyId });
    seen.add(partyId);
  }
  return { docType: 'payout', ...payout, payoutTime: time };
}
