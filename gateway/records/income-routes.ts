/** What own records earned, and what of it the registrar has passed on. */
import { z } from 'zod';
import { page } from '../api/forms';
import { lendingTypes, readingRoles, route } from '../http/route';

const period = z.int().meta({ description: "The ledger's day with which the period ended" });

export const creditIncomeRoutes = [
  route({
    method: 'get',
    path: '/v1/credit-income',
    summary: 'Answers of own records that were paid for, newest question first, and the payouts received',
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
    async handle({ credit }, { query, asOfBlock }) {
      const { items: sales, nextCursor } = await credit.sales(query);
      return { body: { sales, nextCursor, payouts: await credit.payouts(), asOfBlock } };
    },
  }),
];
