/** The periods in which lenders hand packages over, counted from 1970; how long one is, the alliance says. */
import type { AllianceRecord } from '../../chaincode/api/records';

export function periodAt(nowMs: number, { parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return Math.floor(nowMs / periodMs({ parameters }));
}

export function startOf(period: number, { parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return period * periodMs({ parameters });
}

export function periodMs({ parameters }: Pick<AllianceRecord, 'parameters'>): number {
  return parameters.packagePeriodSeconds * 1_000;
}

/** Who hands packages over; the registrar's own items need none. */
export function lendersOf({ members, registrar }: Pick<AllianceRecord, 'members' | 'registrar'>): readonly string[] {
  const creditors = members.filter(({ partyOrgType }) => partyOrgType === 'CREDITOR_ORG');
  return creditors.map(({ partyId }) => partyId).filter((partyId) => partyId !== registrar);
}
