/**
 * The jobs of plans: deliver, accept or dispute, expire, close. Deadlines follow the gateway's clock, and periods in which silence
 * decides follow the ledger's day.
 */
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import type { Work } from '../work/agent';
import type { PlanTools } from './deps';
import { acceptOrDispute, deliver } from './exchange';

export function delivering(tools: PlanTools): Work<ConfirmRecord> {
  const { store, partyId } = tools;
  return {
    name: 'deliver',
    find: (now, limit) => store.confirmsToDeliver(partyId, now, limit),
    key: ({ confirmId }) => confirmId,
    perform: async (confirm) => {
      const plan = await readPlan(tools, confirm);
      return plan && deliver(tools, plan, confirm);
    },
  };
}

/** Leaves out deliveries that wait for an officer. */
export function acceptingOrDisputing(tools: PlanTools): Work<ConfirmRecord> {
  const { store, partyId, acceptance, dayStart } = tools;
  return {
    name: 'accept-or-dispute',
    find: async (_now, limit) => {
      const found = await store.confirmsToAccept(partyId, await dayStart(), limit + acceptance.left);
      acceptance.keepOnly(found);
      return found.filter(({ confirmId }) => acceptance.leftFor(confirmId) === undefined);
    },
    key: ({ confirmId }) => confirmId,
    perform: async (confirm) => {
      const plan = await readPlan(tools, confirm);
      return plan && acceptOrDispute(tools, plan, confirm);
    },
  };
}

/** The gateways of both sides do it; the second one changes nothing. */
export function expiringConfirms({ store, ledger, partyId, dayStart }: PlanTools): Work<ConfirmRecord> {
  return {
    name: 'expire-confirms',
    find: async (now, limit) => store.confirmsToExpire(partyId, { now, dayStart: await dayStart() }, limit),
    key: ({ confirmId }) => confirmId,
    perform: ({ assetId, confirmId }) => ledger.submit('plan:expire', { assetId, confirmId }),
  };
}

export function closing({ store, ledger, partyId }: PlanTools): Work<PlanRecord> {
  return {
    name: 'close-plans',
    find: (now, limit) => store.plansToClose(partyId, now, limit),
    key: ({ assetId }) => assetId,
    perform: ({ assetId }) => ledger.submit('plan:close', { assetId }),
  };
}

async function readPlan({ store }: PlanTools, { assetId }: ConfirmRecord): Promise<PlanRecord | undefined> {
  return (await store.plan(assetId))?.plan;
}
