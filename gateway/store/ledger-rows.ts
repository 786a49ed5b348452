/** From transactions to the rows that stand for them. Pure: what makes no rows shows before the database is asked. */
import type { Insertable } from 'kysely';
import type { LedgerEvent } from '../../chaincode/api/events';
import { eventMovements } from '../../chaincode/api/movements';
import type { LedgerTransaction } from '../ledger/types';
import { extractColumns } from './columns';
import { placeText, positionText } from './position';
import {
  type DocType,
  type EventsTable,
  historyTypes,
  type MovementsTable,
  type RecordStatesTable,
  type RecordsTable,
  type TransactionsTable,
} from './schema';

/** A record that a block writes, as its row. */
export type FoldedRow = Insertable<RecordsTable>;

export interface LedgerRows {
  /** Keys whose rows go, even where one is written again. */
  readonly deleted: readonly string[];
  readonly records: readonly FoldedRow[];
  readonly events: readonly Insertable<EventsTable>[];
  readonly movements: readonly Insertable<MovementsTable>[];
  readonly transactions: readonly Insertable<TransactionsTable>[];
  readonly states: readonly Insertable<RecordStatesTable>[];
}

/** No rows stand for what the transactions hold. */
export class NoRows extends Error {
  override readonly name = 'NoRows';
}

/** Throws NoRows. */
export function ledgerRows(block: number, transactions: readonly LedgerTransaction[]): LedgerRows {
  try {
    const changes = lastWrites(block, transactions);
    return {
      deleted: [...changes].filter(([, change]) => change.deleted).map(([key]) => key),
      records: [...changes.values()].flatMap(({ row }) => row ?? []),
      ...announcedRows(block, transactions),
      transactions: transactions.map(({ index: tx, transactionId: transaction_id, time, writes }) => {
        return { block, tx, transaction_id, time, writes: writes.length };
      }),
      states: transactions.flatMap((transaction) => stateRows(block, transaction)),
    };
  } catch (error) {
    throw new NoRows('transactions that no rows stand for', { cause: error });
  }
}

interface Change {
  /** True if the earlier row goes, even if the key is written again. */
  readonly deleted: boolean;
  readonly row?: FoldedRow;
}

/** By key: one statement must not meet the same row twice. */
function lastWrites(block: number, transactions: readonly LedgerTransaction[]): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const { index: tx, transactionId, writes, events } of transactions) {
    const announced = announcements(events);
    for (const [place, write] of writes.entries()) {
      const key = Buffer.from(write.key).toString('base64url');
      if (write.record === undefined) {
        changes.set(key, { deleted: true });
        continue;
      }
      const { record, text } = write;
      const before = changes.get(key);
      const columns = extractColumns(record);
      const index = announced.get(`${record.docType} ${columns.id}`) ?? events.length + place;
      const row: FoldedRow = {
        ...columns,
        key,
        doc_type: record.docType,
        position: before?.row?.position ?? positionText({ block, tx, index }),
        block,
        tx,
        transaction_id: transactionId,
        json: text,
      };
      changes.set(key, { deleted: before?.deleted ?? false, row });
    }
  }
  return changes;
}

function stateRows(
  block: number,
  { index: tx, transactionId: transaction_id, time, writes }: LedgerTransaction,
): readonly Insertable<RecordStatesTable>[] {
  return writes.flatMap((write, index) => {
    if (write.record === undefined || !hasHistory(write.record.docType)) return [];
    const { docType: doc_type } = write.record;
    const { id } = extractColumns(write.record);
    return { doc_type, id, position: positionText({ block, tx, index }), transaction_id, time, json: write.text };
  });
}

function hasHistory(docType: DocType): boolean {
  return historyTypes.some((kind) => kind === docType);
}

function announcedRows(block: number, transactions: readonly LedgerTransaction[]) {
  const announced = transactions.flatMap(({ index: tx, transactionId, time, events }) =>
    events.map((event, index) => ({
      event,
      transaction_id: transactionId,
      time,
      position: positionText({ block, tx, index }),
    })),
  );
  return {
    events: announced.map(({ event, time, position }) => ({
      position,
      name: event.name,
      time,
      json: JSON.stringify(event),
    })),
    movements: announced.flatMap(({ event, transaction_id, time, position }) =>
      eventMovements(event).map(({ partyId, kind, reference, balanceFen, heldFen }, place) => ({
        position: `${position}${placeText(place)}`,
        transaction_id,
        party_id: partyId,
        time,
        kind,
        reference,
        balance_fen: balanceFen,
        held_fen: heldFen,
      })),
    ),
  };
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
    case 'ExchangeEndedEvent':
      return '';
  }
}
