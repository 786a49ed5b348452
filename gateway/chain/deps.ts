/** The parts of the platform that the view of the chain works with. */
import type { ChainStore } from './store';

export interface ChainDeps {
  readonly partyId: string;
  readonly store: { readonly chain: ChainStore };
}
