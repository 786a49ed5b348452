/**
 * A plan: what a contributor offers of a loan asset, on which conditions, and how much of it is left.
 *
 * Caller and time arrive as values: every endorsing peer runs these rules for itself, and all of them must come to the same
 * bytes. The order of refusals is that of the table in api/refusal-table.ts.
 */
import { maxConfirmsUnderWay, maxRefunds } from '../api/commands';
import {
  type AllianceParameters,
  type ConfirmRecord,
  heldConfirmStatuses,
  type Participation,
  type PlanContent,
  type PlanRecord,
} from '../api/records';
import { reject } from '../api/refusals';
import { feeFen, requirePositive } from './amount';

export interface Publication extends PlanContent {
  readonly assetId: string;
  readonly contributor: string;
  readonly sealedHash: string;
  readonly keyVersion: number;
}

/** Checks the conditions that hold whatever the ledger holds, apart from the time. */
export function checkConditions({ borrowerPerson, joinLimit }: PlanContent): void {
  requirePositive('amountRmb', borrowerPerson.amountRmb);
  requirePositive('sharedLimitRmb', joinLimit.sharedLimitRmb);
  // So that no confirm of the plan can have a fee that is too large.
  feeFen(joinLimit.sharedLimitRmb, joinLimit.tokenRateFen);
  if (joinLimit.sharedRate.minBps > joinLimit.sharedRate.maxBps) reject('RATE_RANGE_INVALID');
  if (joinLimit.form === 'FIRST_COME' && joinLimit.participantCount !== 1) reject('PARTICIPANT_COUNT_NOT_ONE');
  if (joinLimit.endTime <= joinLimit.startTime) reject('PLAN_WINDOW_INVALID');
  if ((joinLimit.minConfirmRmb ?? 0) > joinLimit.sharedLimitRmb) reject('MIN_CONFIRM_TOO_LARGE');
}

export function publishPlan(
  publication: Publication,
  { minConfirmRmb }: Pick<AllianceParameters, 'minConfirmRmb'>,
  time: string,
): PlanRecord {
  const { joinLimit } = publication;
  if (joinLimit.endTime <= time) reject('PLAN_ALREADY_ENDED');
  if ((joinLimit.minConfirmRmb ?? minConfirmRmb) < minConfirmRmb) reject('MIN_CONFIRM_TOO_SMALL', { minConfirmRmb });
  return {
    ...publication,
    docType: 'plan',
    publishedTime: time,
    status: 'OPEN',
    purged: false,
    remainingLimitRmb: joinLimit.sharedLimitRmb,
    confirmIds: [],
    participations: [],
  };
}

/** Two publications are the same by public fields and commitments, never by bytes that were wrapped at random. */
export function planContent(plan: PlanContent): PlanContent {
  const { borrowerPerson, carMortgageInfo, riskControlResult, joinLimit, fieldsCommitment, keyCommitment } = plan;
  return { borrowerPerson, carMortgageInfo, riskControlResult, joinLimit, fieldsCommitment, keyCommitment };
}

/** The wishes of a confirm. */
interface Wanted {
  readonly partyId: string;
  readonly limitRmb: number;
  readonly rateBps: number;
}

/** Checks that a confirm of this institution, limit and rate fits the plan now. */
export function checkTakeIn(
  plan: PlanRecord,
  { partyId, limitRmb, rateBps }: Wanted,
  parameters: Pick<AllianceParameters, 'minConfirmRmb'>,
  time: string,
): void {
  const { assetId, joinLimit, remainingLimitRmb, status, participations } = plan;
  const { minBps, maxBps } = joinLimit.sharedRate;
  if (time < joinLimit.startTime) reject('PLAN_NOT_STARTED', { assetId });
  if (time >= joinLimit.endTime) reject('PLAN_ENDED', { assetId });
  if (status !== 'OPEN' || plan.purged) reject('PLAN_NOT_OPEN', { assetId, status });
  if (rateBps < minBps || rateBps > maxBps) reject('RATE_OUT_OF_RANGE', { assetId, minBps, maxBps });
  if (limitRmb > remainingLimitRmb) reject('LIMIT_EXCEEDED', { assetId, remainingLimitRmb });
  // The alliance's may have been raised since the plan was published.
  const minConfirmRmb = Math.max(joinLimit.minConfirmRmb ?? 0, parameters.minConfirmRmb);
  if (limitRmb < minConfirmRmb && limitRmb !== remainingLimitRmb) {
    reject('CONFIRM_BELOW_MINIMUM', { assetId, minConfirmRmb, remainingLimitRmb });
  }
  const refunded = participations.find((each) => each.partyId === partyId)?.refunded ?? 0;
  if (refunded >= maxRefunds) reject('CONFIRMS_REFUNDED_TOO_OFTEN', { assetId, refunded });
}

