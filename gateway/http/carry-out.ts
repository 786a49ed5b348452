/** Answers a request that was kept, as if its second person sent it now. */

import { mayCall } from '../api/operation';
import { Problem } from '../api/problem';
import type { Follower } from '../store/follower';
import type { Caller, JsonAnswer, Route } from './route';
import type { SentRequest } from './second-approval';
import { validate } from './validate';

type CarryOut = (operationId: string, request: SentRequest, caller: Caller) => Promise<JsonAnswer>;

/** The routes are asked for when they are needed, because one of them carries out others. */
export function newCarryOut(readRoutes: () => readonly Route[], follower: Pick<Follower, 'height'>): CarryOut {
  return async (operationId, request, caller) => {
    const route = readRoutes().find(({ id }) => id === operationId);
    if (route?.secondApproval === undefined) throw new Error(`no operation ${operationId} waits for a second person`);
    const { user, partyOrgType } = caller;
    if (!mayCall(route, { role: user.role, partyOrgType })) throw new Problem('ROLE_NOT_ALLOWED');
    const received = validate(route, { ...request, lastEventId: undefined });
    const answer = await route.handle({ ...received, caller, asOfBlock: follower.height });
    if ('body' in answer) return answer;
    throw new Error(`${operationId} answers no JSON`);
  };
}
