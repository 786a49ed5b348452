/** The parts of the platform that subjects work with. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { Outbox } from '../outbox/outbox';
import type { OutboxStore } from '../outbox/store';
import type { Follower } from '../store/follower';
import type { Vault } from '../vault/types';
import type { SubjectStore } from './store';
import type { Identification } from './types';
import type { Voprf } from './voprf';

export interface SubjectDeps {
  readonly partyId: string;
  /** Signatures hold for one channel only. */
  readonly channel: string;
  readonly store: SubjectStore & { readonly outbox: Pick<OutboxStore, 'read'> };
  readonly vault: Pick<Vault, 'subjects' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly follower: Pick<Follower, 'onBlock'>;
  readonly outbox: Outbox;
  readonly voprf: Voprf;
  readonly log: Pick<Logger, 'warn'>;
  /** Nobody waits for evaluators after it is aborted. */
  readonly stopping: AbortSignal;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
}

/** Routes and imports share the questions that are under way. */
export interface SubjectTools extends SubjectDeps {
  readonly identification: Identification;
}
