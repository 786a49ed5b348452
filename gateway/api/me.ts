/** Who calls, and what the caller may do. */
import { z } from 'zod';
import { partyOrgTypes } from '../../chaincode/api/records';
import { everyRole, operation } from './operation';
import { userRoles } from './roles';

const meAnswer = z
  .object({
    userName: z.string(),
    role: z.enum(userRoles),
    partyId: z.string(),
    partyName: z.string().optional().meta({ description: 'As the alliance names the institution' }),
    partyOrgType: z
      .enum(partyOrgTypes)
      .optional()
      .meta({ description: 'Absent until the institution is a member of the alliance' }),
    session: z
      .object({ sessionId: z.string(), expires: z.iso.datetime() })
      .optional()
      .meta({ description: 'Absent for a caller that sent a token' }),
    operations: z
      .array(z.string())
      .meta({ description: 'The operationId of each operation that the caller may call, in alphabetical order' }),
  })
  .meta({ id: 'Me' });

export const readMe = operation({
  id: 'readMe',
  call: 'me',
  method: 'get',
  path: '/v1/me',
  summary: 'Read who calls and which operations the caller may call',
  description: 'Data can still refuse a caller: an operation may concern the institution of one side only.',
  access: { roles: everyRole },
  answers: { 200: { description: 'The caller', body: meAnswer } },
});
