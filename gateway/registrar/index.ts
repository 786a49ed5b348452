/** Posts what lenders hand over, passes their income on, and purges what is past its time. Works at the registrar's gateway only. */
import type { Measured } from '../http/readings';
import type { Capability } from '../work/capability';
import { eachItem, underLease } from '../work/engine';
import type { RegistrarDeps } from './deps';
import { newMissingPackages } from './missing';
import { payingOut } from './paying-out';
import { posting } from './posting';
import { purging } from './purging';

export function newRegistrar(deps: RegistrarDeps & Measured): Capability {
  const missing = newMissingPackages(deps.now);
  deps.metrics.readings.readMissingPackages(missing.read);
  return {
    routes: [],
    work: [
      underLease('credit-posting', posting(deps, missing)),
      underLease('credit-payouts', payingOut(deps)),
      eachItem(purging(deps)),
    ],
  };
}
