/** Confirms, and by hand the steps of the exchange that gateways otherwise take by themselves. */
import { z } from 'zod';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { deliver, dispute, openDelivery, readSealed } from '../exchange';
import type { Gateway } from '../gateway';
import { Problem } from '../http/problem';
import { everyType, everyTypeButRegulator, readingRoles, route, writingRoles } from '../http/route';
import { confirmAnswer, confirmOf } from './answers';
import { command, done, whole } from './commands';
import { assetParams, confirmParams, identifier } from './forms';
import { foldedPlan } from './plans';

const creditors = ['CREDITOR_ORG'] as const;

const makeConfirm = route({
  method: 'post',
  path: '/v1/plans/{assetId}/confirms',
  summary: 'Take in a part of the plan. The contract computes the fee and holds it.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: assetParams,
  body: z.strictObject({
    confirmId: identifier,
    confirmTakeInLimitRmb: z.int(),
    confirmTakeInRateBps: z.int().min(0).max(100_000),
  }),
  answers: { 201: { description: 'The confirm, with its fee held.', body: confirmAnswer } },
  refusals: [
    'PLAN_NOT_FOUND',
    'CONFIRM_EXISTS_WITH_OTHER_CONTENT',
    'CONFIRM_OWN_PLAN',
    'PLAN_NOT_STARTED',
    'PLAN_ENDED',
    'PLAN_NOT_OPEN',
    'RATE_OUT_OF_RANGE',
    'LIMIT_EXCEEDED',
    'CONFIRM_BELOW_MINIMUM',
    'BALANCE_INSUFFICIENT',
    'RECORD_UNAVAILABLE',
  ],
  folded: true,
  handle: async (gateway, { params, body }) => {
    const { plan } = await foldedPlan(gateway, params.assetId);
    const { assetId } = plan;
    const confirmId = whole(gateway, body.confirmId);
    const isOwn = plan.contributor === gateway.partyId;
    // What cannot be checked must not be paid for. A purged plan is the ledger's to refuse.
    if (!isOwn && !plan.purged && (await readSealed(gateway.ledger, plan)) === undefined) {
      throw new Problem('RECORD_UNAVAILABLE');
    }
    const oneOffPublicKey = gateway.vault.oneOffPublicKey(assetId, confirmId);
    return command(gateway, 'plan:confirm', { ...body, assetId, confirmId, oneOffPublicKey, folds: [] });
  },
});

const readConfirm = route({
  method: 'get',
  path: '/v1/plans/{assetId}/confirms/{confirmId}',
  summary: 'One confirm with its fee, status and deadlines.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: confirmParams,
  answers: { 200: { description: 'The confirm.', body: confirmAnswer } },
  refusals: ['CONFIRM_NOT_FOUND'],
  folded: true,
  handle: async (gateway, { params }) => ({ body: confirmOf(await foldedConfirm(gateway, params)) }),
});

const stepDone = { 201: { description: 'Done.', body: z.object({ confirmId: z.string() }) } };

const makeDelivery = route({
  method: 'post',
  path: '/v1/plans/{assetId}/confirms/{confirmId}/delivery',
  summary: 'Re-encrypt the data key for the participator. By the contributor.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: confirmParams,
  answers: stepDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_CONTRIBUTOR', 'CONFIRM_NOT_HELD', 'DELIVERY_LATE', 'RECORD_UNAVAILABLE'],
  folded: true,
  handle: async (gateway, { params }) => {
    const { plan, confirm } = await exchangeOf(gateway, params);
    if (confirm.contributor !== gateway.partyId) reject('NOT_CONTRIBUTOR', { confirmId: confirm.confirmId });
    const delivered = await deliver(gateway, plan, confirm);
    if (delivered === undefined) throw new Problem('RECORD_UNAVAILABLE');
    return done(delivered);
  },
});

const acceptDelivery = route({
  method: 'post',
  path: '/v1/plans/{assetId}/confirms/{confirmId}/accept',
  summary: 'Release the fee to the contributor. By the participator, once the delivery opens.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: confirmParams,
  answers: stepDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_PARTICIPATOR', 'CONFIRM_NOT_DELIVERED'],
  folded: true,
  handle: async (gateway, { params }) => {
    const { assetId, confirmId } = await foldedConfirm(gateway, params);
    return command(gateway, 'plan:accept', { assetId, confirmId });
  },
});

const disputeDelivery = route({
  method: 'post',
  path: '/v1/plans/{assetId}/confirms/{confirmId}/dispute',
  summary: 'Prove a delivery unusable and get the fee back. Refused without showing anything where it is usable.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: confirmParams,
  answers: stepDone,
  refusals: [
    'CONFIRM_NOT_FOUND',
    'NOT_PARTICIPATOR',
    'CONFIRM_NOT_DELIVERED',
    'DISPUTE_LATE',
    'DISPUTE_NOT_PROVEN',
    'RECORD_UNAVAILABLE',
  ],
  folded: true,
  handle: async (gateway, { params }) => {
    const { plan, confirm } = await exchangeOf(gateway, params);
    const { confirmId, status } = confirm;
    if (confirm.partyId !== gateway.partyId) reject('NOT_PARTICIPATOR', { confirmId });
    if (status === 'DELIVERED') {
      const opened = await openDelivery(gateway, plan, confirm);
      if (opened === undefined) throw new Problem('RECORD_UNAVAILABLE');
      if ('fields' in opened) reject('DISPUTE_NOT_PROVEN', { confirmId });
    }
    return done(await dispute(gateway, confirm));
  },
});

const expireConfirm = route({
  method: 'post',
  path: '/v1/plans/{assetId}/confirms/{confirmId}/expire',
  summary:
    'Bring an overdue exchange to its end: refunded where nothing was delivered, paid where nothing was answered.',
  access: { partyOrgTypes: everyTypeButRegulator, roles: writingRoles },
  params: confirmParams,
  answers: stepDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_EXPIRED', 'CONFIRM_NOT_DELIVERED'],
  folded: true,
  handle: async (gateway, { params }) => {
    const { assetId, confirmId } = await foldedConfirm(gateway, params);
    return command(gateway, 'plan:expire', { assetId, confirmId });
  },
});

interface ConfirmPath {
  readonly assetId: string;
  readonly confirmId: string;
}

async function foldedConfirm(gateway: Gateway, path: ConfirmPath): Promise<ConfirmRecord> {
  const assetId = whole(gateway, path.assetId);
  const confirmId = whole(gateway, path.confirmId);
  const confirm = await gateway.store.confirm(confirmId);
  return confirm?.assetId === assetId ? confirm : reject('CONFIRM_NOT_FOUND', { assetId, confirmId });
}

async function exchangeOf(
  gateway: Gateway,
  path: ConfirmPath,
): Promise<{ readonly plan: PlanRecord; readonly confirm: ConfirmRecord }> {
  const confirm = await foldedConfirm(gateway, path);
  return { plan: (await foldedPlan(gateway, confirm.assetId)).plan, confirm };
}

export const confirmRoutes = [makeConfirm, readConfirm, makeDelivery, acceptDelivery, disputeDelivery, expireConfirm];
