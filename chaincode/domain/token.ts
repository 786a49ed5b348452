/**
 * Tokens: accounts, token credits and redemptions, in fen.
 *
 * A token credit is an entry with its own key and never touches the account; a debit folds the entries that it names. So many may
 * pay one institution at the same time, and only an institution's own debits follow one another.
 */
import type {
  AccountRecord,
  AllianceParameters,
  RedemptionRecord,
  SupplyRecord,
  TokenCreditKind,
  TokenCreditRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import { checkedSum } from './amount';
import { endOfPeriod, isOver } from './ledger-day';
import type { Moment } from './time';

/** Throws SUPPLY_EXHAUSTED. Burnt tokens do not come back, so no sum over any time is too large. */
export function addSupply(supply: SupplyRecord | undefined, amountFen: number): SupplyRecord {
  const { rechargedFen } = supply ?? { rechargedFen: 0 };
  const leftFen = Number.MAX_SAFE_INTEGER - rechargedFen;
  if (amountFen > leftFen) reject('SUPPLY_EXHAUSTED', { leftFen });
  return { docType: 'supply', rechargedFen: rechargedFen + amountFen };
}

/** The account after folding the credits and taking the amount. Throws BALANCE_INSUFFICIENT. */
export function debit(account: AccountRecord, credits: readonly TokenCreditRecord[], amountFen: number): AccountRecord {
  const balanceFen = checkedSum(account.balanceFen, ...credits.map((credit) => credit.amountFen));
  if (balanceFen < amountFen) reject('BALANCE_INSUFFICIENT', { balanceFen, amountFen });
  return { ...account, balanceFen: balanceFen - amountFen };
}

/** `source` is the recharge, confirm or redemption, `partyId:localId`; each can be the source of one token credit of a kind only. */
export function newTokenCredit(
  kind: TokenCreditKind,
  source: string,
  credit: { readonly partyId: string; readonly amountFen: number; readonly time: string },
): TokenCreditRecord {
  return { docType: 'tokenCredit', tokenCreditId: `${kind}:${source}`, ...credit };
}

/** Its periods are those of the request, whatever the members change afterwards. */
export function newRedemption(
  request: { readonly redemptionId: string; readonly partyId: string; readonly amountFen: number },
  { settleWithinSeconds, objectWithinSeconds, decideWithinDays }: AllianceParameters,
  now: Moment,
): RedemptionRecord {
  return {
    ...request,
    docType: 'redemption',
    status: 'REQUESTED',
    requestedTime: now.time,
    objectWithinSeconds,
    decideWithinDays,
    cancelFrom: endOfPeriod(now, settleWithinSeconds),
  };
}

/** The issuer says that it has paid, with the payment's reference. */
export function settle(redemption: RedemptionRecord, paymentReference: string, now: Moment): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED');
  const objectBy = endOfPeriod(now, redemption.objectWithinSeconds);
  return { ...redemption, status: 'SETTLED', paymentReference, settledTime: now.time, objectBy };
}

/** The holder has been paid: the tokens burn. */
export function acknowledge(redemption: RedemptionRecord, { time }: Moment): RedemptionRecord {
  requireStatus(redemption, 'SETTLED', 'OBJECTED');
  return { ...redemption, status: 'ACKNOWLEDGED', endedTime: time };
}

/** The holder says that it has not been paid: now the members have time to decide. */
export function object(redemption: RedemptionRecord, now: Moment): RedemptionRecord {
  requireStatus(redemption, 'SETTLED');
  const { redemptionId, objectBy = '', decideWithinDays } = redemption;
  if (isOver(objectBy, now)) reject('OBJECTION_LATE', { redemptionId, objectBy });
  const decideBy = endOfPeriod(now, decideWithinDays * now.calendar.daySeconds);
  return { ...redemption, status: 'OBJECTED', objectedTime: now.time, decideBy };
}

/** The issuer gives the tokens back. */
export function rejectRedemption(redemption: RedemptionRecord, { time }: Moment): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED', 'OBJECTED');
  return { ...redemption, status: 'REJECTED', endedTime: time };
}

/** The holder takes back what the issuer did not settle in time. */
export function cancel(redemption: RedemptionRecord, now: Moment): RedemptionRecord {
  requireStatus(redemption, 'REQUESTED');
  requireOver(redemption, redemption.cancelFrom, now);
  return { ...redemption, status: 'CANCELLED', endedTime: now.time };
}

/**
 * Settled, and the holder did not object in time: the tokens burn. Objected, and the members did not decide in time: they come
 * back, because it is the issuer's to prove that it has paid.
 */
export function expireRedemption(redemption: RedemptionRecord, now: Moment): RedemptionRecord {
  const { status, objectBy = '', decideBy = '' } = redemption;
  requireStatus(redemption, 'SETTLED', 'OBJECTED');
  requireOver(redemption, status === 'SETTLED' ? objectBy : decideBy, now);
  return { ...redemption, status: status === 'SETTLED' ? 'EXPIRED' : 'UNDECIDED', endedTime: now.time };
}

/** Carries out the members' verdict about an objection. */
export function decide(redemption: RedemptionRecord, verdict: 'BURN' | 'RETURN', now: Moment): RedemptionRecord {
  requireStatus(redemption, 'OBJECTED');
  const { redemptionId, decideBy = '' } = redemption;
  if (isOver(decideBy, now)) reject('VERDICT_LATE', { redemptionId, decideBy });
  return { ...redemption, status: verdict === 'BURN' ? 'BURNED' : 'RETURNED', endedTime: now.time };
}

export function returnsTokens({ status }: RedemptionRecord): boolean {
  return status === 'REJECTED' || status === 'CANCELLED' || status === 'RETURNED' || status === 'UNDECIDED';
}

function requireOver({ redemptionId }: RedemptionRecord, end: string, now: Moment): void {
  if (!isOver(end, now)) reject('REDEMPTION_NOT_DUE', { redemptionId, end });
}

function requireStatus(redemption: RedemptionRecord, ...allowed: readonly RedemptionRecord['status'][]): void {
  const { redemptionId, status } = redemption;
  if (!allowed.includes(status)) reject('REDEMPTION_STATUS_WRONG', { redemptionId, status });
}
