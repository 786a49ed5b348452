/** Publishes plans, confirms those of others, and exchanges the borrower's data for a fee. */
import type { PlanAsSent } from '../api/plan-form';
import type { Capability } from '../work/capability';
import { eachItem } from '../work/engine';
import { type AcceptanceSettings, newAcceptance } from './acceptance';
import { borrowerRoutes } from './borrower-routes';
import { confirmRoutes } from './confirm-routes';
import type { PlanDeps } from './deps';
import { planRoutes } from './plan-routes';
import { acceptingOrDisputing, closing, delivering, expiringConfirms } from './plan-work';
import { type Published, type SealedCommand, sealPlan, submitSealed } from './publishing';

export interface PlanSettings {
  /** `auto`: the gateway delivers by itself; `manual`: its officers do. */
  readonly delivery: 'auto' | 'manual';
  /** Without it the gateway accepts everything that opens. */
  readonly acceptance?: AcceptanceSettings | undefined;
}

export interface PlanCapability extends Capability {
  /** The steps by which an import publishes a row. */
  readonly publishing: {
    seal(plan: PlanAsSent): Promise<SealedCommand | Published>;
    submit(sealed: SealedCommand): Promise<Published>;
    /** Those of the plans whose first write is in the block or before it. */
    heldUpTo(block: number, assetIds: readonly string[]): Promise<ReadonlySet<string>>;
  };
}

export function newPlans(
  deps: PlanDeps,
  { delivery, acceptance = { checkForm: false } }: PlanSettings,
): PlanCapability {
  const tools = { ...deps, acceptance: newAcceptance(acceptance, deps.log) };
  return {
    routes: [...planRoutes(tools), ...borrowerRoutes(tools), ...confirmRoutes(tools)],
    work: [
      ...(delivery === 'auto' ? [eachItem(delivering(tools))] : []),
      eachItem(acceptingOrDisputing(tools)),
      eachItem(expiringConfirms(tools)),
      eachItem(closing(tools)),
    ],
    publishing: {
      seal: (plan) => sealPlan(deps, plan),
      submit: (sealed) => submitSealed(deps, sealed),
      heldUpTo: (block, assetIds) => deps.store.plansUpTo(block, assetIds),
    },
  };
}
