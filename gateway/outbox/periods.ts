/** The periods in which lenders hand packages over, counted from 1970; how long one is, the alliance says. */
import type { AllianceRecord } from '../../chaincode/api/records';

export function periodAt(nowMs: number, { parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return Math.floor(nowMs / periodMs({ parameters }));
}

export function periodStartMs(period: number, { parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return period * periodMs({ parameters });
}

export function periodMs({ parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return parameters.packagePeriodSeconds * 1_000;
}

/**
 * A package of the period holds what waited at this moment, at every lender alike, and is made after it: so neither its own
 * moment nor what the registrar posted meanwhile tells whose package may have brought something.
 */
export function cutOffTime(period: number, alliance: Pick<AllianceRecord, 'parameters'>): string {
  return new Date(periodStartMs(period, alliance) + cutOff * periodMs(alliance)).toISOString();
}

/** The part of a period by which the registrar has posted the one before. */
export const cutOff = 0.5;

/** So long the registrar waits for the package of a lender that was there in the round before. */
export const maxHeldPeriods = 5;

/** Items that were handed over before that period have been posted by the time of this one, or are lost. */
export function handedAgainBefore(period: number): number {
  return period - maxHeldPeriods - 2;
}

/** Lists the lenders that hand packages over; the registrar's own items need none. */
export function listLenders({ members, registrar }: Pick<AllianceRecord, 'members' | 'registrar'>): readonly string[] {
  const creditors = members.filter(({ partyOrgType }) => partyOrgType === 'CREDITOR_ORG');
  return creditors.map(({ partyId }) => partyId).filter((partyId) => partyId !== registrar);
}
