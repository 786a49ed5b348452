/** Income of an institution from paid answers. */
import { z } from 'zod';
import { page } from './forms';
import { lendingTypes, operation, readingRoles } from './operation';

export const period = z.int().meta({ description: "The ledger's day with which the period ended" });

export const readCreditIncome = operation({
  id: 'readCreditIncome',
  call: 'creditIncome.read',
  method: 'get',
  path: '/v1/credit-income',
  summary: 'List paid answers and payouts of credit records',
  description: 'Sales come with the newest question first. Payouts are listed completely on each page.',
  access: { roles: readingRoles, partyOrgTypes: lendingTypes },
  query: z.strictObject(page),
  answers: {
    200: {
      description: 'A page of sales, and all payouts',
      body: z.object({
        sales: z.array(
          z.object({
            answerId: z.string(),
            recordId: z.string(),
            tokenFen: z.int(),
            endedTime: z.iso.datetime().optional(),
          }),
        ),
        nextCursor: z.string().optional(),
        payouts: z.array(z.object({ period, amountFen: z.int(), payoutTime: z.iso.datetime() })),
        asOfBlock: z.int(),
      }),
    },
  },
  folded: true,
});
