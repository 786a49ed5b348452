/** The transaction on the ledger's day. Rules are in domain/ledger-day.ts. */
import { advanceDay as advance } from '../domain/ledger-day';
import type { Execution } from './transaction';

const advanceDay: Execution<'alliance:advanceDay'> = {
  reads: () => [],
  execute: async ({ day }, { state, caller, alliance, day: present, time, announce }) => {
    if (present === day) return { answer: { day }, repeated: true };
    const byRegulator = caller.member.partyOrgType === 'REGULATOR';
    state.put(advance(present, { day, byRegulator }, alliance, time));
    announce({ name: 'AllianceEvent', eventName: 'DAY_ADVANCED', day });
    return { answer: { day } };
  },
};

export const ledgerDayExecutions = { 'alliance:advanceDay': advanceDay };
