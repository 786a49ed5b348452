/** What plans work with. */
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

/** Deliveries that are left to officers are remembered between the agents and the routes. */
export interface PlanTools extends PlanDeps {
  readonly acceptance: Acceptance;
}
