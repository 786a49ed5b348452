/** Plans and their exchange: published, confirmed, delivered, accepted or disputed, and closed. */
import type { Capability } from '../work/capability';
import { eachItem } from '../work/engine';
import { type AcceptanceSettings, newAcceptance } from './acceptance';
import { borrowerRoutes } from './borrower-routes';
import { confirmRoutes } from './confirm-routes';
import type { PlanDeps } from './deps';
import { planRoutes } from './plan-routes';
import { acceptingOrDisputing, closing, delivering, expiringConfirms } from './plan-work';

export interface PlanSettings {
  /** Whether the gateway delivers by itself, or leaves that to its officers. */
  readonly delivery: 'auto' | 'manual';
  /** Everything that opens is accepted where it is absent. */
  readonly acceptance?: AcceptanceSettings | undefined;
}

export function newPlans(deps: PlanDeps, { delivery, acceptance = { checkForm: false } }: PlanSettings): Capability {
  const tools = { ...deps, acceptance: newAcceptance(acceptance, deps.log) };
  return {
    routes: [...planRoutes(tools), ...borrowerRoutes(tools), ...confirmRoutes(tools)],
    work: [
      ...(delivery === 'auto' ? [eachItem(delivering(tools))] : []),
      eachItem(acceptingOrDisputing(tools)),
      eachItem(expiringConfirms(tools)),
      eachItem(closing(tools)),
    ],
  };
}
