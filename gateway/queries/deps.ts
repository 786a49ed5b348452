/** The things that queries work with: parts of the platform, the keys of subjects, and the texts of disputes. */
import type { AllianceRecord, CreditDisputeRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { DisputeTexts } from '../records/dispute-texts';
import type { Follower } from '../store/follower';
import type { Vault } from '../vault/types';
import type { QueryRead } from './opened-store';
import type { QueryStore } from './store';

export interface QueryDeps {
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: {
    readonly queries: QueryStore;
    subjectKey(subjectId: string, keyId: string): Promise<SubjectKeyRecord | undefined>;
    subjectKeys(subjectId: string): Promise<readonly SubjectKeyRecord[]>;
  };
  readonly vault: Pick<Vault, 'credit' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit' | 'tryOut' | 'evaluate'>;
  readonly follower: Pick<Follower, 'height'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
  /** When the ledger's day began, ISO; '' before the founding. */
  dayStart(): Promise<string>;
  /** Asks this institution's peer for the sealed texts, and opens what is sealed for this member. */
  readDisputeTexts(dispute: CreditDisputeRecord): Promise<DisputeTexts>;
}

/** For routes that disclose something: each read is noted. */
export interface AuditedDeps extends QueryDeps {
  /** Resolves once it is durable that the user read the query now. */
  noteRead(read: Omit<QueryRead, 'time'>): Promise<void>;
}
