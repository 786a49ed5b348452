/** The parts of the platform that tokens work with. */
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { TokenStore } from './store';

export interface TokenDeps {
  readonly partyId: string;
  readonly store: TokenStore;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  alliance(): Promise<AllianceRecord | undefined>;
  /** When the ledger's day began, ISO; '' before the founding. */
  dayStart(): Promise<string>;
}
