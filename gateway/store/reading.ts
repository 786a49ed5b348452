/** What routes ask: single records, lists page by page (newest first), accounts and statements. */
import type { Selectable } from 'kysely';
import { type ProposalStanding, proposalStandingOn } from '../../chaincode/api/alliance';
import { dayText, partyKeyId, subjectKeyId } from './columns';
import { eventIdOf, parseEventId, positionText } from './position';
import {
  inSnapshot,
  narrow,
  parseRecords,
  type RecordQuery,
  readRecord,
  readRecordPage,
  selectRecords,
} from './records';
import type { Database, EventsTable, RecordOf } from './schema';
import type { LedgerStore, PlanView, ProposalView, StoredEvent, StreamEvent } from './types';

type Reading = Pick<
  LedgerStore,
  | 'alliance'
  | 'proposal'
  | 'proposals'
  | 'party'
  | 'partyKey'
  | 'plan'
  | 'plans'
  | 'plansUpTo'
  | 'confirm'
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

/** Whoever knows a number can add keys to its subject. */
const maxSubjectKeys = 500;

export function readingOf(db: Database): Reading {
  return {
    alliance: () => readRecord(db, 'alliance', ''),
    proposal: (proposalId) =>
      inSnapshot(db, async (snapshot) => {
        const proposal = await readRecord(snapshot, 'proposal', proposalId);
        return proposal && onDay(proposal, await readDay(snapshot));
      }),
    party: (partyId) => readRecord(db, 'party', partyId),
    partyKey: (partyId, version) => readRecord(db, 'partyKey', partyKeyId(partyId, version)),
    confirm: (confirmId) => readRecord(db, 'confirm', confirmId),
    evaluator: (partyId) => readRecord(db, 'evaluator', partyId),
    evaluation: (evaluationId) => readRecord(db, 'evaluation', evaluationId),
    attachment: (attachmentId) => readRecord(db, 'attachment', attachmentId),
    subjectKey: (subjectId, keyId) => readRecord(db, 'subjectKey', subjectKeyId(subjectId, keyId)),

    evaluationAnswers: async (evaluationId) =>
      parseRecords(await selectRecords(db, 'evaluationAnswer').where('about', '=', evaluationId).execute()),
    subjectKeys: async (subjectId) => {
      const latest = selectRecords(db, 'subjectKey').where('about', '=', subjectId).orderBy('position', 'desc');
      return parseRecords(await latest.limit(maxSubjectKeys).execute()).toReversed();
    },
    ownerOfSubjectKey: async (keyId) => {
      const uses = parseRecords(await selectRecords(db, 'used').where('id', '=', keyId).execute());
      return uses.find(({ what }) => what === 'subjectKey')?.by;
    },

    proposals: (status, page) =>
      inSnapshot(db, async (snapshot) => {
        const day = await readDay(snapshot);
        const proposals = await readRecordPage(proposalsWith(snapshot, status, day), page);
        return { ...proposals, items: proposals.items.map((proposal) => onDay(proposal, day)) };
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

/** 0 before the founding. */
async function readDay(db: Database): Promise<number> {
  return (await readRecord(db, 'ledgerDay', 'ledgerDay'))?.day ?? 0;
}

function onDay(proposal: RecordOf<'proposal'>, day: number): ProposalView {
  return { ...proposal, status: proposalStandingOn(proposal, day) };
}

/** That a proposal has lapsed is in no record. */
function proposalsWith(db: Database, status: ProposalStanding | undefined, day: number): RecordQuery<'proposal'> {
  const all = selectRecords(db, 'proposal');
  if (status === 'OPEN') return all.where('status', '=', status).where('act_by', '>=', dayText(day));
  if (status === 'LAPSED') return all.where('status', '=', 'OPEN').where('act_by', '<', dayText(day));
  return narrow(all, { status });
}

function confirmedBy(db: Database, participator: string) {
  return db
    .selectFrom('records')
    .select('about')
    .where('owner', '=', participator)
    .where('about', 'is not', null)
    .$castTo<{ about: string }>();
}

async function withConfirms(db: Database, plans: readonly RecordOf<'plan'>[]): Promise<readonly PlanView[]> {
  if (plans.length === 0) return [];
  const assetIds = plans.map(({ assetId }) => assetId);
  const rows = await selectRecords(db, 'confirm').where('about', 'in', assetIds).orderBy('position').execute();
  const byPlan = new Map(assetIds.map((assetId) => [assetId, [] as RecordOf<'confirm'>[]]));
  for (const confirm of parseRecords(rows)) byPlan.get(confirm.assetId)?.push(confirm);
  return plans.map((plan) => ({ plan, confirms: byPlan.get(plan.assetId) ?? [] }));
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
