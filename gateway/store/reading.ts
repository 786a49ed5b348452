/** What routes ask: single records, lists page by page (newest first), accounts and statements. */
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { type ProposalStanding, proposalStandingOn } from '../../chaincode/api/alliance';
import { dayText, partyKeyId, subjectKeyId } from './columns';
import { cursorOf, eventIdOf, parseCursor, parseEventId, positionText } from './position';
import type { Database, DocType, EventsTable, RecordOf, Tables } from './schema';
import type {
  Moment,
  Page,
  Paged,
  PlanView,
  ProposalView,
  StatementEntry,
  Store,
  StoredEvent,
  StreamEvent,
} from './types';

type Reading = Pick<
  Store,
  | 'alliance'
  | 'proposal'
  | 'proposals'
  | 'party'
  | 'partyKey'
  | 'plan'
  | 'plans'
  | 'plansUpTo'
  | 'confirm'
  | 'account'
  | 'credits'
  | 'statement'
  | 'recharge'
  | 'recharges'
  | 'redemption'
  | 'redemptions'
  | 'evaluator'
  | 'evaluation'
  | 'evaluationAnswers'
  | 'attachment'
  | 'subjectKey'
  | 'subjectKeys'
  | 'ownerOfSubjectKey'
  | 'events'
  | 'lastEventId'
>;

/** JSON text of a record; the kind is known to the compiler only. */
type JsonOf<T extends DocType> = string & { readonly docType?: T };

export interface JsonRow<T extends DocType> {
  readonly json: JsonOf<T>;
  readonly position: string;
}

export type RecordQuery<T extends DocType> = SelectQueryBuilder<Tables, 'records', JsonRow<T>>;

/** Whoever knows a number can add keys to its subject. */
const maxSubjectKeys = 500;

export function readingOf(db: Database): Reading {
  return {
    alliance: () => readOne(db, 'alliance', ''),
    proposal: (proposalId) =>
      atOnce(db, async (snapshot) => {
        const proposal = await readOne(snapshot, 'proposal', proposalId);
        return proposal && onDay(proposal, await readDay(snapshot));
      }),
    party: (partyId) => readOne(db, 'party', partyId),
    partyKey: (partyId, version) => readOne(db, 'partyKey', partyKeyId(partyId, version)),
    confirm: (confirmId) => readOne(db, 'confirm', confirmId),
    recharge: (rechargeId) => readOne(db, 'recharge', rechargeId),
    redemption: (redemptionId) => readOne(db, 'redemption', redemptionId),
    evaluator: (partyId) => readOne(db, 'evaluator', partyId),
    evaluation: (evaluationId) => readOne(db, 'evaluation', evaluationId),
    attachment: (attachmentId) => readOne(db, 'attachment', attachmentId),
    subjectKey: (subjectId, keyId) => readOne(db, 'subjectKey', subjectKeyId(subjectId, keyId)),

    evaluationAnswers: async (evaluationId) =>
      parseAll(await recordsOf(db, 'evaluationAnswer').where('asset_id', '=', evaluationId).execute()),
    subjectKeys: async (subjectId) => {
      const latest = recordsOf(db, 'subjectKey').where('asset_id', '=', subjectId).orderBy('position', 'desc');
      return parseAll(await latest.limit(maxSubjectKeys).execute()).toReversed();
    },
    ownerOfSubjectKey: async (keyId) => {
      const uses = parseAll(await recordsOf(db, 'used').where('id', '=', keyId).execute());
      return uses.find(({ what }) => what === 'subjectKey')?.by;
    },

    proposals: (status, page) =>
      atOnce(db, async (snapshot) => {
        const day = await readDay(snapshot);
        const proposals = await readPage(proposalsWith(snapshot, status, day), page);
        return { ...proposals, items: proposals.items.map((proposal) => onDay(proposal, day)) };
      }),
    recharges: (page) => readPage(recordsOf(db, 'recharge'), page),
    redemptions: ({ status, partyId: owner }, page) =>
      readPage(filtered(recordsOf(db, 'redemption'), { status, owner }), page),

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
    plan: (assetId) =>
      atOnce(db, async (snapshot) => {
        const plan = await readOne(snapshot, 'plan', assetId);
        return plan && (await withConfirms(snapshot, [plan]))[0];
      }),
    plans: ({ status, contributor: owner, participator, loanKind: loan_kind }, page) =>
      atOnce(db, async (snapshot) => {
        const all = filtered(recordsOf(snapshot, 'plan'), { status, owner, loan_kind });
        const query = participator === undefined ? all : all.where('id', 'in', confirmedBy(snapshot, participator));
        const plans = await readPage(query, page);
        return { ...plans, items: await withConfirms(snapshot, plans.items) };
      }),

    account: (partyId) => readAccount(db, partyId),
    credits: async (partyId, limit) => {
      const query = recordsOf(db, 'tokenCredit').where('owner', '=', partyId).where('counted_fen', 'is not', null);
      const rows = await query.orderBy('counted_fen', 'desc').orderBy('position').limit(limit).execute();
      return parseAll(rows);
    },
    statement: (partyId, page) => readStatement(db, partyId, page),
    events: (after, names, limit) => readEvents(db, { after, names, limit }),
    lastEventId: async () => {
      const last = await db
        .selectFrom('events')
        .select('position')
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst();
      return last && eventIdOf(last.position);
    },
  };
}

