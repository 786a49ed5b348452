/**
 * Advances the ledger's day. A regulator's gateway does so as soon as the contract allows it; where the day is two behind, the
 * gateways of the others do, in the order of the members.
 */
import { dayAt, dayCount, patienceDays, startOfDayMs } from '../../chaincode/api/ledger-day';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { Work } from '../work/agent';
import type { AllianceDeps } from './deps';

/** Members who may do it come one after another, so that their transactions do not meet. */
const spread = { shareOfDay: 1 / 40, maxMs: 60_000 } as const;

type AdvancingDeps = Pick<AllianceDeps, 'ledger' | 'partyId' | 'alliance' | 'ledgerDay'>;

export function advancing({ ledger, partyId, alliance, ledgerDay }: AdvancingDeps): Work<number> {
  return {
    name: 'advance-day',
    find: async (now) => {
      const founded = await alliance();
      const present = await ledgerDay();
      if (founded === undefined || present === undefined) return [];
      const day = dayToAdvanceTo(founded, partyId, { present, nowMs: Date.parse(now) });
      return day === undefined ? [] : [day];
    },
    key: String,
    perform: (day) => ledger.submit('alliance:advanceDay', { day }),
  };
}

/** Undefined where the institution does not advance the day now. */
export function dayToAdvanceTo(
  alliance: AllianceRecord,
  partyId: string,
  { present, nowMs }: { readonly present: number; readonly nowMs: number },
): number | undefined {
  const { members, parameters } = alliance;
  const days = dayCount(alliance);
  const member = members.find((each) => each.partyId === partyId);
  if (member === undefined) return undefined;
  const certainMs = nowMs - parameters.clockWindowSeconds * 1_000;
  const latest = dayAt(certainMs, days);
  if (member.partyOrgType === 'REGULATOR') return latest > present ? latest : undefined;
  const others = members.filter(({ partyOrgType }) => partyOrgType !== 'REGULATOR');
  const waitMs = others.indexOf(member) * Math.min(days.daySeconds * 1_000 * spread.shareOfDay, spread.maxMs);
  return certainMs >= startOfDayMs({ ...days, day: present + patienceDays }) + waitMs ? latest : undefined;
}

/** How many days the clock has begun since the ledger's day began; undefined before the founding. */
export async function daysBehind(
  { alliance, ledgerDay }: Pick<AllianceDeps, 'alliance' | 'ledgerDay'>,
  nowMs: number,
): Promise<number | undefined> {
  const founded = await alliance();
  const present = await ledgerDay();
  return founded === undefined || present === undefined ? undefined : dayAt(nowMs, dayCount(founded)) - present;
}
