/**
 * The jobs of redemptions: the gateway ends those whose periods are over, and speaks for a silent holder, because silence would
 * cost the holder its tokens.
 */
import type { RedemptionRecord } from '../../chaincode/api/records';
import type { Work } from '../work/agent';
import type { TokenDeps } from './deps';

/** The issuer's gateway does so for all holders, and a holder's gateway for itself. */
export function expiringRedemptions(deps: TokenDeps): Work<RedemptionRecord> {
  const { store, ledger, partyId, alliance, dayStart } = deps;
  return {
    name: 'expire-redemptions',
    find: async (_now, limit) => {
      const own = (await alliance())?.members.find((member) => member.partyId === partyId);
      const holder = own?.partyOrgType === 'TOKEN_ISSUER' ? undefined : partyId;
      return store.redemptionsDue({ statuses: ['SETTLED', 'OBJECTED'], partyId: holder }, await dayStart(), limit);
    },
    key: ({ redemptionId }) => redemptionId,
    perform: ({ redemptionId }) => ledger.submit('token:expire', { redemptionId }),
  };
}

/** Cancels redemptions that the issuer has not settled in time. */
export function cancelling(deps: TokenDeps): Work<RedemptionRecord> {
  const { store, ledger, partyId, dayStart } = deps;
  return {
    name: 'cancel-redemptions',
    find: async (_now, limit) => store.redemptionsDue({ statuses: ['REQUESTED'], partyId }, await dayStart(), limit),
    key: ({ redemptionId }) => redemptionId,
    perform: ({ redemptionId }) => ledger.submit('token:cancel', { redemptionId }),
  };
}

/**
 * Objects to a settlement that nobody has acknowledged, one day of the ledger before its time is over: by the gateway's clock, since
 * the ledger may pass over several days at once, or by the ledger's day where that is later.
 */
export function objecting(deps: TokenDeps): Work<RedemptionRecord> {
  const { store, ledger, partyId, alliance, dayStart } = deps;
  return {
    name: 'object-redemptions',
    find: async (now, limit) => {
      const founded = await alliance();
      const today = await dayStart();
      if (founded === undefined || today === '') return [];
      const latest = Math.max(Date.parse(now), Date.parse(today));
      const until = new Date(latest + founded.daySeconds * 1_000).toISOString();
      const settled = await store.redemptionsDue({ statuses: ['SETTLED'], partyId }, until, limit);
      return settled.filter(({ objectBy = '' }) => objectBy > today);
    },
    key: ({ redemptionId }) => redemptionId,
    perform: ({ redemptionId }) => ledger.submit('token:object', { redemptionId }),
  };
}
