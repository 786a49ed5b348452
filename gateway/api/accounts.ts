/** Recharges by the issuer, accounts and statements. */
import { z } from 'zod';
import { movementKinds } from '../../chaincode/api/movements';
import { identifier, localIdentifier, page, partyIdentifier, partyParams } from './forms';
import { everyType, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';

export const rechargeAnswer = z
  .object({
    rechargeId: z.string(),
    partyId: z.string(),
    amountFen: z.int(),
    paymentReference: z.string(),
    rechargeTime: z.iso.datetime(),
  })
  .meta({ id: 'Recharge' });

export const accountInList = z.object({ partyId: z.string(), balanceFen: z.int(), heldFen: z.int() });

const accountAnswer = accountInList.extend({ asOfBlock: z.int() });

const entryAnswer = z.object({
  entryId: z.string(),
  time: z.iso.datetime(),
  kind: z.enum(movementKinds),
  reference: z.string(),
  balanceFen: z.int(),
  heldFen: z.int(),
});

const issuer = ['TOKEN_ISSUER'] as const;

export const rechargeTokens = operation({
  id: 'rechargeTokens',
  call: 'tokens.recharge',
  method: 'post',
  path: '/v1/tokens/recharges',
  summary: 'Recharge an account of tokens',
  description:
    'The token issuer credits a creditor organisation that has paid: 1 token is 1 RMB. One payment reference serves one recharge.',
  access: { partyOrgTypes: issuer, roles: writingRoles },
  body: z.strictObject({
    rechargeId: identifier,
    partyId: partyIdentifier,
    amountFen: z.int(),
    paymentReference: localIdentifier,
  }),
  audited: ['rechargeId'],
  secondApproval: true,
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
});

export const listRecharges = operation({
  id: 'listRecharges',
  call: 'tokens.listRecharges',
  method: 'get',
  path: '/v1/tokens/recharges',
  summary: 'List recharges, newest first',
  access: { partyOrgTypes: issuer, roles: readingRoles },
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of recharges.', body: pageAnswer(rechargeAnswer) } },
  folded: true,
});

export const listAccounts = operation({
  id: 'listAccounts',
  call: 'tokens.listAccounts',
  method: 'get',
  path: '/v1/tokens/accounts',
  summary: 'List all accounts, by institution',
  description: 'Institutions that never had tokens have no account.',
  access: { partyOrgTypes: ['TOKEN_ISSUER', 'REGULATOR'], roles: readingRoles },
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of accounts.', body: pageAnswer(accountInList) } },
  folded: true,
});

export const readAccount = operation({
  id: 'readAccount',
  call: 'tokens.readAccount',
  method: 'get',
  path: '/v1/tokens/accounts/{partyId}',
  summary: 'Read an account: balance and held amount',
  description: 'The owner, the token issuer and regulators may read an account.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: partyParams,
  answers: { 200: { description: 'The account.', body: accountAnswer } },
  refusals: ['ACCOUNT_NOT_VISIBLE'],
  folded: true,
});

export const listAccountEntries = operation({
  id: 'listAccountEntries',
  call: 'tokens.listEntries',
  method: 'get',
  path: '/v1/tokens/accounts/{partyId}/entries',
  summary: 'List the entries of an account, newest first',
  description: 'Amounts of an entry are differences in fen. The owner, the token issuer and regulators may read them.',
  access: { partyOrgTypes: everyType, roles: readingRoles },
  params: partyParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of the statement.', body: pageAnswer(entryAnswer) } },
  refusals: ['ACCOUNT_NOT_VISIBLE'],
  folded: true,
});
