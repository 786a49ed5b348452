/** Shows the alliance, takes proposals and votes, advances the ledger's day, and registers public keys. */
import type { Measured } from '../http/readings';
import type { Capability } from '../work/capability';
import { eachItem } from '../work/engine';
import { advancing, daysBehind } from './advancing';
import { allianceRoutes } from './alliance-routes';
import type { AllianceDeps } from './deps';
import { partyRoutes } from './party-routes';
import { register } from './registration';

export interface AllianceCapability extends Capability {
  /** Resolves when this institution's key is registered; tries for as long as the gateway runs. */
  register(foundingDocumentFile: string | undefined): Promise<void>;
}

export function newAlliance(deps: AllianceDeps & Measured): AllianceCapability {
  deps.metrics.readings.readDaysBehind(() => daysBehind(deps, Date.now()));
  return {
    routes: [...allianceRoutes(deps), ...partyRoutes(deps)],
    work: [eachItem(advancing(deps))],
    register: (foundingDocumentFile) => register(deps, foundingDocumentFile),
  };
}
