/** Plans: publish, read, withdraw, close, purge; and the borrower's data, for those who are entitled to it. */
import { z } from 'zod';
import type { HistoryEntry } from '../../chaincode/api/commands';
import { loanKinds, type PlanRecord } from '../../chaincode/api/records';
import { Rejection, reject } from '../../chaincode/api/refusals';
import type { Gateway } from '../gateway';
import { problemOf, wordsOf } from '../http/problem';
import { everyType, readingRoles, route, writingRoles } from '../http/route';
import type { Submitted } from '../ledger/types';
import type { PlanView } from '../store/types';
import { historyAnswer, listOf, outcomesAnswer, planAnswer, planOf, planStatus, publicOf } from './answers';
import { command, whole } from './commands';
import { assetParams, type PlanAsSent, page, partyIdentifier, plansForm } from './forms';

const creditors = ['CREDITOR_ORG'] as const;

const publishPlans = route({
  method: 'post',
  path: '/v1/plans',
  summary: 'Publish plans. One outcome for each, in the order sent; 207 as soon as one of several is refused.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  body: plansForm,
  answers: {
    201: { description: 'All are on the ledger.', body: outcomesAnswer },
    207: { description: 'Some are refused.', body: outcomesAnswer },
  },
  refusals: ['PLAN_EXISTS_WITH_OTHER_CONTENT', 'PLAN_WINDOW_INVALID', 'PLAN_ALREADY_ENDED', 'RATE_RANGE_INVALID'],
  handle: async (gateway, { body: { plans } }) => {
    const results = await Promise.all(plans.map((plan) => publish(gateway, plan)));
    const [first] = results;
    if (results.length === 1 && first !== undefined && !('submitted' in first)) {
      const { status, body } = problemOf(first.refused, { assetId: first.assetId });
      return { status, body };
    }
    return {
      status: results.every((result) => 'submitted' in result) ? 201 : 207,
      body: { outcomes: results.map(outcomeOf) },
      repeated: results.every(
        (result) =>
          'submitted' in result && result.submitted.outcome.status === 'ACCEPTED' && result.submitted.outcome.repeated,
      ),
      block: Math.max(...results.map((result) => ('submitted' in result ? (result.submitted.block ?? -1) : -1))),
    };
  },
});

type Published =
  | { readonly assetId: string; readonly submitted: Submitted<'plan:publish'> }
  | { readonly assetId: string; readonly refused: Rejection };

/** Seals what is sensitive, and submits the rest. A refusal is this plan's own; an unavailable ledger concerns all. */
async function publish(gateway: Gateway, plan: PlanAsSent): Promise<Published> {
  try {
    const assetId = whole(gateway, plan.assetId);
    const { borrowerPerson, carMortgageInfo, assetData, riskControlResult, joinLimit } = plan;
    const { partyName, loanIdent, loanMobile, amountRmb, loanKind } = borrowerPerson;
    const { licensePlateNumber, engineNumber, ...car } = carMortgageInfo ?? {};
    const fields = { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber, assetData };
    const { sealedRecord, ...commitments } = await gateway.vault.seal(assetId, fields);
    const submitted = await gateway.ledger.submit(
      'plan:publish',
      {
        assetId,
        borrowerPerson: { amountRmb, loanKind },
        ...(carMortgageInfo === undefined ? {} : { carMortgageInfo: car as PlanRecord['carMortgageInfo'] }),
        riskControlResult,
        joinLimit,
        ...commitments,
      },
      { private: sealedRecord },
    );
    const { outcome } = submitted;
    return outcome.status === 'REFUSED'
      ? { assetId, refused: new Rejection(outcome.code, outcome.detail) }
      : { assetId, submitted };
  } catch (error) {
    if (error instanceof Rejection && error.code === 'IDENTIFIER_PERSONAL') return { assetId: '', refused: error };
    throw error;
  }
}

function outcomeOf(published: Published) {
  const { assetId } = published;
  if ('refused' in published) {
    const { code, detail } = published.refused;
    return { assetId, status: 'REFUSED', code, detail: wordsOf(code, detail), values: detail };
  }
  const { outcome } = published.submitted;
  const warnings = outcome.status === 'ACCEPTED' ? outcome.answer.warnings : [];
  return { assetId, status: 'ACCEPTED', ...(warnings.length === 0 ? {} : { warnings }) };
}

