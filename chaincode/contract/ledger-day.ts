/** The transaction on the ledger's day. Rules are in domain/ledger-day.ts. */
import type { LedgerDayRecord } from '../api/records';
import { reject } from '../api/refusals';
import { advanceDay as advance } from '../domain/ledger-day';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import type { Execution } from './transaction';

/** Written when the alliance is founded. */
export async function readLedgerDay(state: Overlay): Promise<LedgerDayRecord> {
  return (await state.get('ledgerDay', keys.ledgerDay())) ?? reject('ALLIANCE_NOT_FOUNDED');
}

const advanceDay: Execution<'alliance:advanceDay'> = {
  reads: () => [keys.ledgerDay()],
  execute: async ({ day }, { state, caller, alliance, time, announce }) => {
    const present = await readLedgerDay(state);
    if (present.day === day) return { answer: { day }, repeated: true };
    const byRegulator = caller.member.partyOrgType === 'REGULATOR';
    state.put(advance(present, { day, byRegulator }, alliance, time));
    announce({ name: 'AllianceEvent', eventName: 'DAY_ADVANCED', day });
    return { answer: { day } };
  },
};

export const ledgerDayExecutions = { 'alliance:advanceDay': advanceDay };
