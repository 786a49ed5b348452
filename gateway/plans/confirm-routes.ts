/** Serves confirms, and the steps of the exchange that officers take by hand. */

import type { z } from 'zod';
import { ownId, refusePersonal, wholeId } from '../../chaincode/api/identifiers';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/confirms';
import type { confirmParams } from '../api/forms';
import { Problem } from '../api/problem';
import { command, done, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { PlanTools } from './deps';
import { deliver, dispute, openDelivery, readSealed } from './exchange';
import type { ConfirmFilter } from './store';
import { confirmView, countsView } from './views';

const orders = {
  confirmed: { by: 'position', direction: 'asc' },
  '-confirmed': { by: 'position', direction: 'desc' },
  amount: { by: 'amount', direction: 'asc' },
  '-amount': { by: 'amount', direction: 'desc' },
} as const;

export function confirmRoutes(tools: PlanTools): readonly Route[] {
  return [
    serve(rest.listConfirms, async ({ query: { cursor, limit, sort, ...filter }, asOfBlock }) => {
      const page = { cursor, limit, order: orders[sort] };
      const { items, nextCursor } = await tools.store.confirms(readFilter(tools, filter), page);
      return { body: { items: items.map((confirm) => confirmView(confirm, tools.acceptance)), nextCursor, asOfBlock } };
    }),

    serve(rest.countConfirms, async ({ query, asOfBlock }) => {
      return { body: countsView(await tools.store.countConfirms(readFilter(tools, query)), asOfBlock) };
    }),

    serve(rest.confirmPlan, async ({ params, body }) => {
      const assetId = whole(tools, params.assetId);
      const confirmId = wholeId(ownId(body.confirmId, tools.partyId));
      await requireRecord(tools, assetId, confirmId);
      const oneOffPublicKey = tools.vault.oneOffPublicKey(assetId, confirmId);
      return command(tools, 'plan:confirm', { ...body, assetId, confirmId, oneOffPublicKey });
    }),

    serve(rest.readConfirm, async ({ params }) => {
      return { body: confirmView(await readConfirm(tools, params), tools.acceptance) };
    }),

    serve(rest.deliverData, async ({ params }) => {
      const confirm = await readConfirm(tools, params);
      const { confirmId, contributor } = confirm;
      if (contributor !== tools.partyId) reject('NOT_CONTRIBUTOR', { confirmId });
      const delivered = await deliver(tools, await readPlan(tools, confirm), confirm);
      return done(delivered ?? recordMissing());
    }),

    serve(rest.acceptDelivery, ({ params }) => command(tools, 'plan:accept', wholes(tools, params))),

    serve(rest.disputeDelivery, async ({ params }) => {
      const confirm = await readConfirm(tools, params);
      const { confirmId, partyId, endedBy, wrap } = confirm;
      if (partyId !== tools.partyId) reject('NOT_PARTICIPATOR', { confirmId });
      if (wrap === undefined) reject('CONFIRM_NOT_DELIVERED', { confirmId });
      if (endedBy !== 'DISPUTED') await refuseIfUsable(tools, confirm);
      return done(await dispute(tools, confirm));
    }),

    serve(rest.expireConfirm, ({ params }) => command(tools, 'plan:expire', wholes(tools, params))),
  ];
}

/** Own plans may be named by their local part. Throws IDENTIFIER_PERSONAL. */
function readFilter(tools: PlanTools, { assetId, ...filter }: ConfirmFilter): ConfirmFilter {
  refusePersonal(assetId ?? '');
  refusePersonal(filter.confirmIdPrefix ?? '');
  return { ...filter, assetId: assetId && whole(tools, assetId) };
}

type ConfirmParams = z.infer<typeof confirmParams>;

function wholes(tools: PlanTools, { assetId, confirmId }: ConfirmParams): ConfirmParams {
  return { assetId: whole(tools, assetId), confirmId: whole(tools, confirmId) };
}

async function readConfirm(tools: PlanTools, params: ConfirmParams): Promise<ConfirmRecord> {
  const { assetId, confirmId } = wholes(tools, params);
  const confirm = await tools.store.confirm(confirmId);
  return confirm?.assetId === assetId ? confirm : reject('CONFIRM_NOT_FOUND', { assetId, confirmId });
}

async function readPlan({ store }: PlanTools, { assetId }: ConfirmRecord): Promise<PlanRecord> {
  return (await store.plan(assetId))?.plan ?? reject('PLAN_NOT_FOUND', { assetId });
}

/**
 * Throws RECORD_UNAVAILABLE, because nobody should pay for a record that cannot be delivered. A repeated confirm needs no
 * record, and the ledger refuses the rest. The peer is asked for a plan that is not folded yet.
 */
async function requireRecord({ store, ledger, partyId }: PlanTools, assetId: string, confirmId: string): Promise<void> {
  const known = (await store.plan(assetId))?.plan;
  const plan = known ?? ((await ledger.evaluate('plan:read', assetId)) as PlanRecord | null);
  if (plan === null || plan.purged || plan.contributor === partyId) return;
  if ((await readSealed(ledger, plan)) !== undefined) return;
  if ((await store.confirm(confirmId)) === undefined) recordMissing();
}

/** A usable delivery is not disputed: that would reveal the one-off key for nothing. */
async function refuseIfUsable(tools: PlanTools, confirm: ConfirmRecord): Promise<void> {
  const opened = await openDelivery(tools, await readPlan(tools, confirm), confirm);
  if ('fields' in (opened ?? recordMissing())) reject('DISPUTE_NOT_PROVEN', { confirmId: confirm.confirmId });
}

function recordMissing(): never {
  throw new Problem('RECORD_UNAVAILABLE');
}
