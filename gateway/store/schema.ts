/**
 * The tables as kysely sees them. `records` is the ledger's public state; next to each record's JSON stand the columns that
 * lists and work lists ask for. Numbers that PostgreSQL keeps as bigint come back as text: read them with Number or BigInt.
 */
import type { ColumnType, Kysely } from 'kysely';
import type { Movement } from '../../chaincode/api/movements';
import type { LedgerRecord } from '../../chaincode/api/records';
import type { StreamEvent } from '../api/event-stream';
import type { PassedOverCode } from '../ledger/types';

export type Bigint = ColumnType<string | number, number, number>;

export type DocType = LedgerRecord['docType'];
export type RecordOf<T extends DocType> = Extract<LedgerRecord, { readonly docType: T }>;

/** The columns by which a record is looked up; null where they do not apply. */
export interface ExtractedColumns {
  readonly id: string;
  readonly status: string | null;
  /** Whose it is: the contributor of a plan, the participator of a confirm, the holder of tokens. */
  readonly owner: string | null;
  /** The contributor of a confirm, the credit record of an answer, the borrower in a dispute. */
  readonly other: string | null;
  /** The subject matter: the plan of a confirm, the subject of a credit record, the question or the query of an answer. */
  readonly about: string | null;
  readonly loan_kind: string | null;
  /** How institutions take part in a plan. */
  readonly form: string | null;
  /** ISO: when a plan was published or a confirm made. */
  readonly time: string | null;
  /** The loan of a plan, or what a confirm takes in. */
  readonly amount_rmb: number | null;
  /** Until when its next step can be taken: deliverBy, then, by the ledger's day, disputeBy; the last day to answer an open dispute, or to vote. */
  readonly act_by: string | null;
  /**
   * The time after which it can be ended without that step; only while it can. For a question to the evaluators: since when it
   * waits; for a record to be purged one day, the day from which that is counted; for a revoked consent, until when it would have
   * held.
   */
  readonly due_from: string | null;
  /** The amount that it adds to balance (account, credit) or held amount (confirm, redemption); only while it counts. */
  readonly counted_fen: number | null;
}

type NullableBigint = ColumnType<string | number | null, number | null, number | null>;

export interface RecordsTable extends Omit<ExtractedColumns, 'counted_fen' | 'amount_rmb'> {
  /** The ledger's raw key in base64url, since it holds NUL. */
  readonly key: string;
  readonly doc_type: string;
  readonly counted_fen: NullableBigint;
  readonly amount_rmb: NullableBigint;
  /** The position of its first write (position.ts). */
  readonly position: string;
  readonly json: string;
  /** The block of the last write. */
  readonly block: Bigint;
  readonly tx: number;
  readonly transaction_id: string;
}

export interface EventsTable {
  readonly position: string;
  readonly name: StreamEvent['name'];
  readonly time: string;
  readonly json: string;
}

export interface MovementsTable {
  /** The event's position, and the movement's place among those of the event. */
  readonly position: string;
  readonly transaction_id: string;
  readonly party_id: string;
  readonly time: string;
  readonly kind: Movement['kind'];
  readonly reference: string;
  readonly balance_fen: Bigint;
  readonly held_fen: Bigint;
}

/** Kinds of records of which every state is kept. */
export const historyTypes = ['plan', 'confirm', 'creditRecord'] as const satisfies readonly DocType[];
export type HistoryType = (typeof historyTypes)[number];

/** The state of a record after each write. */
export interface RecordStatesTable {
  readonly doc_type: string;
  readonly id: string;
  /** The write's place on the ledger. */
  readonly position: string;
  readonly transaction_id: string;
  readonly time: string;
  readonly json: string;
}

/** Valid transactions that were folded. */
export interface TransactionsTable {
  readonly block: Bigint;
  readonly tx: number;
  readonly transaction_id: string;
  readonly time: string;
  /** How many records it wrote or deleted. */
  readonly writes: number;
}

/** Valid transactions of folded blocks that nothing was taken from. */
export interface PassedOverTable {
  readonly block: Bigint;
  readonly tx: number;
  readonly transaction_id: string;
  readonly code: PassedOverCode;
}

export interface Tables {
  /** Every block folded; the last one is the checkpoint. */
  readonly blocks: { readonly number: Bigint; readonly hash: string };
  readonly records: RecordsTable;
  readonly events: EventsTable;
  readonly movements: MovementsTable;
  readonly record_states: RecordStatesTable;
  readonly transactions: TransactionsTable;
  readonly passed_over: PassedOverTable;
  readonly leases: { readonly name: string; readonly holder: string; readonly expires_ms: Bigint };
}

export type Database = Kysely<Tables>;
