/** Purges records once their time is over by the ledger's day. */
import type { Work } from '../work/agent';
import type { RegistrarDeps } from './deps';

interface Purge {
  readonly recordId: string;
  /** 0: the terms, and what was said in disputes. */
  readonly number: number;
}

/** The registrar's for all records: a lender that purged its own would show that they are its own. */
export function purging(
  deps: Pick<RegistrarDeps, 'store' | 'ledger' | 'partyId' | 'alliance' | 'ledgerDay'>,
): Work<Purge> {
  const { store, ledger, partyId, alliance, ledgerDay } = deps;
  return {
    name: 'purge-credit',
    find: async (_now, limit) => {
      const founded = await alliance();
      const day = await ledgerDay();
      if (founded?.registrar !== partyId || day === undefined) return [];
      const before = day - founded.parameters.retentionDays;
      if (before <= 0) return [];
      const feedbacks = await store.registrar.feedbacksToPurge(before, limit);
      const records = await store.registrar.recordsToPurge(before, limit);
      const terms = records.map(({ recordId }) => ({ recordId, number: 0 }));
      return [...feedbacks.map(({ recordId, number }) => ({ recordId, number })), ...terms].slice(0, limit);
    },
    key: ({ recordId, number }) => `${recordId}:${number}`,
    perform: (purge) => ledger.submit('credit:purge', purge),
  };
}