export function recordsOf<T extends DocType>(db: Database, docType: T): RecordQuery<T> {
  return db.selectFrom('records').select(['json', 'position']).where('doc_type', '=', docType).$castTo<JsonRow<T>>();
}

/** What was not delivered in time by the clock, or was not judged in time by the ledger's day; in the order of the deadlines. */
export function overdue<T extends 'confirm' | 'creditAnswer'>(
  db: Database,
  docType: T,
  { now, dayStart }: Moment,
  limit: number,
): RecordQuery<T> {
  return recordsOf(db, docType)
    .where('due_from', '<=', now > dayStart ? now : dayStart)
    .where((exchange) =>
      exchange.or([
        exchange.and([exchange('status', '=', 'HELD'), exchange('due_from', '<', now)]),
        exchange.and([exchange('status', '=', 'DELIVERED'), exchange('due_from', '<=', dayStart)]),
      ]),
    )
    .orderBy('due_from')
    .orderBy('position')
    .limit(limit);
}

export function parseAll<T extends DocType>(rows: readonly JsonRow<T>[]): readonly RecordOf<T>[] {
  return rows.map(({ json }) => JSON.parse(json) as RecordOf<T>);
}

/** Only what is given filters. */
function filtered<T extends DocType>(
  query: RecordQuery<T>,
  filter: { readonly [C in 'status' | 'owner' | 'loan_kind']?: string | undefined },
): RecordQuery<T> {
  const given = (['status', 'owner', 'loan_kind'] as const).filter((column) => filter[column] !== undefined);
  return given.reduce((narrowed, column) => narrowed.where(column, '=', filter[column] ?? ''), query);
}

export async function readOne<T extends DocType>(
  db: Database,
  docType: T,
  id: string,
): Promise<RecordOf<T> | undefined> {
  const rows = await recordsOf(db, docType).where('id', '=', id).limit(1).execute();
  return parseAll(rows)[0];
}

export async function readPage<T extends DocType>(query: RecordQuery<T>, page: Page): Promise<Paged<RecordOf<T>>> {
  const newest = query.orderBy('position', 'desc').limit(oneMoreThan(page));
  const rows = await (page.cursor === undefined
    ? newest
    : newest.where('position', '<', parseCursor(page.cursor))
  ).execute();
  return paged(rows, page, (row) => JSON.parse(row.json) as RecordOf<T>);
}

