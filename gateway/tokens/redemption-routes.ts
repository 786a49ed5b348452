/** Tokens out: the holder asks, the issuer pays, the holder acknowledges; and every other way in which that may end. */
import { z } from 'zod';
import { listOf, redemptionAnswer, redemptionStatus, withoutDocType } from '../api/answers';
import { identifier, localIdentifier, page, redemptionParams } from '../api/forms';
import type { ProblemCode } from '../api/problems';
import { command, whole } from '../http/commands';
import { everyType, readingRoles, route, writingRoles } from '../http/route';

/** Of any type, because a member that is made something else keeps its tokens. */
const holder = { roles: writingRoles, partyOrgTypes: everyType } as const;
const issuer = { roles: writingRoles, partyOrgTypes: ['TOKEN_ISSUER'] } as const;
const redemptionDone = { 201: { description: 'Done', body: z.object({ redemptionId: z.string() }) } };

type Step = 'reject' | 'acknowledge' | 'object' | 'cancel' | 'expire';

/** A step that needs nothing but the redemption's name. */
function step(name: Step, summary: string, access: typeof holder | typeof issuer, own: ProblemCode) {
  return route({
    method: 'post',
    path: `/v1/tokens/redemptions/{redemptionId}/${name}`,
    summary,
    access,
    params: redemptionParams,
    answers: redemptionDone,
    refusals: ['REDEMPTION_NOT_FOUND', own, 'REDEMPTION_STATUS_WRONG'],
    handle: (gateway, { params }) =>
      command(gateway, `token:${name}`, { redemptionId: whole(gateway, params.redemptionId) }),
  });
}

export const redemptionRoutes = [
  route({
    method: 'post',
    path: '/v1/tokens/redemptions',
    summary: 'Ask for RMB against tokens, which are held until it ends',
    access: holder,
    body: z.strictObject({ redemptionId: identifier, amountFen: z.int() }),
    answers: redemptionDone,
    refusals: [
      'IDENTIFIER_NOT_OWN',
      'AMOUNT_NOT_POSITIVE',
      'REDEMPTION_EXISTS_WITH_OTHER_CONTENT',
      'BALANCE_INSUFFICIENT',
    ],
    handle: (gateway, { body }) => command(gateway, 'token:redeem', { ...body, folds: [] }),
  }),

  route({
    method: 'get',
    path: '/v1/tokens/redemptions',
    summary: 'Redemptions, newest first: the own ones, and all for the token issuer',
    access: { ...holder, roles: readingRoles },
    query: z.strictObject({ status: redemptionStatus.optional(), ...page }),
    answers: { 200: { description: 'A page of redemptions', body: listOf(redemptionAnswer) } },
    folded: true,
    async handle({ store, partyId }, { query: { status, ...page }, caller, asOfBlock }) {
      const owner = caller.partyOrgType === 'TOKEN_ISSUER' ? undefined : partyId;
      const { items, nextCursor } = await store.redemptions({ status, partyId: owner }, page);
      return { body: { items: items.map(withoutDocType), nextCursor, asOfBlock } };
    },
  }),

  route({
    method: 'post',
    path: '/v1/tokens/redemptions/{redemptionId}/settle',
    summary: 'Say with which payment the redemption was paid, as the issuer',
    access: issuer,
    params: redemptionParams,
    body: z.strictObject({ paymentReference: localIdentifier }),
    answers: redemptionDone,
    refusals: ['REDEMPTION_NOT_FOUND', 'REDEMPTION_STATUS_WRONG', 'PAYMENT_REFERENCE_USED'],
    handle: (gateway, { params, body }) =>
      command(gateway, 'token:settle', { redemptionId: whole(gateway, params.redemptionId), ...body }),
  }),

  step('reject', 'Refuse the redemption, as the issuer: the tokens come back', issuer, 'CALLER_TYPE_NOT_ALLOWED'),
  step('acknowledge', 'Say, as the holder, that it was paid: the tokens burn', holder, 'NOT_HOLDER'),
  step(
    'object',
    'Object, as the holder, to the settlement until objectBy; then the members decide. The gateway does so by itself a day before',
    holder,
    'OBJECTION_LATE',
  ),
  step(
    'cancel',
    'Take back, as the holder, what was not settled by cancelFrom. The gateway does so by itself',
    holder,
    'REDEMPTION_NOT_DUE',
  ),
  step(
    'expire',
    'End what is over: tokens burn that nobody objected to by objectBy, and come back where nobody decided by decideBy',
    holder,
    'REDEMPTION_NOT_DUE',
  ),
];
