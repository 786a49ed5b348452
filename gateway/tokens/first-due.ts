/** Shows the redemption that the issuer must settle first: at the issuer among all, at a holder among its own. */
import type { Measured } from '../http/readings';
import type { TokenDeps } from './deps';

/** After the time of every redemption. */
const everything = '9999-12-31T00:00:00.000Z';

export function showFirstDue({ metrics, store, partyId, alliance }: TokenDeps & Measured): void {
  metrics.readings.readFirstDue('settle', async () => {
    const own = (await alliance())?.members.find((member) => member.partyId === partyId);
    const holder = own?.partyOrgType === 'TOKEN_ISSUER' ? undefined : partyId;
    const [first] = await store.redemptionsDue({ statuses: ['REQUESTED'], partyId: holder }, everything, 1);
    return first && { since: first.requestedTime, deadline: first.cancelFrom };
  });
}
