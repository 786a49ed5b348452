/** Loans that have matured and whose outcome is asked for. */
import { z } from 'zod';
import { listOf } from '../api/answers';
import { page } from '../api/forms';
import { lendingTypes, readingRoles, route } from '../http/route';

export const promptRoutes = [
  route({
    method: 'get',
    path: '/v1/prompts',
    summary: 'Own records that have matured and await a feedback, the latest prompt first',
    access: { roles: readingRoles, partyOrgTypes: lendingTypes },
    query: z.strictObject(page),
    answers: {
      200: {
        description: 'A page of prompts',
        body: listOf(
          z.object({ recordId: z.string(), maturityTime: z.iso.datetime(), promptedTime: z.iso.datetime() }),
        ),
      },
    },
    folded: true,
    async handle({ credit }, { query, asOfBlock }) {
      const { items, nextCursor } = await credit.prompts(query);
      return { body: { items, nextCursor, asOfBlock } };
    },
  }),
];
