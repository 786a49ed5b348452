/** The parts of the platform that the registrar works with. */
import type { Logger } from 'pino';
import type { AllianceRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { OutboxStore } from '../outbox/store';
import type { Follower } from '../store/follower';
import type { Vault } from '../vault/types';
import type { RegistrarStore } from './store';

export interface RegistrarDeps {
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: {
    readonly outbox: OutboxStore;
    readonly registrar: RegistrarStore;
    subjectKey(subjectId: string, keyId: string): Promise<SubjectKeyRecord | undefined>;
  };
  readonly vault: Pick<Vault, 'credit' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit' | 'tryOut' | 'isReady' | 'evaluate'>;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
}
