/**
 * Who read what queries brought. A read is durable before it is answered; those of one moment share a commit, which is what
 * costs.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QueryRead, QueryStore } from '../store/types';

export interface Audit {
  /** Resolves once it is durable. */
  note(read: QueryRead): Promise<void>;
}

export function newAudit({ noteReads }: Pick<QueryStore, 'noteReads'>): Audit {
  let waiting: QueryRead[] = [];
  let written: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    await nextTurn();
    const reads = waiting;
    waiting = [];
    written = undefined;
    await noteReads(reads);
  };

  return {
    note(read) {
      waiting.push(read);
      written ??= write();
      return written;
    },
  };
}
