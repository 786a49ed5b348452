/** Publishes plans, confirms those of others, and exchanges the borrower's data for a fee. */
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
  /** Without it the gateway accepts everything that opens. */
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