export function isListFull({ confirmIds }: PlanRecord): boolean {
  return confirmIds.length >= maxConfirmsUnderWay;
}

/** The plan without the confirms that were paid since they were listed. `listed` are all that the plan names. */
export function dropEnded(plan: PlanRecord, listed: readonly ConfirmRecord[]): PlanRecord {
  const confirmIds = listed.filter(isUnderWay).map(({ confirmId }) => confirmId);
  if (confirmIds.length >= maxConfirmsUnderWay) reject('CONFIRMS_EXHAUSTED', { assetId: plan.assetId });
  return { ...plan, confirmIds };
}

/** The plan with one more confirm; FILLED when nothing is left or all places are taken. */
export function takeIn(plan: PlanRecord, { confirmId, partyId, confirmTakeInLimitRmb }: ConfirmRecord): PlanRecord {
  const participations = counted(plan.participations, partyId, { standing: 1, refunded: 0 });
  return withStatus({
    ...plan,
    confirmIds: [...plan.confirmIds, confirmId],
    participations,
    remainingLimitRmb: plan.remainingLimitRmb - confirmTakeInLimitRmb,
  });
}

/** The plan without a refunded confirm: limit and place are back before endTime, unless it was closed or withdrawn. */
export function giveBack(plan: PlanRecord, confirm: ConfirmRecord, time: string): PlanRecord {
  const confirmIds = plan.confirmIds.filter((confirmId) => confirmId !== confirm.confirmId);
  const participations = counted(plan.participations, confirm.partyId, { standing: -1, refunded: 1 });
  const after = { ...plan, confirmIds, participations };
  const live = (plan.status === 'OPEN' || plan.status === 'FILLED') && time < plan.joinLimit.endTime;
  if (!live) return after;
  return withStatus({ ...after, remainingLimitRmb: plan.remainingLimitRmb + confirm.confirmTakeInLimitRmb });
}

/** Marks a plan that takes confirms as OPEN or FILLED. A place is an institution, which may confirm several times. */
function withStatus(plan: PlanRecord): PlanRecord {
  const places = plan.participations.filter(({ standing }) => standing > 0).length;
  const filled = plan.remainingLimitRmb === 0 || places >= plan.joinLimit.participantCount;
  return { ...plan, status: filled ? 'FILLED' : 'OPEN' };
}

function counted(
  participations: readonly Participation[],
  partyId: string,
  more: Omit<Participation, 'partyId'>,
): readonly Participation[] {
  const present = participations.find((each) => each.partyId === partyId) ?? { partyId, standing: 0, refunded: 0 };
  const { standing, refunded } = present;
  const after = { partyId, standing: standing + more.standing, refunded: refunded + more.refunded };
  const known = participations.some((each) => each.partyId === partyId);
  return known ? participations.map((each) => (each.partyId === partyId ? after : each)) : [...participations, after];
}

/** The contributor withdraws its plan; confirms that were made run to their end. */
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

/** `listed` are the confirms that the plan names. The sealed record goes from all peers with it. */
export function purgePlan(plan: PlanRecord, listed: readonly ConfirmRecord[]): PlanRecord {
  const { assetId } = plan;
  if (plan.status === 'OPEN') reject('PLAN_STILL_OPEN', { assetId });
  const open = listed.find(isUnderWay);
  if (open !== undefined) reject('CONFIRM_NOT_ENDED', { assetId, confirmId: open.confirmId });
  return { ...plan, purged: true };
}

function isUnderWay({ status }: ConfirmRecord): boolean {
  return heldConfirmStatuses.includes(status);
}
