/** Posts what lenders hand over, passes their income on, and purges what is past its time. Works at the registrar's gateway only. */
import type { Capability } from '../work/capability';
import { eachItem, underLease } from '../work/engine';
import type { RegistrarDeps } from './deps';
import { payingOut } from './paying-out';
import { posting } from './posting';
import { purging } from './purging';

export function newRegistrar(deps: RegistrarDeps): Capability {
  return {
    routes: [],
    work: [
      underLease('credit-posting', posting(deps)),
      underLease('credit-payouts', payingOut(deps)),
      eachItem(purging(deps)),
    ],
  };
}
