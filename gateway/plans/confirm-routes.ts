/** Confirms, and by hand the steps of the exchange that gateways otherwise take by themselves. */

import type { z } from 'zod';
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/confirms';
import type { confirmParams } from '../api/forms';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { command, done, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import { deliver, dispute, openDelivery, readSealed } from './exchange';
import { confirmView } from './views';

export function confirmRoutes(gateway: Gateway): readonly Route[] {
  return [
    serve(rest.confirmPlan, async ({ params, body }) => {
      const assetId = whole(gateway, params.assetId);
      const confirmId = wholeId(ownId(body.confirmId, gateway.partyId));
      await requireRecord(gateway, assetId, confirmId);
      const oneOffPublicKey = gateway.vault.oneOffPublicKey(assetId, confirmId);
      return command(gateway, 'plan:confirm', { ...body, assetId, confirmId, oneOffPublicKey, folds: [] });
    }),

    serve(rest.readConfirm, async ({ params }) => {
      return { body: confirmView(await readConfirm(gateway, params), gateway.acceptance) };
    }),

    serve(rest.deliverData, async ({ params }) => {
      const confirm = await readConfirm(gateway, params);
      const { confirmId, contributor } = confirm;
      if (contributor !== gateway.partyId) reject('NOT_CONTRIBUTOR', { confirmId });
      const delivered = await deliver(gateway, await readPlan(gateway, confirm), confirm);
      return done(delivered ?? recordMissing());
    }),

    serve(rest.acceptDelivery, ({ params }) => command(gateway, 'plan:accept', wholes(gateway, params))),

    serve(rest.disputeDelivery, async ({ params }) => {
      const confirm = await readConfirm(gateway, params);
      const { confirmId, partyId, endedBy, wrap } = confirm;
      if (partyId !== gateway.partyId) reject('NOT_PARTICIPATOR', { confirmId });
      if (wrap === undefined) reject('CONFIRM_NOT_DELIVERED', { confirmId });
      if (endedBy !== 'DISPUTED') await refuseIfUsable(gateway, confirm);
      return done(await dispute(gateway, confirm));
    }),

    serve(rest.expireConfirm, ({ params }) => command(gateway, 'plan:expire', wholes(gateway, params))),
  ];
}

type ConfirmParams = z.infer<typeof confirmParams>;

function wholes(gateway: Gateway, { assetId, confirmId }: ConfirmParams): ConfirmParams {
  return { assetId: whole(gateway, assetId), confirmId: whole(gateway, confirmId) };
}

async function readConfirm(gateway: Gateway, params: ConfirmParams): Promise<ConfirmRecord> {
  const { assetId, confirmId } = wholes(gateway, params);
  const confirm = await gateway.store.confirm(confirmId);
  return confirm?.assetId === assetId ? confirm : reject('CONFIRM_NOT_FOUND', { assetId, confirmId });
}

async function readPlan({ store }: Gateway, { assetId }: ConfirmRecord): Promise<PlanRecord> {
  return (await store.plan(assetId))?.plan ?? reject('PLAN_NOT_FOUND', { assetId });
}

/**
 * Nobody pays for a record that cannot be handed over. A confirm made before needs no record any more, and what the ledger
 * refuses anyhow is left to it. A plan that is not folded yet is asked of the peer.
 */
async function requireRecord({ store, ledger, partyId }: Gateway, assetId: string, confirmId: string): Promise<void> {
  const known = (await store.plan(assetId))?.plan;
  const plan = known ?? ((await ledger.evaluate('plan:read', assetId)) as PlanRecord | null);
  if (plan === null || plan.purged || plan.contributor === partyId) return;
  if ((await readSealed(ledger, plan)) !== undefined) return;
  if ((await store.confirm(confirmId)) === undefined) recordMissing();
}

/** A usable delivery is not disputed: that would reveal the one-off key for nothing. */
async function refuseIfUsable(gateway: Gateway, confirm: ConfirmRecord): Promise<void> {
  const opened = await openDelivery(gateway, await readPlan(gateway, confirm), confirm);
  if ('fields' in (opened ?? recordMissing())) reject('DISPUTE_NOT_PROVEN', { confirmId: confirm.confirmId });
}

function recordMissing(): never {
  throw new Problem('RECORD_UNAVAILABLE');
}