const listPlans = route({
  method: 'get',
  path: '/v1/plans',
  summary: 'Plans, newest first. Never a sensitive field.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  query: z.strictObject({
    status: planStatus.optional(),
    contributor: partyIdentifier.optional(),
    participator: partyIdentifier.optional(),
    loanKind: z.enum(loanKinds).optional(),
    ...page,
  }),
  answers: { 200: { description: 'A page of plans.', body: listOf(planAnswer) } },
  folded: true,
  handle: async ({ store }, { query: { cursor, limit, ...filter }, asOfBlock }) => {
    const { items, nextCursor } = await store.plans(filter, { cursor, limit });
    return { body: { items: items.map(planOf), nextCursor, asOfBlock } };
  },
});

const readPlan = route({
  method: 'get',
  path: '/v1/plans/{assetId}',
  summary: 'One plan with its confirms. Never a sensitive field.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: assetParams,
  answers: { 200: { description: 'The plan.', body: planAnswer } },
  refusals: ['PLAN_NOT_FOUND'],
  folded: true,
  handle: async (gateway, { params }) => ({ body: planOf(await foldedPlan(gateway, params.assetId)) }),
});

const readHistory = route({
  method: 'get',
  path: '/v1/plans/{assetId}/history',
  summary: 'Every version of the plan that the ledger holds, newest first, from the own peer; at most 500.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: assetParams,
  answers: { 200: { description: 'The history.', body: historyAnswer } },
  refusals: ['PLAN_NOT_FOUND'],
  handle: async (gateway, { params }) => {
    const assetId = whole(gateway, params.assetId);
    const history = (await gateway.ledger.evaluate('plan:history', assetId)) as HistoryEntry<PlanRecord>[];
    if (history.length === 0) reject('PLAN_NOT_FOUND', { assetId });
    const entries = history.map(({ transactionId, time, record }) => ({
      transactionId,
      time,
      ...(record === undefined ? {} : { plan: publicOf(record) }),
    }));
    return { body: { assetId, entries } };
  },
});

export async function foldedPlan(gateway: Gateway, identifier: string): Promise<PlanView> {
  const assetId = whole(gateway, identifier);
  return (await gateway.store.plan(assetId)) ?? reject('PLAN_NOT_FOUND', { assetId });
}

const stepDone = { 201: { description: 'Done.', body: z.object({ assetId: z.string() }) } };

const withdrawPlan = route({
  method: 'post',
  path: '/v1/plans/{assetId}/withdraw',
  summary: 'Take no more confirms; those made run to their end. By the contributor.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: assetParams,
  answers: stepDone,
  refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_NOT_OPEN'],
  handle: (gateway, { params }) => command(gateway, 'plan:withdraw', { assetId: whole(gateway, params.assetId) }),
});

const closePlan = route({
  method: 'post',
  path: '/v1/plans/{assetId}/close',
  summary: "Make the end final after endTime. By any creditor; the contributor's gateway does it by itself.",
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: assetParams,
  answers: stepDone,
  refusals: ['PLAN_NOT_FOUND', 'PLAN_NOT_OPEN', 'PLAN_NOT_ENDED'],
  handle: (gateway, { params }) => command(gateway, 'plan:close', { assetId: whole(gateway, params.assetId) }),
});

const purgePlan = route({
  method: 'post',
  path: '/v1/plans/{assetId}/purge',
  summary: 'Remove the sealed record from all peers. By the contributor, once the plan is not open and all is settled.',
  access: { partyOrgTypes: creditors, roles: writingRoles },
  params: assetParams,
  answers: stepDone,
  refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_STILL_OPEN', 'PLAN_UNSETTLED'],
  handle: (gateway, { params }) => command(gateway, 'plan:purge', { assetId: whole(gateway, params.assetId) }),
});

export const planRoutes = [publishPlans, listPlans, readPlan, readHistory, withdrawPlan, closePlan, purgePlan];
