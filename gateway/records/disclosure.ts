/** Texts about a record are disclosed no longer than the record itself, purged or not. */
import { isPastRetention, type Retention } from '../../chaincode/api/retention';
import type { RecordDeps } from './deps';

/** Counts from the ledger's present day. */
export async function readRetention({ alliance, ledgerDay }: RecordDeps): Promise<Retention> {
  return { day: (await ledgerDay()) ?? 0, retentionDays: (await alliance())?.parameters.retentionDays ?? 0 };
}

export async function isDisclosed({ store }: RecordDeps, recordId: string, retention: Retention): Promise<boolean> {
  return !isPastRetention((await store.records.creditRecord(recordId))?.lastFeedbackDay, retention);
}
