/** Shows blocks, transactions, and the states that records have had. */
import type { Capability } from '../work/capability';
import { chainRoutes } from './chain-routes';
import type { ChainDeps } from './deps';

export function newChain(deps: ChainDeps): Capability {
  return { routes: chainRoutes(deps), work: [] };
}
