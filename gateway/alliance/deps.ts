/** The parts of the platform that the alliance works with. */
import type { Logger } from 'pino';
import type { LedgerClient } from '../ledger/types';
import type { Vault } from '../vault/types';
import type { PresentAlliance } from './present';
import type { AllianceStore } from './store';

export interface AllianceDeps extends PresentAlliance {
  readonly partyId: string;
  readonly store: AllianceStore;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly vault: Pick<Vault, 'prepareKey' | 'activate'>;
  readonly evaluatorKey: EvaluatorKey;
  readonly log: Logger;
  /** Aborted when the gateway stops: registration ends then. */
  readonly stopping: AbortSignal;
}

/** The public key with which the institution evaluates blinded identity numbers. */
export interface EvaluatorKey {
  /** The key that the vault holds. */
  own(): Promise<string>;
  /** The key that the ledger holds; undefined where none is registered. */
  registered(): Promise<string | undefined>;
}
