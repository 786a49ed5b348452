/** Shows since when this institution's confirms wait for it, and until when. Overdue ones are left out: they end by themselves. */
import type { Measured } from '../http/readings';
import type { PlanDeps } from './deps';

export function showFirstDue({ metrics, store, partyId, dayStart }: PlanDeps & Measured): void {
  metrics.readings.readFirstDue('deliver', async () => {
    const [oldest] = await store.confirmsToDeliver(partyId, new Date().toISOString(), 1);
    return oldest && { since: oldest.confirmTime, deadline: oldest.deliverBy };
  });
  metrics.readings.readFirstDue('accept', async () => {
    const [oldest] = await store.confirmsToAccept(partyId, await dayStart(), 1);
    const { deliveredTime: since, disputeBy: deadline } = oldest ?? {};
    return since === undefined || deadline === undefined ? undefined : { since, deadline };
  });
}
