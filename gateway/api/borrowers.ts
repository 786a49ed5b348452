/** The sensitive part of a plan, for those who are entitled to it. */
import { z } from 'zod';
import { assetParams } from './forms';
import { operation, writingRoles } from './operation';

const borrowerAnswer = z
  .object({
    partyName: z.string(),
    loanIdent: z.string(),
    loanMobile: z.string(),
    licensePlateNumber: z.string().optional(),
    engineNumber: z.string().optional(),
    assetData: z.object({
      violationFineDataUrl: z.string().optional(),
      phoneRecordDataUrl: z.string().optional(),
      medicalRecordDataUrl: z.string().optional(),
    }),
  })
  .meta({ id: 'Borrower' });

export const readBorrower = operation({
  id: 'readBorrower',
  call: 'plans.readBorrower',
  method: 'get',
  path: '/v1/plans/{assetId}/borrower',
  summary: "Read the borrower's data of a plan",
  description: 'The contributor reads the data at any time, a participator after the delivery.',
  access: { roles: writingRoles, partyOrgTypes: ['CREDITOR_ORG'] },
  params: assetParams,
  audited: [],
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
