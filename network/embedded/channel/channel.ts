/** One channel as all services see it: its members, its ledger, what is defined on it, and who waits for its transactions. */

import type { ChaincodeDefinition, Ledger } from '../ledger/types';
import type { CommitWaiters } from './commit-waiters';
import type { EndorsementRules } from './endorsement-rules';
import type { BlockEvents } from './events';
import type { Membership } from './membership';
import type { Orderer } from './orderer';
import type { Peer } from './peer';

export interface Channel {
  readonly name: string;
  readonly ledger: Ledger;
  readonly definitions: ReadonlyMap<string, ChaincodeDefinition>;
  readonly membership: Membership;
  readonly rules: EndorsementRules;
  readonly orderer: Orderer;
  readonly waiters: CommitWaiters;
  readonly events: BlockEvents;
  /** The peers of the channel's members, in the order of the configuration. */
  readonly peers: readonly Peer[];
}
