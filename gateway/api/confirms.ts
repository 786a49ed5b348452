/** Confirms, and the steps of the exchange that officers may take by hand. */
import { z } from 'zod';
import { confirmStatuses, endings } from '../../chaincode/api/records';
import {
  amountForm,
  assetParams,
  confirmParams,
  identifier,
  page,
  partyIdentifier,
  prefixForm,
  sortForm,
} from './forms';
import { everyType, everyTypeButRegulator, operation, readingRoles, writingRoles } from './operation';
import { countAnswer, pageAnswer, sortNote } from './page-answer';
import { time } from './plan-form';

/** Why a gateway does not accept a delivery by itself: its fee, or the form of what it opened to. */
const reasonsToLeave = ['FEE', 'FORM'] as const;
export type ReasonToLeave = (typeof reasonsToLeave)[number];

/** A confirm as the list of its plan shows it. */
export const confirmInPlan = z.object({
  confirmId: z.string(),
  partyId: z.string(),
  confirmTakeInLimitRmb: z.int(),
  confirmTakeInRateBps: z.int(),
  tokenFen: z.int(),
  confirmTime: z.iso.datetime(),
  status: z.enum(confirmStatuses),
  deliverBy: z.iso.datetime(),
  disputeWithinSeconds: z.int(),
  disputeBy: z.iso.datetime().optional(),
  leftFor: z.enum(reasonsToLeave).optional().meta({
    description: "Why this institution's gateway does not accept the delivery by itself; accept or dispute it",
  }),
});

export const confirmAnswer = confirmInPlan
  .extend({
    assetId: z.string(),
    contributor: z.string(),
    deliveredTime: z.iso.datetime().optional(),
    endedTime: z.iso.datetime().optional(),
    endedBy: z.enum(endings).optional(),
  })
  .meta({ id: 'LoanShareConfirm' });

const reading = { roles: readingRoles, partyOrgTypes: everyType };

const lending = { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] } as const;

const confirmDone = {
  201: { description: 'The ledger has taken the step', body: z.object({ confirmId: z.string() }) },
};

const path = '/v1/plans/{assetId}/confirms/{confirmId}';

const confirmFilter = {
  status: z.enum(confirmStatuses).optional(),
  assetId: identifier.optional(),
  contributor: partyIdentifier.optional(),
  participator: partyIdentifier.optional(),
  confirmIdPrefix: prefixForm('The beginning of the confirmId, with its owner'),
  confirmedFrom: time.optional().meta({ description: 'Confirmed at this time or later' }),
  confirmedTo: time.optional().meta({ description: 'Confirmed before this time' }),
  amountFromRmb: amountForm('The least confirmTakeInLimitRmb'),
  amountToRmb: amountForm('The greatest confirmTakeInLimitRmb'),
};

export const listConfirms = operation({
  id: 'listConfirms',
  call: 'confirms.list',
  method: 'get',
  path: '/v1/confirms',
  summary: 'List and search confirms of all plans, newest first',
  description: sortNote,
  access: reading,
  query: z.strictObject({
    ...confirmFilter,
    sort: sortForm(['confirmed', '-confirmed', 'amount', '-amount'], '-confirmed'),
    ...page,
  }),
  answers: { 200: { description: 'A page of confirms', body: pageAnswer(confirmAnswer) } },
  refusals: ['IDENTIFIER_PERSONAL'],
  folded: true,
});

export const countConfirms = operation({
  id: 'countConfirms',
  call: 'confirms.count',
  method: 'get',
  path: '/v1/confirm-counts',
  summary: 'Count confirms by status',
  description: 'The filters are those of the list. To count costs more than to read a page.',
  access: reading,
  query: z.strictObject(confirmFilter),
  answers: { 200: { description: 'The counts', body: countAnswer(confirmStatuses) } },
  refusals: ['IDENTIFIER_PERSONAL'],
  folded: true,
});

export const confirmPlan = operation({
  id: 'confirmPlan',
  call: 'plans.confirm',
  method: 'post',
  path: '/v1/plans/{assetId}/confirms',
  summary: 'Confirm a share of a plan',
  description: 'The chaincode computes the fee and holds that amount of tokens until the exchange ends.',
  access: lending,
  params: assetParams,
  body: z.strictObject({
    confirmId: identifier,
    confirmTakeInLimitRmb: z.int(),
    confirmTakeInRateBps: z.int().min(0).max(100_000),
  }),
  audited: ['confirmId'],
  secondApproval: true,
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
});

export const readConfirm = operation({
  id: 'readConfirm',
  call: 'confirms.read',
  method: 'get',
  path,
  summary: 'Read a confirm with its fee, status and deadlines',
  access: reading,
  params: confirmParams,
  answers: { 200: { description: 'The confirm', body: confirmAnswer } },
  refusals: ['CONFIRM_NOT_FOUND'],
  folded: true,
});

export const deliverData = operation({
  id: 'deliverData',
  call: 'confirms.deliver',
  method: 'post',
  path: `${path}/delivery`,
  summary: 'Deliver the data key to the participator',
  description:
    'The contributor re-encrypts the data key. The gateway does so by itself; this operation repeats a delivery that is missing.',
  access: lending,
  params: confirmParams,
  answers: confirmDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_CONTRIBUTOR', 'CONFIRM_NOT_HELD', 'DELIVERY_LATE', 'RECORD_UNAVAILABLE'],
});

export const acceptDelivery = operation({
  id: 'acceptDelivery',
  call: 'confirms.accept',
  method: 'post',
  path: `${path}/accept`,
  summary: 'Accept a delivery',
  description: 'The participator releases the fee to the contributor.',
  access: lending,
  params: confirmParams,
  answers: confirmDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_PARTICIPATOR', 'CONFIRM_NOT_DELIVERED'],
});

export const disputeDelivery = operation({
  id: 'disputeDelivery',
  call: 'confirms.dispute',
  method: 'post',
  path: `${path}/dispute`,
  summary: 'Dispute a delivery that is unusable',
  description:
    'The participator proves that the delivery does not open the record, and gets the fee back. A usable delivery is refused before anything is disclosed.',
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
});

export const expireConfirm = operation({
  id: 'expireConfirm',
  call: 'confirms.expire',
  method: 'post',
  path: `${path}/expire`,
  summary: 'Expire an overdue confirm',
  description: 'The fee is refunded if nothing was delivered in time, and paid if a delivery was not answered in time.',
  access: { roles: writingRoles, partyOrgTypes: everyTypeButRegulator },
  params: confirmParams,
  answers: confirmDone,
  refusals: ['CONFIRM_NOT_FOUND', 'NOT_EXPIRED', 'CONFIRM_NOT_DELIVERED'],
});
