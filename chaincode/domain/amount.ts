/** Integers with a unit in their name; no float ever appears. */
import { reject } from '../api/refusals';

const rmbPerTokenRate = 10_000n;

/** Throws AMOUNT_NOT_POSITIVE with the field's name. */
export function requirePositive(field: string, amount: number): void {
  if (amount <= 0) reject('AMOUNT_NOT_POSITIVE', { field });
}

/** Throws AMOUNT_TOO_LARGE with the field's name. */
export function requireAtMost(field: string, amount: number, most: number): void {
  if (amount > most) reject('AMOUNT_TOO_LARGE', { field, most });
}

/** Throws AMOUNT_TOO_LARGE where the sum is beyond 2^53 - 1. */
export function checkedSum(...amounts: readonly number[]): number {
  return checked(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n));
}

/** Confirmed limit × token rate ÷ 10,000, rounded up to the fen. */
export function feeFen(limitRmb: number, tokenRateFen: number): number {
  const product = BigInt(limitRmb) * BigInt(tokenRateFen);
  return checked((product + rmbPerTokenRate - 1n) / rmbPerTokenRate);
}

function checked(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) reject('AMOUNT_TOO_LARGE');
  return Number(amount);
}
