/** What routes and agents work with: the seams of one institution's gateway, and what is wired around them. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../chaincode/api/records';
import type { Metrics } from './http/metrics';
import type { LedgerClient } from './ledger/types';
import type { Outbox } from './outbox/outbox';
import type { CreditRecords } from './records/types';
import type { Follower } from './store/follower';
import type { Store } from './stores';
import type { Vault } from './vault/types';

export interface Gateway {
  /** Whose gateway it is. */
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly ledger: LedgerClient;
  readonly follower: Follower;
  readonly outbox: Outbox;
  readonly credit: CreditRecords;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborted when the gateway stops. */
  readonly stopping: AbortSignal;
  /** As folded; undefined before the founding. */
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
  /** When the ledger's day began, ISO; '' before the founding. */
  dayStart(): Promise<string>;
}
