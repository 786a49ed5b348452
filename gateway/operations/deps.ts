/** The parts of the platform that the operation of a gateway works with. */
import type { AllianceRecord } from '../../chaincode/api/records';
import type { Metrics } from '../http/metrics';
import type { Streams } from '../http/streams';
import type { LedgerClient, Trouble } from '../ledger/types';
import type { Follower } from '../store/follower';
import type { EventStore } from './event-store';

export interface OperationDeps {
  readonly partyId: string;
  readonly store: EventStore;
  readonly ledger: Pick<LedgerClient, 'isReady' | 'tryOut' | 'height'>;
  readonly follower: Pick<Follower, 'height' | 'state' | 'passedOver' | 'waitForBlock' | 'onBlock'>;
  /** Names why transactions fail at present. */
  readonly troubles: { readonly current: Trouble | undefined };
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  readonly streams: Streams;
  /** Aborted when the gateway stops: streams end then. */
  readonly stopping: AbortSignal;
  /** As folded; undefined before the founding. */
  alliance(): Promise<AllianceRecord | undefined>;
  /** Reviewers may call what needs a second person. */
  readonly hasSecondApproval: boolean;
  /** Whether the vault's public key is the one on the ledger. */
  isRegistered(): boolean;
  /** Called after each event of the gateway's own; answers how to stop that. */
  onPrompt(listener: () => void): () => void;
}
