/** The parts of the platform that sign-in and sessions work with. */
import type { AuditLog } from '../http/audit';
import type { Vault } from '../vault/types';
import type { SessionStore } from './store';

export interface SessionDeps {
  readonly store: SessionStore;
  readonly vault: Pick<Vault, 'texts'>;
  readonly audit: AuditLog;
}
