/** The parts of the platform that the audit log works with. */
import type { Streams } from '../http/streams';
import type { AuditStore } from './store';

export interface AuditDeps {
  readonly partyId: string;
  readonly store: { readonly audit: AuditStore };
  readonly streams: Pick<Streams, 'enter' | 'drainMs'>;
  now(): number;
}
