/** Plans: publish, find, withdraw, close, purge. The borrower's part is sealed before anything leaves the gateway. */
import { z } from 'zod';
import type { HistoryEntry } from '../../chaincode/api/commands';
import { loanKinds, type PlanRecord } from '../../chaincode/api/records';
import { Rejection, reject } from '../../chaincode/api/refusals';
import { historyAnswer, listOf, outcomesAnswer, planAnswer, planOf, planStatus, publicOf } from '../api/answers';
import { assetParams, page, partyIdentifier, plansForm } from '../api/forms';
import { command, whole } from '../http/commands';
import { problemOf, wordsOf } from '../http/problem';
import { everyType, type JsonAnswer, readingRoles, route, writingRoles } from '../http/route';
import { type Published, publish } from './publishing';

const reading = { roles: readingRoles, partyOrgTypes: everyType };
const lending = { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] } as const;
const planDone = { 201: { description: 'Done', body: z.object({ assetId: z.string() }) } };

export const planRoutes = [
  route({
    method: 'post',
    path: '/v1/plans',
    summary: 'Publish plans, up to 500: one outcome for each, in the order sent',
    access: lending,
    body: plansForm,
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
    async handle(gateway, { body: { plans } }) {
      const settled = await Promise.allSettled(plans.map((plan) => publish(gateway, plan)));
      const published = settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      return answerOf(published);
    },
  }),

  route({
    method: 'get',
    path: '/v1/plans',
    summary: 'Plans, newest first; never a sensitive field',
    access: reading,
    query: z.strictObject({
      status: planStatus.optional(),
      contributor: partyIdentifier.optional(),
      participator: partyIdentifier.optional(),
      loanKind: z.enum(loanKinds).optional(),
      ...page,
    }),
    answers: { 200: { description: 'A page of plans', body: listOf(planAnswer) } },
    folded: true,
    async handle({ store, acceptance }, { query: { cursor, limit, ...filter }, asOfBlock }) {
      const { items, nextCursor } = await store.plans(filter, { cursor, limit });
      return { body: { items: items.map((view) => planOf(view, acceptance)), nextCursor, asOfBlock } };
    },
  }),

  route({
    method: 'get',
    path: '/v1/plans/{assetId}',
    summary: 'One plan with its confirms; never a sensitive field',
    access: reading,
    params: assetParams,
    answers: { 200: { description: 'The plan', body: planAnswer } },
    refusals: ['PLAN_NOT_FOUND'],
    folded: true,
    async handle(gateway, { params }) {
      const assetId = whole(gateway, params.assetId);
      const view = await gateway.store.plan(assetId);
      return { body: planOf(view ?? reject('PLAN_NOT_FOUND', { assetId }), gateway.acceptance) };
    },
  }),

  route({
    method: 'get',
    path: '/v1/plans/{assetId}/history',
    summary: 'Every state that the plan had, newest first, at most 500, as the own peer holds it',
    access: reading,
    params: assetParams,
    answers: { 200: { description: 'The history', body: historyAnswer } },
    refusals: ['PLAN_NOT_FOUND'],
    folded: true,
    async handle(gateway, { params }) {
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
  }),

  route({
    method: 'post',
    path: '/v1/plans/{assetId}/withdraw',
    summary: 'Take no more confirms, as the contributor; those made run to their end',
    access: lending,
    params: assetParams,
    answers: planDone,
    refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_NOT_OPEN'],
    handle: (gateway, { params }) => command(gateway, 'plan:withdraw', { assetId: whole(gateway, params.assetId) }),
  }),

  route({
    method: 'post',
    path: '/v1/plans/{assetId}/close',
    summary: "Make the end final after endTime; the contributor's gateway does it by itself",
    access: lending,
    params: assetParams,
    answers: planDone,
    refusals: ['PLAN_NOT_FOUND', 'PLAN_NOT_OPEN', 'PLAN_NOT_ENDED'],
    handle: (gateway, { params }) => command(gateway, 'plan:close', { assetId: whole(gateway, params.assetId) }),
  }),

  route({
    method: 'post',
    path: '/v1/plans/{assetId}/purge',
    summary: "Remove the sealed record from every member's peers, as the contributor, once all confirms have ended",
    access: lending,
    params: assetParams,
    answers: planDone,
    refusals: ['PLAN_NOT_FOUND', 'NOT_CONTRIBUTOR', 'PLAN_STILL_OPEN', 'CONFIRM_NOT_ENDED'],
    handle: (gateway, { params }) => command(gateway, 'plan:purge', { assetId: whole(gateway, params.assetId) }),
  }),
];

/** One plan answers its refusal's own status; several answer 207 as soon as one is refused. */
function answerOf(published: readonly Published[]): JsonAnswer {
  const [first, ...others] = published;
  if (first?.outcome.status === 'REFUSED' && others.length === 0) {
    const { code, detail } = first.outcome;
    return problemOf(new Rejection(code, detail), { assetId: first.assetId });
  }
  const blocks = published.flatMap(({ block }) => block ?? []);
  return {
    status: published.every(({ outcome }) => outcome.status === 'ACCEPTED') ? 201 : 207,
    body: { outcomes: published.map(outcomeOf) },
    repeated: published.every(({ outcome }) => outcome.status === 'ACCEPTED' && outcome.repeated),
    block: blocks.length === 0 ? undefined : Math.max(...blocks),
  };
}

function outcomeOf({ assetId, outcome }: Published) {
  if (outcome.status === 'REFUSED') {
    const { status, code, detail } = outcome;
    return { ...detail, assetId, status, code, detail: wordsOf(code, detail) };
  }
  const { warnings } = outcome.answer;
  return { assetId, status: outcome.status, ...(warnings.length === 0 ? {} : { warnings }) };
}
