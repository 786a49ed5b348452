/**
 * Notes who read what queries disclosed. A read is durable before it is answered. Reads of one moment share a commit, because the
 * commit is what costs.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OpenedStore, QueryRead } from './opened-store';

/** Resolves once the read is durable. */
export type NoteRead = (read: QueryRead) => Promise<void>;

export function newAudit({ noteReads }: Pick<OpenedStore, 'noteReads'>): NoteRead {
  let waiting: QueryRead[] = [];
  let written: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    await nextTurn();
    const reads = waiting;
    waiting = [];
    written = undefined;
    await noteReads(reads);
  };

  return (read) => {
    waiting.push(read);
    written ??= write();
    return written;
  };
}
