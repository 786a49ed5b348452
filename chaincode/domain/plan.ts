/**
 * A plan: what a contributor offers of a loan asset, on which conditions, and how much of it is left.
 *
 * Caller and time arrive as values: every endorsing peer runs these rules for itself, and all of them must come to the same
 * bytes. The order of refusals is that of the table in api/refusals.ts.
 */
import { maxConfirmsPerPlan, type PlanWarning } from '../api/commands';
import type { ConfirmRecord, PlanContent, PlanRecord } from '../api/records';
import { reject } from '../api/refusals';
import { feeFen, requirePositive } from './amount';

export interface Publication extends PlanContent {
  readonly assetId: string;
  readonly contributor: string;
  readonly sealedHash: string;
  readonly keyVersion: number;
}

/** What is wrong with the conditions whatever the ledger holds, besides the time. */
export function checkConditions({ borrowerPerson, joinLimit }: PlanContent): void {
  requirePositive('amountRmb', borrowerPerson.amountRmb);
  requirePositive('sharedLimitRmb', joinLimit.sharedLimitRmb);
  // So that no confirm of the plan can have a fee that is too large.
  feeFen(joinLimit.sharedLimitRmb, joinLimit.tokenRateFen);
  if (joinLimit.sharedRate.minBps > joinLimit.sharedRate.maxBps) reject('RATE_RANGE_INVALID');
  if (joinLimit.form === 'FIRST_COME' && joinLimit.participantCount !== 1) reject('PARTICIPANT_COUNT_NOT_ONE');
  if (joinLimit.endTime <= joinLimit.startTime) reject('PLAN_WINDOW_INVALID');
}

export function publishPlan(publication: Publication, time: string): PlanRecord {
  const { joinLimit } = publication;
  if (joinLimit.endTime <= time) reject('PLAN_ALREADY_ENDED');
  return {
    ...publication,
    docType: 'plan',
    publishedTime: time,
    status: 'OPEN',
    purged: false,
    remainingLimitRmb: joinLimit.sharedLimitRmb,
    confirmIds: [],
  };
}

/** What makes two publications the same: public fields and commitments, never bytes that were wrapped at random. */
export function contentOf(plan: PlanContent): PlanContent {
  const { borrowerPerson, carMortgageInfo, riskControlResult, joinLimit, fieldsCommitment, keyCommitment } = plan;
  return { borrowerPerson, carMortgageInfo, riskControlResult, joinLimit, fieldsCommitment, keyCommitment };
}

/** The risk control's limit is only a reference: sharing more warns and is accepted. */
export function warningsOf({ joinLimit, riskControlResult }: PlanContent): readonly PlanWarning[] {
  return joinLimit.sharedLimitRmb > riskControlResult.shareLimitRmb ? ['SHARED_LIMIT_ABOVE_SHARE_LIMIT'] : [];
}

/** Whether a confirm of this limit and rate fits the plan now. */
export function checkTakeIn(
  plan: PlanRecord,
  takeIn: { readonly limitRmb: number; readonly rateBps: number; readonly minConfirmRmb: number },
  time: string,
): void {
  const { assetId, joinLimit, remainingLimitRmb, status } = plan;
  const { minBps, maxBps } = joinLimit.sharedRate;
  if (time < joinLimit.startTime) reject('PLAN_NOT_STARTED', { assetId });
  if (time >= joinLimit.endTime) reject('PLAN_ENDED', { assetId });
  if (status !== 'OPEN' || plan.purged) reject('PLAN_NOT_OPEN', { assetId, status });
  if (takeIn.rateBps < minBps || takeIn.rateBps > maxBps) reject('RATE_OUT_OF_RANGE', { assetId, minBps, maxBps });
  if (takeIn.limitRmb > remainingLimitRmb) reject('LIMIT_EXCEEDED', { assetId, remainingLimitRmb });
  if (takeIn.limitRmb < takeIn.minConfirmRmb && takeIn.limitRmb !== remainingLimitRmb) {
    reject('CONFIRM_BELOW_MINIMUM', { assetId, minConfirmRmb: takeIn.minConfirmRmb, remainingLimitRmb });
  }
  if (plan.confirmIds.length >= maxConfirmsPerPlan) reject('CONFIRMS_EXHAUSTED', { assetId });
}

/** The plan with one more confirm; FILLED when nothing is left or all places are taken. */
export function takeIn(plan: PlanRecord, confirm: ConfirmRecord): PlanRecord {
  const confirmIds = [...plan.confirmIds, confirm.confirmId];
  const remainingLimitRmb = plan.remainingLimitRmb - confirm.confirmTakeInLimitRmb;
  const filled = remainingLimitRmb === 0 || participators(confirmIds).size >= plan.joinLimit.participantCount;
  return { ...plan, confirmIds, remainingLimitRmb, status: filled ? 'FILLED' : 'OPEN' };
}

/** The plan without a refunded confirm: limit and place are back before endTime, unless it was closed or withdrawn. */
export function giveBack(plan: PlanRecord, confirm: ConfirmRecord, time: string): PlanRecord {
  const confirmIds = plan.confirmIds.filter((confirmId) => confirmId !== confirm.confirmId);
  const live = (plan.status === 'OPEN' || plan.status === 'FILLED') && time < plan.joinLimit.endTime;
  if (!live) return { ...plan, confirmIds };
  const remainingLimitRmb = plan.remainingLimitRmb + confirm.confirmTakeInLimitRmb;
  const filled = participators(confirmIds).size >= plan.joinLimit.participantCount;
  return { ...plan, confirmIds, remainingLimitRmb, status: filled ? 'FILLED' : 'OPEN' };
}

/** By the contributor; confirms that were made run to their end. */
export function withdrawPlan(plan: PlanRecord): PlanRecord {
  const { assetId, status } = plan;
  if (status === 'CLOSED') reject('PLAN_NOT_OPEN', { assetId, status });
  return { ...plan, status: 'WITHDRAWN' };
}

/** After endTime; from then on no confirm is possible, not even one that was endorsed earlier and held back. */
export function closePlan(plan: PlanRecord, time: string): PlanRecord {
  const { assetId, status } = plan;
  if (status === 'WITHDRAWN') reject('PLAN_NOT_OPEN', { assetId, status });
  if (time < plan.joinLimit.endTime) reject('PLAN_NOT_ENDED', { assetId });
  return { ...plan, status: 'CLOSED' };
}

/** `confirms` are those that the plan names. The sealed record goes from all peers with it. */
export function purgePlan(plan: PlanRecord, confirms: readonly ConfirmRecord[]): PlanRecord {
  const { assetId } = plan;
  if (plan.status === 'OPEN') reject('PLAN_STILL_OPEN', { assetId });
  const unsettled = confirms.find(({ status }) => status === 'HELD' || status === 'DELIVERED');
  if (unsettled !== undefined) reject('PLAN_UNSETTLED', { assetId, confirmId: unsettled.confirmId });
  return { ...plan, purged: true };
}

/** Institutions, not confirms: one may confirm several times. */
function participators(confirmIds: readonly string[]): ReadonlySet<string> {
  return new Set(confirmIds.map((confirmId) => confirmId.slice(0, confirmId.indexOf(':'))));
}
