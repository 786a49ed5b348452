/** Prompts to give feedback on matured loans. */
import { z } from 'zod';
import { page } from './forms';
import { lendingTypes, operation, readingRoles } from './operation';
import { pageAnswer } from './page-answer';

export const listPrompts = operation({
  id: 'listPrompts',
  call: 'prompts.list',
  method: 'get',
  path: '/v1/prompts',
  summary: 'List matured loans that await feedback, latest prompt first',
  access: { roles: readingRoles, partyOrgTypes: lendingTypes },
  query: z.strictObject(page),
  answers: {
    200: {
      description: 'A page of prompts',
      body: pageAnswer(
        z.object({ recordId: z.string(), maturityTime: z.iso.datetime(), promptedTime: z.iso.datetime() }),
      ),
    },
  },
  folded: true,
});
