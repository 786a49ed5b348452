/** What follows from the ledger's day: who advances it and when, and what is purged once its time is over. */
import { dayAt, dayCount, patienceDays, startOfDay, startOfDayMs } from '../../chaincode/api/ledger-day';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { Gateway } from '../gateway';
import type { Work } from '../work/agent';

/** Members who may do it come one after another, so that their transactions do not meet. */
const spread = { shareOfDay: 1 / 40, maxMs: 60_000 } as const;

/**
 * As soon as the contract allows it, a regulator's gateway; where the day is two behind, the others', in the order of the
 * members.
 */
export function advancing({ store, ledger, partyId, alliance }: Gateway): Work<number> {
  return {
    name: 'advance-day',
    find: async (now) => {
      const founded = await alliance();
      const present = await store.lending.ledgerDay();
      if (founded === undefined || present === undefined) return [];
      const day = dayToAdvanceTo(founded, partyId, { present, nowMs: Date.parse(now) });
      return day === undefined ? [] : [day];
    },
    key: String,
    perform: (day) => ledger.submit('alliance:advanceDay', { day }),
  };
}

/** When the ledger's day began: a period in which silence decides and that ends then or before is over. '' before the founding. */
export async function dayStart({
  store,
  alliance,
}: { readonly store: Pick<Gateway['store'], 'lending'> } & Pick<Gateway, 'alliance'>): Promise<string> {
  const founded = await alliance();
  const day = await store.lending.ledgerDay();
  return founded === undefined || day === undefined ? '' : startOfDay({ day, ...dayCount(founded) });
}

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

interface Purge {
  readonly recordId: string;
  /** 0: the terms, and what was said in disputes. */
  readonly number: number;
}

/** The registrar's for all records: a lender that purged its own would show that they are its own. */
export function purging({ store, ledger, partyId, alliance }: Gateway): Work<Purge> {
  return {
    name: 'purge-credit',
    find: async (_now, limit) => {
      const founded = await alliance();
      const day = await store.lending.ledgerDay();
      if (founded?.registrar !== partyId || day === undefined) return [];
      const before = day - founded.parameters.retentionDays;
      if (before <= 0) return [];
      const feedbacks = await store.lending.feedbacksToPurge(before, limit);
      const records = await store.lending.recordsToPurge(before, limit);
      const terms = records.map(({ recordId }) => ({ recordId, number: 0 }));
      return [...feedbacks.map(({ recordId, number }) => ({ recordId, number })), ...terms].slice(0, limit);
    },
    key: ({ recordId, number }) => `${recordId}:${number}`,
    perform: (purge) => ledger.submit('credit:purge', purge),
  };
}
