/** Tokens in, by the issuer; accounts and statements. */
import { z } from 'zod';
import { accountAnswer, entryAnswer, listOf, rechargeAnswer, withoutDocType } from '../api/answers';
import { identifier, localIdentifier, page, partyIdentifier, partyParams } from '../api/forms';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { command, whole } from '../http/commands';
import { type Caller, everyType, readingRoles, route, writingRoles } from '../http/route';

const issuer = ['TOKEN_ISSUER'] as const;

const recharge = route({
  method: 'post',
  path: '/v1/tokens/recharges',
  summary: 'Credit a creditor organisation that has paid, 1 token = 1 RMB. A payment stands for one recharge.',
  access: { partyOrgTypes: issuer, roles: writingRoles },
  body: z.strictObject({
    rechargeId: identifier,
    partyId: partyIdentifier,
    amountFen: z.int(),
    paymentReference: localIdentifier,
  }),
  answers: { 201: { description: 'Recharged.', body: z.object({ rechargeId: z.string() }) } },
  refusals: [
    'AMOUNT_NOT_POSITIVE',
    'AMOUNT_TOO_LARGE',
    'PARTY_NOT_FOUND',
    'RECHARGE_TARGET_NOT_CREDITOR',
    'RECHARGE_EXISTS_WITH_OTHER_CONTENT',
    'SUPPLY_EXHAUSTED',
    'PAYMENT_REFERENCE_USED',
  ],
  handle: (gateway, { body }) =>
    command(gateway, 'token:recharge', { ...body, rechargeId: whole(gateway, body.rechargeId) }),
});

const listRecharges = route({
  method: 'get',
  path: '/v1/tokens/recharges',
  summary: 'Recharges, newest first.',
  access: { partyOrgTypes: issuer, roles: readingRoles },
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of recharges.', body: listOf(rechargeAnswer) } },
  folded: true,
  handle: async ({ store }, { query, asOfBlock }) => {
    const { items, nextCursor } = await store.recharges(query);
    return { body: { items: items.map(withoutDocType), nextCursor, asOfBlock } };
  },
});

const readAccount = route({
  method: 'get',
  path: '/v1/tokens/accounts/{partyId}',
  summary: 'Balance and held amount. For the owner, the issuer and regulators.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: partyParams,
  answers: { 200: { description: 'The account.', body: accountAnswer } },
  refusals: ['ACCOUNT_NOT_VISIBLE'],
  folded: true,
  handle: async (gateway, { params: { partyId }, caller, asOfBlock }) => {
    requireVisible(gateway, caller, partyId);
    return { body: { partyId, ...(await gateway.store.account(partyId)), asOfBlock } };
  },
});

const listEntries = route({
  method: 'get',
  path: '/v1/tokens/accounts/{partyId}/entries',
  summary: 'The statement, newest first. Amounts are differences in fen.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: partyParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of the statement.', body: listOf(entryAnswer) } },
  refusals: ['ACCOUNT_NOT_VISIBLE'],
  folded: true,
  handle: async (gateway, { params: { partyId }, query, caller, asOfBlock }) => {
    requireVisible(gateway, caller, partyId);
    return { body: { ...(await gateway.store.statement(partyId, query)), asOfBlock } };
  },
});

function requireVisible({ partyId: own }: Gateway, caller: Caller, partyId: string): void {
  if (partyId !== own && !seesAll(caller)) throw new Problem('ACCOUNT_NOT_VISIBLE');
}

function seesAll({ partyOrgType }: Caller): boolean {
  return partyOrgType === 'TOKEN_ISSUER' || partyOrgType === 'REGULATOR';
}

export const tokenRoutes = [recharge, listRecharges, readAccount, listEntries];
