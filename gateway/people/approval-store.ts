/** Keeps requests that wait for a second person. Their content is sealed by the vault, and gone once they have ended. */
import type { Insertable, Selectable } from 'kysely';
import type { ApprovalStatus } from '../api/approvals';
import { type Page, type Paged, readPage } from '../store/pages';
import type { ApprovalsTable, UserDatabase } from './tables';

export interface Approval {
  readonly approvalId: string;
  readonly operation: string;
  readonly status: ApprovalStatus;
  readonly proposedBy: string;
  /** ISO. */
  readonly proposed: string;
  readonly expires: string;
  readonly decidedBy?: string;
  readonly ended?: string;
}

export interface KeptApproval extends Approval {
  /** Undefined once it has ended. */
  readonly sealed: string | undefined;
}

export interface NewApproval extends Omit<Approval, 'status' | 'decidedBy' | 'ended'> {
  /** The same for the same request of the same person, by which a repetition is known. */
  readonly mark: string;
  readonly sealed: string;
}

export interface ApprovalEnd {
  readonly status: Exclude<ApprovalStatus, 'WAITING' | 'EXPIRED'>;
  readonly decidedBy: string;
  readonly ended: string;
}

export interface ApprovalStore {
  /** Answers the one that waits with the same mark where there is one; undefined where `most` wait already. */
  keepApproval(approval: NewApproval, most: number): Promise<Approval | undefined>;
  approval(approvalId: string): Promise<KeptApproval | undefined>;
  /** Newest first. */
  approvals(status: ApprovalStatus | undefined, page: Page): Promise<Paged<Approval>>;
  /** False where it does not wait any more. */
  endApproval(approvalId: string, end: ApprovalEnd): Promise<boolean>;
  expireApprovals(now: string): Promise<void>;
}

/** The time, and the identifier. */
const positionForm = /^[0-9TZ:.-]{24} [0-9a-f]{32}$/;

export function newApprovalStore(db: UserDatabase): ApprovalStore {
  const waiting = (sql: UserDatabase) => sql.selectFrom('approvals').selectAll().where('status', '=', 'WAITING');
  return {
    keepApproval: ({ mark, ...approval }, most) =>
      db.transaction().execute(async (sql) => {
        const { numInsertedOrUpdatedRows } = await sql
          .insertInto('approvals')
          .values(newRow(approval, mark))
          .onConflict((conflict) => conflict.column('mark').doNothing())
          .executeTakeFirstOrThrow();
        const found = await waiting(sql).where('mark', '=', mark).executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return parseApproval(found);
        const { count } = sql.fn;
        const { all } = await sql
          .selectFrom('approvals')
          .select(count<string>('approval_id').as('all'))
          .where('status', '=', 'WAITING')
          .executeTakeFirstOrThrow();
        if (Number(all) <= most) return parseApproval(found);
        await sql.deleteFrom('approvals').where('approval_id', '=', approval.approvalId).execute();
        return undefined;
      }),

    async approval(approvalId) {
      const query = db.selectFrom('approvals').selectAll().where('approval_id', '=', approvalId);
      const row = await query.executeTakeFirst();
      return row && { ...parseApproval(row), sealed: row.sealed ?? undefined };
    },

    approvals(status, page) {
      const all = db.selectFrom('approvals').selectAll();
      const query = status === undefined ? all : all.where('status', '=', status);
      return readPage(query, page, { form: positionForm, item: (row) => parseApproval(row) });
    },

    async endApproval(approvalId, { status, decidedBy, ended }) {
      const { numUpdatedRows } = await db
        .updateTable('approvals')
        .set({ status, ended_by: decidedBy, ended, sealed: null, mark: null })
        .where('approval_id', '=', approvalId)
        .where('status', '=', 'WAITING')
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },

    async expireApprovals(now) {
      await db
        .updateTable('approvals')
        .set({ status: 'EXPIRED', ended: now, sealed: null, mark: null })
        .where('status', '=', 'WAITING')
        .where('expires', '<=', now)
        .execute();
    },
  };
}

function newRow(approval: Omit<NewApproval, 'mark'>, mark: string): Insertable<ApprovalsTable> {
  const { approvalId, operation, proposedBy, proposed, expires, sealed } = approval;
  return {
    approval_id: approvalId,
    position: `${proposed} ${approvalId}`,
    operation,
    status: 'WAITING',
    proposed_by: proposedBy,
    proposed,
    expires,
    sealed,
    mark,
  };
}

function parseApproval(row: Selectable<ApprovalsTable>): Approval {
  return {
    approvalId: row.approval_id,
    operation: row.operation,
    status: row.status,
    proposedBy: row.proposed_by,
    proposed: row.proposed,
    expires: row.expires,
    ...(row.ended_by === null ? {} : { decidedBy: row.ended_by }),
    ...(row.ended === null ? {} : { ended: row.ended }),
  };
}
