/** The borrower's data of a plan, the one answer with sensitive fields. */
import { borrowerAnswer } from './answers';
import { assetParams } from './forms';
import { operation, writingRoles } from './operation';

export const readBorrower = operation({
  id: 'readBorrower',
  method: 'get',
  path: '/v1/plans/{assetId}/borrower',
  summary: "Read the borrower's data of a plan",
  description: 'The contributor reads the data at any time, a participator after the delivery.',
  access: { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] },
  params: assetParams,
  answers: { 200: { description: 'The sensitive fields, as the contributor sent them', body: borrowerAnswer } },
  refusals: [
    'PLAN_NOT_FOUND',
    'NOT_ENTITLED',
    'NOT_DELIVERED',
    'PLAN_PURGED',
    'RECORD_UNAVAILABLE',
    'DELIVERY_UNUSABLE',
  ],
  folded: true,
});
