/** One channel as all services see it: its members, its ledger, what is defined on it, and who waits for its transactions. */
import type { BlockEvents } from '../deliver/events';
import type { ChaincodeDefinition, Ledger } from '../ledger/types';
import type { Orderer } from '../orderer/orderer';
import type { Peer } from '../peer/peer';
import type { CommitWaiters } from './commit-waiters';
import type { EndorsementRules } from './endorsement-rules';
import type { Membership } from './membership';

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
