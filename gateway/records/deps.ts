/** The parts of the platform that credit records work with, and what they know of subjects and members. */
import type { Logger } from 'pino';
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import type { AllianceRecord, PartyKeyRecord, PartyRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { OutboxStore } from '../outbox/store';
import type { Vault } from '../vault/types';
import type { RecordStore } from './store';

export interface RecordDeps {
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: {
    readonly records: RecordStore;
    readonly outbox: Pick<OutboxStore, 'add' | 'read' | 'handAgain'>;
    readonly subjects: {
      /** Undefined where this institution did not verify the subject. */
      read(subjectId: string): Promise<{ readonly identityKind: IdentityKind } | undefined>;
    };
    subjectKey(subjectId: string, keyId: string): Promise<SubjectKeyRecord | undefined>;
    party(partyId: string): Promise<PartyRecord | undefined>;
    partyKey(partyId: string, version: number): Promise<PartyKeyRecord | undefined>;
  };
  readonly vault: Pick<Vault, 'credit' | 'texts' | 'deriveMark' | 'sealForMembers' | 'openForMembers'>;
  readonly ledger: Pick<LedgerClient, 'evaluate'>;
  readonly log: Pick<Logger, 'error'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
}
