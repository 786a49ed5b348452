/** What the registrar passes on to lenders of what was paid for answers. Whose sale it was is between the two of them. */
import type { AllianceRecord, PayoutRecord, Transfer } from '../api/records';
import { reject } from '../api/refusals';
import { memberOf } from './alliance';
import { checkedSum, requirePositive } from './amount';

export function payoutTotalFen(transfers: readonly Transfer[]): number {
  for (const { amountFen } of transfers) requirePositive('amountFen', amountFen);
  return checkedSum(...transfers.map(({ amountFen }) => amountFen));
}

/** Throws PAYOUT_NOT_DUE, PAYOUT_TARGET_NOT_CREDITOR. */
export function newPayout(
  payout: Pick<PayoutRecord, 'period' | 'partyId' | 'transfers'>,
  alliance: AllianceRecord,
  day: number,
  time: string,
): PayoutRecord {
  const { period, transfers } = payout;
  const current = Math.floor(day / alliance.parameters.payoutDays);
  if (period >= current) reject('PAYOUT_NOT_DUE', { period, current });
  const seen = new Set<string>();
  for (const { partyId } of transfers) {
    const isCreditor = memberOf(alliance, partyId)?.partyOrgType === 'CREDITOR_ORG';
    if (!isCreditor || seen.has(partyId)) reject('PAYOUT_TARGET_NOT_CREDITOR', { partyId });
    seen.add(partyId);
  }
  return { docType: 'payout', ...payout, payoutTime: time };
}
