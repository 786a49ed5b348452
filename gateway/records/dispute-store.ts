/** Finds disputes among what is folded from blocks, and keeps statements that wait for their signature. */
import { sql } from 'kysely';
import type { CreditDisputeRecord } from '../../chaincode/api/records';
import { inTransaction } from '../store/chunks';
import { dayText } from '../store/columns';
import type { Page, Paged } from '../store/pages';
import { parseRecords, type RecordQuery, readRecord, readRecordPage, selectRecords } from '../store/records';
import type { Database } from '../store/schema';
import { isLentHere } from './lent-here';
import type { RecordTables } from './tables';

export interface DisputeDraft {
  readonly disputeId: string;
  /** ISO. */
  readonly created: string;
  readonly sealed: string;
}

export interface DisputeFilter {
  readonly status?: CreditDisputeRecord['status'] | undefined;
  /** Finds those that are open with their last day to answer before the day, or all but those. */
  readonly overdue?: { readonly is: boolean; readonly day: number } | undefined;
  /** LENT_HERE: of records that were filed here. KNOWN_HERE: also of subjects who were verified here. */
  readonly whose: 'LENT_HERE' | 'KNOWN_HERE' | 'ALL';
}

export interface DisputeStore {
  dispute(disputeId: string): Promise<CreditDisputeRecord | undefined>;
  /** Newest first. */
  disputes(filter: DisputeFilter, page: Page): Promise<Paged<CreditDisputeRecord>>;
  /** Oldest first. */
  recordDisputes(recordId: string): Promise<readonly CreditDisputeRecord[]>;
  /** The first one of an identifier stays. Forgets those that are older than `since`. */
  keepDisputeDraft(draft: DisputeDraft, since: string): Promise<void>;
  /** Undefined also where it is older than `since`. */
  disputeDraft(disputeId: string, since: string): Promise<DisputeDraft | undefined>;
}

export function newDisputeStore(db: Database): DisputeStore {
  return {
    dispute: (disputeId) => readRecord(db, 'creditDispute', disputeId),
    disputes: (filter, page) => readRecordPage(selectDisputes(db, filter), page),
    recordDisputes: async (recordId) => {
      const query = selectRecords(db, 'creditDispute').where('about', '=', recordId);
      return parseRecords(await query.orderBy('position').execute());
    },

    keepDisputeDraft: ({ disputeId, created, sealed }, since) =>
      inTransaction(db, async (transaction) => {
        const own = transaction.withTables<RecordTables>();
        await own.deleteFrom('dispute_drafts').where('created', '<', since).execute();
        await own
          .insertInto('dispute_drafts')
          .values({ dispute_id: disputeId, created, sealed })
          .onConflict((conflict) => conflict.column('dispute_id').doNothing())
          .execute();
      }),

    async disputeDraft(disputeId, since) {
      const drafts = db.withTables<RecordTables>().selectFrom('dispute_drafts').selectAll();
      const row = await drafts.where('dispute_id', '=', disputeId).where('created', '>=', since).executeTakeFirst();
      return row && { disputeId, created: row.created, sealed: row.sealed };
    },
  };
}

function selectDisputes(db: Database, { status, overdue, whose }: DisputeFilter): RecordQuery<'creditDispute'> {
  let query = selectRecords(db, 'creditDispute');
  if (status !== undefined) query = query.where('status', '=', status);
  if (overdue?.is === true) query = query.where('act_by', '<', dayText(overdue.day));
  if (overdue?.is === false) {
    const { day } = overdue;
    query = query.where((dispute) =>
      dispute.or([dispute('act_by', 'is', null), dispute('act_by', '>=', dayText(day))]),
    );
  }
  if (whose === 'ALL') return query;
  const lentHere = isLentHere('records.about');
  return query.where(whose === 'LENT_HERE' ? lentHere : ({ or }) => or([lentHere, isKnownHere()]));
}

/** Holds where the subject that disputes was verified here. */
function isKnownHere() {
  return sql<boolean>`exists (select subject_id from subjects where subject_id = records.other)`;
}