/** Two queries of one answer must see the same blocks. SQLite has one connection and needs no level. */
function atOnce<T>(db: Database, read: (snapshot: Database) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** 0 before the founding. */
async function readDay(db: Database): Promise<number> {
  return (await readOne(db, 'ledgerDay', 'ledgerDay'))?.day ?? 0;
}

function onDay(proposal: RecordOf<'proposal'>, day: number): ProposalView {
  return { ...proposal, status: proposalStandingOn(proposal, day) };
}

/** That a proposal has lapsed is in no record. */
function proposalsWith(db: Database, status: ProposalStanding | undefined, day: number): RecordQuery<'proposal'> {
  const all = recordsOf(db, 'proposal');
  if (status === 'OPEN') return all.where('status', '=', status).where('act_by', '>=', dayText(day));
  if (status === 'LAPSED') return all.where('status', '=', 'OPEN').where('act_by', '<', dayText(day));
  return filtered(all, { status });
}

function confirmedBy(db: Database, participator: string) {
  return db
    .selectFrom('records')
    .select('asset_id')
    .where('owner', '=', participator)
    .where('asset_id', 'is not', null)
    .$castTo<{ asset_id: string }>();
}

async function withConfirms(db: Database, plans: readonly RecordOf<'plan'>[]): Promise<readonly PlanView[]> {
  if (plans.length === 0) return [];
  const assetIds = plans.map(({ assetId }) => assetId);
  const rows = await recordsOf(db, 'confirm').where('asset_id', 'in', assetIds).orderBy('position').execute();
  const byPlan = new Map(assetIds.map((assetId) => [assetId, [] as RecordOf<'confirm'>[]]));
  for (const confirm of parseAll(rows)) byPlan.get(confirm.assetId)?.push(confirm);
  return plans.map((plan) => ({ plan, confirms: byPlan.get(plan.assetId) ?? [] }));
}

async function readAccount(db: Database, partyId: string) {
  const sums = await db
    .selectFrom('records')
    .select(['doc_type', sql<string>`cast(sum(counted_fen) as text)`.as('fen')])
    .where('owner', '=', partyId)
    .where('counted_fen', 'is not', null)
    .groupBy('doc_type')
    .execute();
  const total = (...docTypes: readonly DocType[]) =>
    exactNumber(sums.filter((sum) => docTypes.some((docType) => docType === sum.doc_type)).map(({ fen }) => fen));
  return { balanceFen: total('account', 'tokenCredit'), heldFen: total('confirm', 'redemption', 'creditAnswer') };
}

function exactNumber(texts: readonly string[]): number {
  const sum = Number(texts.reduce((total, text) => total + BigInt(text), 0n));
  if (!Number.isSafeInteger(sum)) throw new RangeError('an account holds more than 2^53 - 1');
  return sum;
}

async function readStatement(db: Database, partyId: string, page: Page): Promise<Paged<StatementEntry>> {
  const newest = db
    .selectFrom('movements')
    .selectAll()
    .where('party_id', '=', partyId)
    .orderBy('position', 'desc')
    .limit(oneMoreThan(page));
  const rows = await (page.cursor === undefined
    ? newest
    : newest.where('position', '<', parseCursor(page.cursor))
  ).execute();
  return paged(rows, page, ({ position, time, kind, reference, balance_fen, held_fen }) => ({
    entryId: eventIdOf(position),
    time,
    kind,
    reference,
    balanceFen: Number(balance_fen),
    heldFen: Number(held_fen),
  }));
}

interface EventRange {
  readonly after: string | undefined;
  readonly names: readonly StreamEvent['name'][] | undefined;
  readonly limit: number;
}

async function readEvents(db: Database, { after, names, limit }: EventRange): Promise<readonly StoredEvent[]> {
  const all = db.selectFrom('events').selectAll().orderBy('position').limit(limit);
  const query = after === undefined ? all : all.where('position', '>', parseEventId(after));
  if (names === undefined) return (await query.execute()).map(storedEvent);
  // One query a name: each is a range of the index, however rare the name is.
  const byName = await Promise.all([...new Set(names)].map((name) => query.where('name', '=', name).execute()));
  const rows = byName.flat().sort((one, other) => (one.position < other.position ? -1 : 1));
  return rows.slice(0, limit).map(storedEvent);
}

function storedEvent({ position, time, json }: Selectable<EventsTable>): StoredEvent {
  return { id: eventIdOf(position), time, event: JSON.parse(json) };
}

function oneMoreThan({ limit }: Page): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new RangeError('a page has 1 to 500 items');
  return limit + 1;
}

/** The row beyond the page says whether there is a next one. */
function paged<R extends { readonly position: string }, T>(
  rows: readonly R[],
  { limit }: Page,
  item: (row: R) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(item);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last.position) } : { items };
}
