/** The parts of the platform that plans work with. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { Vault } from '../vault/types';
import type { Acceptance } from './acceptance';
import type { PlanStore } from './store';

export interface PlanDeps {
  readonly partyId: string;
  readonly store: PlanStore;
  readonly ledger: Pick<LedgerClient, 'submit' | 'tryOut' | 'evaluate'>;
  readonly vault: Pick<Vault, 'seal' | 'openOwn' | 'oneOffPublicKey' | 'revealOneOffKey' | 'wrapFor' | 'openDelivered'>;
  readonly log: Logger;
  alliance(): Promise<AllianceRecord | undefined>;
  /** When the ledger's day began, ISO; '' before the founding. */
  dayStart(): Promise<string>;
}

/** Agents and routes share what is left to officers. */
export interface PlanTools extends PlanDeps {
  readonly acceptance: Acceptance;
}
