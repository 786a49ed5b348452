/** Requests that wait for a second person, where the institution has turned second approval on. */
import { z } from 'zod';
import { page } from './forms';
import { everyType, operation, readingRoles } from './operation';

const approvalStatuses = ['WAITING', 'CARRIED_OUT', 'REJECTED', 'EXPIRED'] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

const approvalParams = z.strictObject({ approvalId: z.string().regex(/^[0-9a-f]{32}$/) });

const approvalSeen = z
  .object({
    approvalId: z.string(),
    operation: z.string().meta({ description: 'The operationId' }),
    status: z.enum(approvalStatuses),
    proposedBy: z.string(),
    proposed: z.iso.datetime(),
    expires: z.iso.datetime(),
    endedBy: z.string().optional().meta({ description: 'Who carried it out or rejected it' }),
    ended: z.iso.datetime().optional(),
  })
  .meta({ id: 'Approval' });

const json = (description: string) => z.string().meta({ description: `JSON: ${description}` });

export const listApprovals = operation({
  id: 'listApprovals',
  call: 'approvals.list',
  method: 'get',
  path: '/v1/approvals',
  summary: 'List requests that wait for a second person, newest first',
  access: { roles: readingRoles, partyOrgTypes: everyType },
  query: z.strictObject({ status: z.enum(approvalStatuses).optional(), ...page }),
  answers: {
    200: {
      description: 'A page of approvals, without their requests',
      body: z.object({ items: z.array(approvalSeen), nextCursor: z.string().optional() }),
    },
  },
});

export const readApproval = operation({
  id: 'readApproval',
  call: 'approvals.read',
  method: 'get',
  path: '/v1/approvals/{approvalId}',
  summary: 'Read a request that waits for a second person',
  description: 'A reviewer sees the requests that it proposed. An ended approval has no request any more.',
  access: { roles: ['officer', 'reviewer'], partyOrgTypes: everyType },
  audited: [],
  params: approvalParams,
  answers: {
    200: {
      description: 'The approval with its request',
      body: approvalSeen
        .extend({ request: json('params, query and body as they were sent').optional() })
        .meta({ id: 'ApprovalWithRequest' }),
    },
  },
  refusals: ['APPROVAL_NOT_FOUND'],
});

export const carryOut = operation({
  id: 'carryOut',
  call: 'approvals.carryOut',
  method: 'post',
  path: '/v1/approvals/{approvalId}/carry-out',
  summary: 'Carry out a request that another person proposed',
  description:
    'The answer holds the status and the body with which the operation answers. A request that is refused goes on waiting.',
  access: { roles: ['officer'], partyOrgTypes: everyType },
  params: approvalParams,
  answers: {
    200: {
      description: 'What the operation answers',
      body: z.object({
        approval: approvalSeen,
        answerStatus: z.int(),
        answer: json('the body of the answer').optional(),
      }),
    },
  },
  refusals: ['APPROVAL_NOT_FOUND', 'APPROVAL_ENDED', 'SECOND_PERSON_NEEDED'],
});

export const rejectApproval = operation({
  id: 'rejectApproval',
  call: 'approvals.reject',
  method: 'post',
  path: '/v1/approvals/{approvalId}/reject',
  summary: 'Reject a request that waits for a second person',
  description: 'An officer rejects every request, and a reviewer those that it proposed.',
  access: { roles: ['officer', 'reviewer'], partyOrgTypes: everyType },
  params: approvalParams,
  answers: { 200: { description: 'Rejected', body: approvalSeen } },
  refusals: ['APPROVAL_NOT_FOUND', 'APPROVAL_ENDED'],
});
