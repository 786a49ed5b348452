/** Confirms, and by hand the steps of the exchange that gateways otherwise take by themselves. */
import { z } from 'zod';
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { confirmAnswer, confirmOf } from '../api/answers';
import { assetParams, confirmParams, identifier } from '../api/forms';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { command, done, whole } from '../http/commands';
import { everyType, everyTypeButRegulator, readingRoles, route, writingRoles } from '../http/route';
import { deliver, dispute, openDelivery, readSealed } from './exchange';

const lending = { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] } as const;
const confirmDone = { 201: { description: 'Done', body: z.object({ confirmId: z.string() }) } };
const path = '/v1/plans/{assetId}/confirms/{confirmId}';

export const confirmRoutes = [
  route({
    method: 'post',
    path: '/v1/plans/{assetId}/confirms',
    summary: 'Take in a part of the plan; the contract computes the fee and holds it',
    access: lending,
    params: assetParams,
    body: z.strictObject({
      confirmId: identifier,
      confirmTakeInLimitRmb: z.int(),
      confirmTakeInRateBps: z.int().min(0).max(100_000),
    }),
    answers: { 201: { description: 'The confirm, with its fee held', body: confirmAnswer } },
    refusals: [
      'RECORD_UNAVAILABLE',
      'IDENTIFIER_NOT_OWN',
      'AMOUNT_NOT_POSITIVE',
      'PLAN_NOT_FOUND',
      'CONFIRM_EXISTS_WITH_OTHER_CONTENT',
      'CONFIRM_OWN_PLAN',
      'PARTY_KEY_MISSING',
      'PLAN_NOT_STARTED',
      'PLAN_ENDED',
      'PLAN_NOT_OPEN',
      'RATE_OUT_OF_RANGE',
      'LIMIT_EXCEEDED',
      'CONFIRM_BELOW_MINIMUM',
      'CONFIRMS_REFUNDED_TOO_OFTEN',
      'CONFIRMS_EXHAUSTED',
      'BALANCE_INSUFFICIENT',
    ],
    async handle(gateway, { params, body }) {
      const assetId = whole(gateway, params.assetId);
      const confirmId = wholeId(ownId(body.confirmId, gateway.partyId));
      await requireRecord(gateway, assetId, confirmId);
      const oneOffPublicKey = gateway.vault.oneOffPublicKey(assetId, confirmId);
      return command(gateway, 'plan:confirm', { ...body, assetId, confirmId, oneOffPublicKey, folds: [] });
    },
  }),

  route({
    method: 'get',
    path,
    summary: 'One confirm with its fee, status and deadlines',
    access: { roles: readingRoles, partyOrgTypes: everyType },
    params: confirmParams,
    answers: { 200: { description: 'The confirm', body: confirmAnswer } },
    refusals: ['CONFIRM_NOT_FOUND'],
    folded: true,
    async handle(gateway, { params }) {
      return { body: confirmOf(await readConfirm(gateway, params), gateway.acceptance) };
    },
  }),

  route({
    method: 'post',
    path: `${path}/delivery`,
    summary: 'Re-encrypt the data key for the participator, as the contributor',
    access: lending,
    params: confirmParams,
    answers: confirmDone,
    refusals: ['CONFIRM_NOT_FOUND', 'NOT_CONTRIBUTOR', 'CONFIRM_NOT_HELD', 'DELIVERY_LATE', 'RECORD_UNAVAILABLE'],
    async handle(gateway, { params }) {
      const confirm = await readConfirm(gateway, params);
      const { confirmId, contributor } = confirm;
      if (contributor !== gateway.partyId) reject('NOT_CONTRIBUTOR', { confirmId });
      const delivered = await deliver(gateway, await readPlan(gateway, confirm), confirm);
      return done(delivered ?? recordMissing());
    },
  }),

  route({
    method: 'post',
    path: `${path}/accept`,
    summary: 'Release the fee to the contributor, as the participator',
    access: lending,
    params: confirmParams,
    answers: confirmDone,
    refusals: ['CONFIRM_NOT_FOUND', 'NOT_PARTICIPATOR', 'CONFIRM_NOT_DELIVERED'],
    handle: (gateway, { params }) => command(gateway, 'plan:accept', wholes(gateway, params)),
  }),

  route({
    method: 'post',
    path: `${path}/dispute`,
    summary:
      'Prove that a delivery is unusable and get the fee back; refused without showing anything where it is usable',
    access: lending,
    params: confirmParams,
    answers: confirmDone,
    refusals: [
      'CONFIRM_NOT_FOUND',
      'NOT_PARTICIPATOR',
      'CONFIRM_NOT_DELIVERED',
      'DISPUTE_LATE',
      'DISPUTE_NOT_PROVEN',
      'RECORD_UNAVAILABLE',
    ],
    async handle(gateway, { params }) {
      const confirm = await readConfirm(gateway, params);
      const { confirmId, partyId, endedBy, wrap } = confirm;
      if (partyId !== gateway.partyId) reject('NOT_PARTICIPATOR', { confirmId });
      if (wrap === undefined) reject('CONFIRM_NOT_DELIVERED', { confirmId });
      if (endedBy !== 'DISPUTED') await refuseIfUsable(gateway, confirm);
      return done(await dispute(gateway, confirm));
    },
  }),

  route({
    method: 'post',
    path: `${path}/expire`,
    summary: 'End an overdue exchange: refunded where nothing was delivered, paid where nothing was answered',
    access: { roles: writingRoles, partyOrgTypes: everyTypeButRegulator },
    params: confirmParams,
    answers: confirmDone,
    refusals: ['CONFIRM_NOT_FOUND', 'NOT_EXPIRED', 'CONFIRM_NOT_DELIVERED'],
    handle: (gateway, { params }) => command(gateway, 'plan:expire', wholes(gateway, params)),
  }),
];

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
