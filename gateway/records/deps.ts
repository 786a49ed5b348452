/** The parts of the platform that credit records work with, and what they know of other capabilities. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';

export interface RecordDeps {
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: Pick<Store, 'outbox' | 'records' | 'lending' | 'subjects' | 'subjectKey' | 'party' | 'partyKey'>;
  readonly vault: Pick<Vault, 'credit' | 'texts' | 'markOf' | 'sealForMembers' | 'openForMembers'>;
  readonly ledger: Pick<LedgerClient, 'evaluate'>;
  readonly log: Pick<Logger, 'error'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
}
