/** Finds plans and confirms among what is folded from blocks. */
import type { ConfirmRecord, LoanType, PlanRecord, PlanStatus } from '../../chaincode/api/records';
import { positionText } from '../store/position';
import {
  inSnapshot,
  narrow,
  parseRecords,
  readRecord,
  readRecordPage,
  selectOverdue,
  selectRecords,
} from '../store/records';
import type { Database } from '../store/schema';
import type { Moment, Page, Paged } from '../store/types';

export interface PlanWithConfirms {
  readonly plan: PlanRecord;
  /** In the order of the ledger, refunded ones included. */
  readonly confirms: readonly ConfirmRecord[];
}

export interface PlanFilter {
  readonly status?: PlanStatus | undefined;
  readonly contributor?: string | undefined;
  /** The participator of a confirm, refunded or not. */
  readonly participator?: string | undefined;
  readonly loanKind?: LoanType | undefined;
}

export interface PlanStore {
  plan(assetId: string): Promise<PlanWithConfirms | undefined>;
  /** Newest first, by the ledger's order of the first write. A cursor that is none throws CursorMalformed. */
  plans(filter: PlanFilter, page: Page): Promise<Paged<PlanWithConfirms>>;
  /** Those of the plans whose first write is in the block or before it. */
  plansUpTo(block: number, assetIds: readonly string[]): Promise<ReadonlySet<string>>;
  confirm(confirmId: string): Promise<ConfirmRecord | undefined>;

  /**
   * Finds confirms that are HELD and whose deliverBy has not passed. Work lists are oldest first, or in the order of their
   * deadlines where these have passed; they hold at most `limit`. `now` is ISO.
   */
  confirmsToDeliver(contributor: string, now: string, limit: number): Promise<readonly ConfirmRecord[]>;
  /** DELIVERED, and the ledger's day has not reached disputeBy. Afterwards they are to expire. */
  confirmsToAccept(participator: string, dayStart: string, limit: number): Promise<readonly ConfirmRecord[]>;
  /** Confirms of which the party is contributor or participator and whose deadline has passed. */
  confirmsToExpire(partyId: string, at: Moment, limit: number): Promise<readonly ConfirmRecord[]>;
  plansToClose(contributor: string, now: string, limit: number): Promise<readonly PlanRecord[]>;
}

export function newPlanStore(db: Database): PlanStore {
  return { ...readsIn(db), ...worksIn(db) };
}

function readsIn(db: Database): Pick<PlanStore, 'plan' | 'plans' | 'plansUpTo' | 'confirm'> {
  return {
    confirm: (confirmId) => readRecord(db, 'confirm', confirmId),
    plan: (assetId) =>
      inSnapshot(db, async (snapshot) => {
        const plan = await readRecord(snapshot, 'plan', assetId);
        return plan && (await withConfirms(snapshot, [plan]))[0];
      }),
    plans: ({ status, contributor: owner, participator, loanKind: loan_kind }, page) =>
      inSnapshot(db, async (snapshot) => {
        const all = narrow(selectRecords(snapshot, 'plan'), { status, owner, loan_kind });
        const query = participator === undefined ? all : all.where('id', 'in', confirmedBy(snapshot, participator));
        const plans = await readRecordPage(query, page);
        return { ...plans, items: await withConfirms(snapshot, plans.items) };
      }),
    plansUpTo: async (block, assetIds) => {
      if (assetIds.length === 0) return new Set();
      const rows = await db
        .selectFrom('records')
        .select('id')
        .where('doc_type', '=', 'plan')
        .where('id', 'in', assetIds)
        .where('position', '<', positionText({ block: block + 1, tx: 0, index: 0 }))
        .execute();
      return new Set(rows.map(({ id }) => id));
    },
  };
}

function worksIn(
  db: Database,
): Pick<PlanStore, 'confirmsToDeliver' | 'confirmsToAccept' | 'confirmsToExpire' | 'plansToClose'> {
  const waiting = (status: 'HELD' | 'DELIVERED', limit: number) =>
    selectRecords(db, 'confirm').where('status', '=', status).orderBy('position').limit(limit);

  return {
    confirmsToDeliver: async (contributor, now, limit) =>
      parseRecords(await waiting('HELD', limit).where('act_by', '>=', now).where('other', '=', contributor).execute()),
    confirmsToAccept: async (participator, dayStart, limit) => {
      const query = waiting('DELIVERED', limit).where('act_by', '>', dayStart);
      return parseRecords(await query.where('owner', '=', participator).execute());
    },
    confirmsToExpire: async (partyId, at, limit) => {
      const query = selectOverdue(db, 'confirm', at, limit).where((confirm) =>
        confirm.or([confirm('owner', '=', partyId), confirm('other', '=', partyId)]),
      );
      return parseRecords(await query.execute());
    },
    plansToClose: async (contributor, now, limit) => {
      const query = selectRecords(db, 'plan').where('due_from', '<', now).where('owner', '=', contributor);
      return parseRecords(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },
  };
}

function confirmedBy(db: Database, participator: string) {
  return db
    .selectFrom('records')
    .select('about')
    .where('owner', '=', participator)
    .where('about', 'is not', null)
    .$castTo<{ about: string }>();
}

async function withConfirms(db: Database, plans: readonly PlanRecord[]): Promise<readonly PlanWithConfirms[]> {
  if (plans.length === 0) return [];
  const assetIds = plans.map(({ assetId }) => assetId);
  const rows = await selectRecords(db, 'confirm').where('about', 'in', assetIds).orderBy('position').execute();
  const byPlan = new Map(assetIds.map((assetId) => [assetId, [] as ConfirmRecord[]]));
  for (const confirm of parseRecords(rows)) byPlan.get(confirm.assetId)?.push(confirm);
  return plans.map((plan) => ({ plan, confirms: byPlan.get(plan.assetId) ?? [] }));
}
