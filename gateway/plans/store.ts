/** Finds plans and confirms among what is folded from blocks. */
import { sql } from 'kysely';
import {
  type ConfirmRecord,
  type ConfirmStatus,
  confirmStatuses,
  type LoanType,
  type PlanForm,
  type PlanRecord,
  type PlanStatus,
  planStatuses,
} from '../../chaincode/api/records';
import { positionText } from '../store/position';
import { inSnapshot, type JsonRow, parseRecords, readRecord, selectOverdue, selectRecords } from '../store/records';
import type { Database } from '../store/schema';
import { countRecords, type Order, type Sought, searchRecords } from '../store/search';
import type { ClockAndDay, Page, Paged } from '../store/types';

export interface PlanWithConfirms {
  readonly plan: PlanRecord;
  /** In the order of the ledger, refunded ones included. */
  readonly confirms: readonly ConfirmRecord[];
}

/** Times are ISO; `To` of a time is exclusive, of an amount inclusive. */
export interface PlanFilter {
  readonly status?: PlanStatus | undefined;
  readonly contributor?: string | undefined;
  /** The participator of a confirm, refunded or not. */
  readonly participator?: string | undefined;
  readonly loanKind?: LoanType | undefined;
  readonly form?: PlanForm | undefined;
  readonly assetIdPrefix?: string | undefined;
  readonly publishedFrom?: string | undefined;
  readonly publishedTo?: string | undefined;
  readonly amountFromRmb?: number | undefined;
  readonly amountToRmb?: number | undefined;
}

export interface ConfirmFilter {
  readonly status?: ConfirmStatus | undefined;
  readonly assetId?: string | undefined;
  readonly contributor?: string | undefined;
  readonly participator?: string | undefined;
  readonly confirmIdPrefix?: string | undefined;
  readonly confirmedFrom?: string | undefined;
  readonly confirmedTo?: string | undefined;
  readonly amountFromRmb?: number | undefined;
  readonly amountToRmb?: number | undefined;
}

export interface SortedPage extends Page {
  /** Newest first, by the ledger's order of the first write, unless said. */
  readonly order?: Order | undefined;
}

export interface PlanStore {
  plan(assetId: string): Promise<PlanWithConfirms | undefined>;
  /** A cursor that is none, or of another order, throws CursorMalformed. */
  plans(filter: PlanFilter, page: SortedPage): Promise<Paged<PlanWithConfirms>>;
  countPlans(filter: PlanFilter): Promise<Readonly<Record<PlanStatus, number>>>;
  confirms(filter: ConfirmFilter, page: SortedPage): Promise<Paged<ConfirmRecord>>;
  countConfirms(filter: ConfirmFilter): Promise<Readonly<Record<ConfirmStatus, number>>>;
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
  confirmsToExpire(partyId: string, at: ClockAndDay, limit: number): Promise<readonly ConfirmRecord[]>;
  plansToClose(contributor: string, now: string, limit: number): Promise<readonly PlanRecord[]>;
}

export function newPlanStore(db: Database): PlanStore {
  return { ...readsIn(db), ...worksIn(db) };
}

const newestFirst: Order = { by: 'position', direction: 'desc' };

function readsIn(
  db: Database,
): Pick<PlanStore, 'plan' | 'plans' | 'countPlans' | 'plansUpTo' | 'confirm' | 'confirms' | 'countConfirms'> {
  return {
    confirm: (confirmId) => readRecord(db, 'confirm', confirmId),
    plan: (assetId) =>
      inSnapshot(db, async (snapshot) => {
        const plan = await readRecord(snapshot, 'plan', assetId);
        return plan && (await withConfirms(snapshot, [plan]))[0];
      }),
    plans: (filter, { order = newestFirst, ...page }) =>
      inSnapshot(db, async (snapshot) => {
        const plans = await searchRecords(snapshot, 'plan', soughtPlans(filter), { order, page });
        return { ...plans, items: await withConfirms(snapshot, plans.items) };
      }),
    countPlans: (filter) => countRecords(db, 'plan', soughtPlans(filter), planStatuses),
    confirms: (filter, { order = newestFirst, ...page }) =>
      searchRecords(db, 'confirm', soughtConfirms(filter), { order, page }),
    countConfirms: (filter) => countRecords(db, 'confirm', soughtConfirms(filter), confirmStatuses),
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

function soughtPlans(filter: PlanFilter): Sought {
  const { status, contributor: owner, participator: confirmedBy, loanKind: loan_kind, form } = filter;
  const { assetIdPrefix: idPrefix, publishedFrom, publishedTo, amountFromRmb, amountToRmb } = filter;
  const ranges = {
    time: { from: publishedFrom, to: publishedTo },
    amountRmb: { from: amountFromRmb, to: amountToRmb },
  };
  return { status, owner, confirmedBy, loan_kind, form, idPrefix, ...ranges };
}

function soughtConfirms(filter: ConfirmFilter): Sought {
  const { status, assetId: about, contributor: other, participator: owner, confirmIdPrefix: idPrefix } = filter;
  const { confirmedFrom, confirmedTo, amountFromRmb, amountToRmb } = filter;
  const ranges = {
    time: { from: confirmedFrom, to: confirmedTo },
    amountRmb: { from: amountFromRmb, to: amountToRmb },
  };
  return { status, about, other, owner, idPrefix, ...ranges };
}

async function withConfirms(db: Database, plans: readonly PlanRecord[]): Promise<readonly PlanWithConfirms[]> {
  if (plans.length === 0) return [];
  const assetIds = plans.map(({ assetId }) => assetId);
  const rows = await db
    .selectFrom('records')
    .select(['json', 'position'])
    .where('about', 'in', assetIds)
    // The kind as an expression, because SQLite would otherwise walk through all confirms by their kind.
    .where(sql<string>`doc_type || ''`, '=', 'confirm')
    .$castTo<JsonRow<'confirm'>>()
    .execute();
  const sorted = rows.sort((one, other) => (one.position < other.position ? -1 : 1));
  const byPlan = new Map(assetIds.map((assetId) => [assetId, [] as ConfirmRecord[]]));
  for (const confirm of parseRecords(sorted)) byPlan.get(confirm.assetId)?.push(confirm);
  return plans.map((plan) => ({ plan, confirms: byPlan.get(plan.assetId) ?? [] }));
}
