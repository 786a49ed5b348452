/** Keeps who did what through this gateway, in a chain of hashes, and shows it to auditors and administrators. */
import type { AuditLog } from '../http/audit';
import type { Capability } from '../work/capability';
import { auditRoutes } from './audit-routes';
import type { AuditDeps } from './deps';
import { newAuditLog } from './log';

export interface AuditCapability extends Capability {
  readonly log: AuditLog;
}

export function newAudit(deps: AuditDeps): AuditCapability {
  const log = newAuditLog(deps.store.audit, deps.now);
  return { log, routes: auditRoutes(deps, log), work: [] };
}
