/**
 * Folds blocks into the read model. Rows, events and the block's own row, which is the checkpoint, are written in one SQL
 * transaction, so that a crash leaves a whole number of blocks. Two instances may fold the same blocks: the block's row is
 * written first, and whoever comes second waits there and passes the block over.
 */
import type { Insertable, Transaction } from 'kysely';
import type { LedgerEvent } from '../../chaincode/api/events';
import { movementsOf } from '../../chaincode/api/movements';
import type { LedgerBlock, LedgerTransaction } from '../ledger/types';
import { chunks } from './chunks';
import { columnsOf } from './columns';
import { positionText } from './position';
import type { Database, RecordsTable, Tables } from './schema';
import { type Store, StoreBelongsElsewhere } from './types';

type Row = Insertable<RecordsTable>;

export function foldingOf(db: Database): Pick<Store, 'checkpoint' | 'applyBlock'> {
  return {
    async checkpoint() {
      const last = await db.selectFrom('blocks').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
      return last && { number: Number(last.number), hash: last.hash };
    },

    applyBlock: (block) =>
      db.transaction().execute(async (sql) => {
        if (!(await beginBlock(sql, block))) return;
        await writeRecords(sql, block);
        for (const transaction of block.transactions) await writeEvents(sql, block.number, transaction);
      }),
  };
}

/** Whether the block is still to be folded. */
async function beginBlock(sql: Transaction<Tables>, block: LedgerBlock): Promise<boolean> {
  const { number, hash, previousHash } = block;
  const begun = await sql
    .insertInto('blocks')
    .values({ number, hash })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .executeTakeFirstOrThrow();
  if (begun.numInsertedOrUpdatedRows === 0n) {
    if ((await hashOf(sql, number)) !== hash) throw new StoreBelongsElsewhere(number);
    return false;
  }
  if (number === 0) return true;
  const expected = await hashOf(sql, number - 1);
  if (expected === undefined) throw new Error(`block ${number} came before the one that precedes it`);
  if (expected !== previousHash) throw new StoreBelongsElsewhere(number);
  return true;
}

async function hashOf(sql: Transaction<Tables>, number: number): Promise<string | undefined> {
  const row = await sql.selectFrom('blocks').select('hash').where('number', '=', number).executeTakeFirst();
  return row?.hash;
}

async function writeRecords(sql: Transaction<Tables>, block: LedgerBlock): Promise<void> {
  const changes = lastWrites(block);
  const deleted = [...changes].filter(([, change]) => change.deleted).map(([key]) => key);
  for (const keys of chunks(deleted)) await sql.deleteFrom('records').where('key', 'in', keys).execute();
  const rows = [...changes.values()].flatMap(({ row }) => row ?? []);
  for (const values of chunks(rows)) {
    await sql
      .insertInto('records')
      .values(values)
      .onConflict((conflict) =>
        // All but the position, which stays that of the first write.
        conflict.column('key').doUpdateSet((row) => ({
          doc_type: row.ref('excluded.doc_type'),
          id: row.ref('excluded.id'),
          block: row.ref('excluded.block'),
          tx: row.ref('excluded.tx'),
          transaction_id: row.ref('excluded.transaction_id'),
          status: row.ref('excluded.status'),
          owner: row.ref('excluded.owner'),
          other: row.ref('excluded.other'),
          asset_id: row.ref('excluded.asset_id'),
          loan_kind: row.ref('excluded.loan_kind'),
          act_by: row.ref('excluded.act_by'),
          due_from: row.ref('excluded.due_from'),
          counted_fen: row.ref('excluded.counted_fen'),
          json: row.ref('excluded.json'),
        })),
      )
      .execute();
  }
}

interface Change {
  /** Whether the row that was there before goes, even where the key is written again. */
  readonly deleted: boolean;
  readonly row?: Row;
}

/** By key: one statement must not meet the same row twice. */
function lastWrites(block: LedgerBlock): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const { index: tx, transactionId, writes, events } of block.transactions) {
    const announced = announcements(events);
    for (const [place, { key: rawKey, record }] of writes.entries()) {
      const key = Buffer.from(rawKey).toString('base64url');
      if (record === undefined) {
        changes.set(key, { deleted: true });
        continue;
      }
      const before = changes.get(key);
      const columns = columnsOf(record);
      const index = announced.get(`${record.docType} ${columns.id}`) ?? events.length + place;
      const row: Row = {
        ...columns,
        key,
        doc_type: record.docType,
        position: before?.row?.position ?? positionText({ block: block.number, tx, index }),
        block: block.number,
        tx,
        transaction_id: transactionId,
        json: JSON.stringify(record),
      };
      changes.set(key, { deleted: before?.deleted ?? false, row });
    }
  }
  return changes;
}

/** Writes come in key order; the order in which the commands made the records is that of the events. */
function announcements(events: readonly LedgerEvent[]): ReadonlyMap<string, number> {
  return new Map(events.map((event, index) => [announcedBy(event), index] as const).reverse());
}

/** Kind and identifier of the record that the event says is new; empty where it says nothing of the sort. */
function announcedBy(event: LedgerEvent): string {
  switch (event.name) {
    case 'AllianceEvent':
      return event.eventName === 'PROPOSED' ? `proposal ${event.proposalId}` : '';
    case 'LoanSharedPlanEvent':
      return event.eventName === 'PUBLISHED' ? `plan ${event.assetId}` : '';
    case 'OrgConfirmAssetEvent':
      return `confirm ${event.confirmId}`;
    case 'TokenRechargeEvent':
      return `recharge ${event.rechargeId}`;
    case 'TokenRedemptionEvent':
      return event.eventName === 'REQUESTED' ? `redemption ${event.redemptionId}` : '';
    case 'EvaluationEvent':
      return event.eventName === 'ASKED' ? `evaluation ${event.evaluationId}` : '';
    case 'CreditRecordEvent':
      return event.eventName === 'REGISTERED' ? `creditRecord ${event.recordId}` : '';
    case 'ConsentEvent':
      return event.eventName === 'GRANTED' ? `consent ${event.consentId}` : '';
    case 'CreditQueryEvent':
      return `creditQuery ${event.queryId}`;
    case 'CreditPayoutEvent':
      return `payout ${event.period}`;
    case 'CreditAnswerEvent':
    case 'PartyKeyEvent':
    case 'SubjectEvent':
    case 'DataProcessingEvent':
    case 'ExchangeSettledEvent':
      return '';
  }
}

async function writeEvents(sql: Transaction<Tables>, block: number, transaction: LedgerTransaction): Promise<void> {
  const { index: tx, time } = transaction;
  const events = transaction.events.map((event, index) => ({ event, position: positionText({ block, tx, index }) }));
  const rows = events.map(({ event, position }) => ({ position, name: event.name, time, json: JSON.stringify(event) }));
  const movements = events.flatMap(({ event, position }) =>
    movementsOf(event).map(({ partyId, kind, reference, balanceFen, heldFen }, place) => ({
      position: `${position}${place}`,
      party_id: partyId,
      time,
      kind,
      reference,
      balance_fen: balanceFen,
      held_fen: heldFen,
    })),
  );
  for (const values of chunks(rows)) await sql.insertInto('events').values(values).execute();
  for (const values of chunks(movements)) await sql.insertInto('movements').values(values).execute();
}
