/** Keeps who may call this gateway: users and their tokens, and what needs two of them. */
import type { SecondApproval } from '../http/second-approval';
import type { Capability } from '../work/capability';
import { approvalRoutes, expiringApprovals, newSecondApproval } from './approvals';
import type { PeopleDeps } from './deps';
import { userRoutes } from './user-routes';
import { userTokenRoutes } from './user-token-routes';

export interface PeopleSettings {
  /** Absent where one person is enough for every request. */
  readonly secondApproval?: { readonly validHours: number } | undefined;
}

export interface PeopleCapability extends Capability {
  readonly secondApproval: SecondApproval | undefined;
}

export function newPeople(deps: PeopleDeps, { secondApproval }: PeopleSettings): PeopleCapability {
  return {
    secondApproval: secondApproval && newSecondApproval(deps, secondApproval.validHours),
    routes: [...userRoutes(deps), ...userTokenRoutes(deps), ...approvalRoutes(deps)],
    work: [expiringApprovals(deps)],
  };
}
