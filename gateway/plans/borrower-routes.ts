/** Opens the borrower's data for those who are entitled to it and for nobody else. It is never logged and never cached. */

import { reject } from '../../chaincode/api/refusals';
import type { SensitiveFields } from '../../chaincode/api/sealed';
import * as rest from '../api/borrowers';
import { Problem } from '../api/problem';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { PlanTools } from './deps';
import { openDelivery, readSealed } from './exchange';
import type { PlanWithConfirms } from './store';

export function borrowerRoutes(tools: PlanTools): readonly Route[] {
  return [
    serve(rest.readBorrower, async ({ params }) => {
      const assetId = whole(tools, params.assetId);
      const view = (await tools.store.plan(assetId)) ?? reject('PLAN_NOT_FOUND', { assetId });
      const isOwn = view.plan.contributor === tools.partyId;
      return { body: isOwn ? await openOwn(tools, view) : await openDelivered(tools, view) };
    }),
  ];
}

async function openOwn({ ledger, vault }: PlanTools, { plan }: PlanWithConfirms): Promise<SensitiveFields> {
  if (plan.purged) throw new Problem('PLAN_PURGED');
  const sealedRecord = await readSealed(ledger, plan);
  if (sealedRecord === undefined) throw new Problem('RECORD_UNAVAILABLE');
  return vault.openOwn(plan, sealedRecord);
}

/** Refusals in order: NOT_ENTITLED, NOT_DELIVERED, PLAN_PURGED, RECORD_UNAVAILABLE, DELIVERY_UNUSABLE. */
async function openDelivered(tools: PlanTools, { plan, confirms }: PlanWithConfirms): Promise<SensitiveFields> {
  const own = confirms.filter(({ partyId, status }) => partyId === tools.partyId && status !== 'REFUNDED');
  if (own.length === 0) throw new Problem('NOT_ENTITLED');
  // A paid delivery was opened before; another one may turn out unusable.
  const delivered = own.find(({ status, wrap }) => status === 'PAID' && wrap) ?? own.find(({ wrap }) => wrap);
  if (delivered === undefined) throw new Problem('NOT_DELIVERED');
  if (plan.purged) throw new Problem('PLAN_PURGED');
  const opened = await openDelivery(tools, plan, delivered);
  if (opened === undefined) throw new Problem('RECORD_UNAVAILABLE');
  if (!('fields' in opened)) throw new Problem('DELIVERY_UNUSABLE');
  return opened.fields;
}
