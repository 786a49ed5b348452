/** Credits tokens, shows accounts, and turns tokens back into RMB. */
import type { Capability } from '../work/capability';
import { eachItem } from '../work/engine';
import { accountRoutes } from './account-routes';
import type { TokenDeps } from './deps';
import { redemptionRoutes } from './redemption-routes';
import { cancelling, expiringRedemptions, objecting } from './redemption-work';

export interface TokenSettings {
  /** `auto`: the gateway cancels and objects for this institution as a holder; `manual`: its officers do. */
  readonly redemptions: 'auto' | 'manual';
}

export function newTokens(deps: TokenDeps, { redemptions }: TokenSettings): Capability {
  const forHolder = redemptions === 'auto' ? [eachItem(cancelling(deps)), eachItem(objecting(deps))] : [];
  return {
    routes: [...accountRoutes(deps), ...redemptionRoutes(deps)],
    work: [...forHolder, eachItem(expiringRedemptions(deps))],
  };
}
