/**
 * Tokens: accounts, credits and redemptions, in fen.
 *
 * A credit is an entry with its own key and never touches the account; a debit folds the credits that it names. So many may
 * pay one institution at the same time, and only an institution's own debits follow one another.
 */
import type { AccountRecord, AllianceParameters, CreditKind, CreditRecord, RedemptionRecord } from '../api/records';
import { reject } from '../api/refusals';
import { checkedSum } from './amount';
import { addSeconds } from './time';

/** The account after folding the credits and taking the amount. Throws BALANCE_INSUFFICIENT. */
export function debit(account: AccountRecord, credits: readonly CreditRecord[], amountFen: number): AccountRecord {
  const balanceFen = checkedSum(account.balanceFen, ...credits.map((credit) => credit.amountFen));
  if (balanceFen < amountFen) reject('BALANCE_INSUFFICIENT', { balanceFen, amountFen });
  return { ...account, balanceFen: balanceFen - amountFen };
}

/** `source` is the recharge, confirm or redemption, `partyId:localId`; each can be the source of one credit of a kind only. */
export function newCredit(
  kind: CreditKind,
  source: string,
  credit: { readonly partyId: string; readonly amountFen: number; readonly time: string },
): CreditRecord {
  return { docType: 'credit', creditId: `${kind}:${source}`, ...credit };
}

export function newRedemption(
  request: { readonly redemptionId: string; readonly partyId: string; readonly amountFen: number },
  parameters: AllianceParameters,
  time: string,
): RedemptionRecord {
  return {
    ...request,
    docType: 'redemption',
    status: 'REQUESTED',
    requestedTime: time,
    cancelFrom: addSeconds(time, parameters.settleWithinSeconds),
  };
}

/** The issuer says that it has paid, with the payment's reference. */
export function settle(
  redemption: RedemptionRecord,
  paymentReference: string,
  parameters: AllianceParameters,
  time: string,
): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED');
  const objectBy = addSeconds(time, parameters.objectWithinSeconds);
  return { ...redemption, status: 'SETTLED', paymentReference, settledTime: time, objectBy };
}

/** The holder has been paid: the tokens burn. */
export function acknowledge(redemption: RedemptionRecord, time: string): RedemptionRecord {
  requireStatus(redemption, 'SETTLED', 'OBJECTED');
  return { ...redemption, status: 'ACKNOWLEDGED', endedTime: time };
}

/** The holder says that it has not been paid: the clock stops. */
export function object(redemption: RedemptionRecord, time: string): RedemptionRecord {
  requireStatus(redemption, 'SETTLED');
  if (time > (redemption.objectBy ?? '')) reject('OBJECTION_LATE', { redemptionId: redemption.redemptionId });
  return { ...redemption, status: 'OBJECTED', objectedTime: time };
}

/** The issuer gives the tokens back. */
export function rejectRedemption(redemption: RedemptionRecord, time: string): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED', 'OBJECTED');
  return { ...redemption, status: 'REJECTED', endedTime: time };
}

/** The holder takes back what the issuer did not settle in time. */
export function cancel(redemption: RedemptionRecord, time: string): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED');
  if (time < redemption.cancelFrom) reject('REDEMPTION_NOT_DUE', { redemptionId: redemption.redemptionId });
  return { ...redemption, status: 'CANCELLED', endedTime: time };
}

/** Settled, and the holder did not object in time: the tokens burn. */
export function expireRedemption(redemption: RedemptionRecord, time: string): RedemptionRecord {
  requireStatus(redemption, 'SETTLED');
  if (time <= (redemption.objectBy ?? '')) reject('REDEMPTION_NOT_DUE', { redemptionId: redemption.redemptionId });
  return { ...redemption, status: 'EXPIRED', endedTime: time };
}

/** What the members voted about an objection. */
export function decide(redemption: RedemptionRecord, verdict: 'BURN' | 'RETURN', time: string): RedemptionRecord {
  requireStatus(redemption, 'OBJECTED');
  return { ...redemption, status: verdict === 'BURN' ? 'BURNED' : 'RETURNED', endedTime: time };
}

export function returnsTokens({ status }: RedemptionRecord): boolean {
  return status === 'REJECTED' || status === 'CANCELLED' || status === 'RETURNED';
}

function requireStatus(redemption: RedemptionRecord, ...allowed: readonly RedemptionRecord['status'][]): void {
  const { redemptionId, status } = redemption;
  if (!allowed.includes(status)) reject('REDEMPTION_STATUS_WRONG', { redemptionId, status });
}
