/** Plans: publish, find, withdraw, close, purge. No answer has a sensitive member. */
import { z } from 'zod';
import { joinLimitForm, riskControlResultForm } from '../../chaincode/api/commands';
import { loanKinds, planStatuses } from '../../chaincode/api/records';
import { planWarnings } from '../../chaincode/api/warnings';
import { confirmInPlan } from './confirms';
import { amountForm, assetParams, page, partyIdentifier, plansForm, prefixForm, sortForm } from './forms';
import { everyType, operation, readingRoles, writingRoles } from './operation';
import { countAnswer, pageAnswer, sortNote } from './page-answer';
import { time } from './plan-form';

/** The public members of a plan. Answers may grow, so their forms are not strict. */
export const planPublic = z.object({
  assetId: z.string(),
  borrowerPerson: z.object({ amountRmb: z.int(), loanKind: z.enum(loanKinds) }),
  carMortgageInfo: z.object({ mileageKm: z.int(), timeToBuy: z.iso.datetime() }).optional(),
  riskControlResult: riskControlResultForm,
  joinLimit: joinLimitForm,
  contributor: z.string(),
  status: z.enum(planStatuses),
  remainingLimitRmb: z.int(),
});

export const planAnswer = planPublic
  .extend({ loanShareConfirms: z.array(confirmInPlan) })
  .meta({ id: 'LoanSharedPlan' });

const outcomesAnswer = z.object({
  outcomes: z.array(
    z.looseObject({
      assetId: z.string().optional(),
      status: z.enum(['ACCEPTED', 'REFUSED']),
      code: z.string().optional(),
      detail: z.string().optional(),
      warnings: z.array(z.enum(planWarnings)).optional(),
    }),
  ),
});

const planFilter = {
  status: z.enum(planStatuses).optional(),
  contributor: partyIdentifier.optional(),
  participator: partyIdentifier.optional().meta({ description: 'Who made a confirm, refunded or not' }),
  loanKind: z.enum(loanKinds).optional(),
  form: joinLimitForm.shape.form.optional(),
  assetIdPrefix: prefixForm('The beginning of the assetId, with its owner'),
  publishedFrom: time.optional().meta({ description: 'Published at this time or later' }),
  publishedTo: time.optional().meta({ description: 'Published before this time' }),
  amountFromRmb: amountForm('The least borrowerPerson.amountRmb'),
  amountToRmb: amountForm('The greatest borrowerPerson.amountRmb'),
};

const reading = { roles: readingRoles, partyOrgTypes: everyType };

const lending = { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] } as const;

const planDone = {
  201: { description: 'The ledger has taken the step', body: z.object({ assetId: z.string() }) },
};

export const publishPlans = operation({
  id: 'publishPlans',
  call: 'plans.publish',
  method: 'post',
  path: '/v1/plans',
  summary: 'Publish up to 500 plans',
  description: 'The answer holds one outcome for each plan, in the order of the request.',
  access: lending,
  body: plansForm,
  audited: ['assetId'],
  secondApproval: true,
  answers: {
    201: { description: 'All are on the ledger', body: outcomesAnswer },
    207: { description: 'At least one of several is refused', body: outcomesAnswer },
  },
  refusals: [
    'IDENTIFIER_PERSONAL',
    'IDENTIFIER_NOT_OWN',
    'AMOUNT_NOT_POSITIVE',
    'RATE_RANGE_INVALID',
    'PARTICIPANT_COUNT_NOT_ONE',
    'PLAN_WINDOW_INVALID',
    'MIN_CONFIRM_TOO_LARGE',
    'PLAN_EXISTS_WITH_OTHER_CONTENT',
    'PLAN_ALREADY_ENDED',
    'MIN_CONFIRM_TOO_SMALL',
    'KEY_VERSION_NOT_CURRENT',
  ],
});

export const listPlans = operation({
  id: 'listPlans',
  call: 'plans.list',
  method: 'get',
  path: '/v1/plans',
  summary: 'List and search plans, newest first',
  description: `Answers never hold a sensitive field. ${sortNote}`,
  access: reading,
  query: z.strictObject({
    ...planFilter,
    sort: sortForm(['published', '-published', 'amount', '-amount'], '-published'),
    ...page,
  }),
  answers: { 200: { description: 'A page of plans', body: pageAnswer(planAnswer) } },
  refusals: ['IDENTIFIER_PERSONAL'],
  folded: true,
});

export const countPlans = operation({
  id: 'countPlans',
  call: 'plans.count',
  method: 'get',
  path: '/v1/plan-counts',
  summary: 'Count plans by status',
  description: 'The filters are those of the list. To count costs more than to read a page.',
  access: reading,
  query: z.strictObject(planFilter),
  answers: { 200: { description: 'The counts', body: countAnswer(planStatuses) } },
  refusals: ['IDENTIFIER_PERSONAL'],
  folded: true,
});

export const readPlan = operation({
  id: 'readPlan',
  call: 'plans.read',
  method: 'get',
  path: '/v1/plans/{assetId}',
  summary: 'Read a plan with its confirms',
  description: 'The answer never holds a sensitive field.',
  access: reading,
  params: assetParams,
  answers: { 200: { description: 'The plan', body: planAnswer } },
  refusals: ['PLAN_NOT_FOUND'],
  folded: true,
});

export const withdrawPlan = operation({
  id: 'withdrawPlan',
  call: 'plans.withdraw',
  method: 'post',
  path: '/v1/plans/{assetId}/withdraw',
  summary: 'Withdraw a plan as its contributor',
  description: 'A withdrawn plan takes no more confirms. Confirms that exist run to their end.',
  access: lending,
  params: assetParams,
  answers: planDone,
  refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_NOT_OPEN'],
});

export const closePlan = operation({
  id: 'closePlan',
  call: 'plans.close',
  method: 'post',
  path: '/v1/plans/{assetId}/close',
  summary: 'Close a plan after its endTime',
  description: "The contributor's gateway closes its plans by itself.",
  access: lending,
  params: assetParams,
  answers: planDone,
  refusals: ['PLAN_NOT_FOUND', 'PLAN_NOT_OPEN', 'PLAN_NOT_ENDED'],
});

export const purgePlan = operation({
  id: 'purgePlan',
  call: 'plans.purge',
  method: 'post',
  path: '/v1/plans/{assetId}/purge',
  summary: 'Purge the sealed record of a plan',
  description:
    'The contributor removes the sealed record from the peers of every member. All confirms must have ended.',
  access: lending,
  params: assetParams,
  answers: planDone,
  refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_STILL_OPEN', 'CONFIRM_NOT_ENDED'],
});
