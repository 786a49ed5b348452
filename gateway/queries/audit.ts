/** Notes who reads what queries disclose. Reads of one moment share a commit, because the commit is what costs. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { timeNow } from '../work/moments';
import type { AuditedDeps, QueryDeps } from './deps';
import type { QueryRead } from './opened-store';
import type { QueryStore } from './store';

interface AuditDeps extends Pick<QueryDeps, 'now'> {
  readonly store: { readonly queries: Pick<QueryStore, 'noteReads'> };
}

export function newAudit(deps: AuditDeps): AuditedDeps['noteRead'] {
  let waiting: QueryRead[] = [];
  let written: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    await nextTurn();
    const reads = waiting;
    waiting = [];
    written = undefined;
    await deps.store.queries.noteReads(reads);
  };

  return (read) => {
    waiting.push({ ...read, time: timeNow(deps) });
    written ??= write();
    return written;
  };
}
