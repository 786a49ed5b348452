/**
 * A value can be surely a slip of a unit or of a digit, though nothing forbids it. This is the one place that says so, for a plan on
 * the ledger, for REST and for files. The sender gets a warning, and the plan is accepted.
 */
import type { PlanContent } from './records';

export const planWarnings = [
  'SHARED_LIMIT_ABOVE_SHARE_LIMIT',
  'SHARED_LIMIT_ABOVE_AMOUNT',
  'AMOUNT_ABOVE_LOAN_LIMIT',
  'SHARED_RATE_LOW',
  'SHARED_RATE_HIGH',
  'TOKEN_RATE_HIGH',
] as const;
export type PlanWarning = (typeof planWarnings)[number];

/** Loans at less than 1 % are rare, and a rate that was meant in per cent is not. */
const lowRateBps = 100;
/** Beyond 36 % no court of China's mainland protects any interest. */
const highRateBps = 3_600;
/** A fee of 1 % of what is confirmed; usual ones are below a tenth of that. */
const highTokenRateFen = 10_000;

/** Nothing is free, and no slip. */
export function isRateLow(rateBps: number): boolean {
  return rateBps > 0 && rateBps < lowRateBps;
}

/** In the order of `planWarnings`. */
export function findPlanWarnings(plan: PlanContent): readonly PlanWarning[] {
  const { borrowerPerson, riskControlResult, joinLimit } = plan;
  const { minBps, maxBps } = joinLimit.sharedRate;
  const holds: Readonly<Record<PlanWarning, boolean>> = {
    SHARED_LIMIT_ABOVE_SHARE_LIMIT: joinLimit.sharedLimitRmb > riskControlResult.shareLimitRmb,
    SHARED_LIMIT_ABOVE_AMOUNT: joinLimit.sharedLimitRmb > borrowerPerson.amountRmb,
    AMOUNT_ABOVE_LOAN_LIMIT: borrowerPerson.amountRmb > riskControlResult.loanLimitRmb,
    SHARED_RATE_LOW: isRateLow(minBps) || isRateLow(maxBps),
    SHARED_RATE_HIGH: maxBps > highRateBps,
    TOKEN_RATE_HIGH: joinLimit.tokenRateFen > highTokenRateFen,
  };
  return planWarnings.filter((warning) => holds[warning]);
}
