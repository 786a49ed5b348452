/** The parts of the platform that the outbox works with. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { RegistrarKey, Vault } from '../vault/types';
import type { OutboxStore } from './store';

export interface OutboxDeps {
  readonly partyId: string;
  readonly store: { readonly outbox: OutboxStore };
  readonly vault: Pick<Vault, 'credit' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** The key for which packages are sealed; undefined before the registrar has published one. */
  registrarKey(): Promise<RegistrarKey | undefined>;
}
