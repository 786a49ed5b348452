/**
 * The tables as kysely sees them. `records` is the ledger's public state; next to each record's JSON stand the columns that
 * lists and work lists ask for. Numbers that PostgreSQL keeps as bigint come back as text: read them with Number or BigInt.
 */
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Movement } from '../../chaincode/api/movements';
import type { LedgerRecord } from '../../chaincode/api/records';
import type { StreamEvent } from '../api/event-stream';
import type { UserRole } from '../api/roles';
import type { PassedOverCode } from '../ledger/types';
import type { KnownSubject } from './types';

type Bigint = ColumnType<string | number, number, number>;

export type DocType = LedgerRecord['docType'];
export type RecordOf<T extends DocType> = Extract<LedgerRecord, { readonly docType: T }>;

/** What a record is looked up by; null where it does not apply. */
export interface ExtractedColumns {
  readonly id: string;
  readonly status: string | null;
  /** Whose it is: the contributor of a plan, the participator of a confirm, the holder of tokens. */
  readonly owner: string | null;
  /** The contributor of a confirm, the credit record of an answer, the borrower in a dispute. */
  readonly other: string | null;
  /** What it is about: the plan of a confirm, the subject of a credit record, the question or the query of an answer. */
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
  /** After which time it can be ended without that step; only while it can. Of a question to the evaluators: since when it waits; of what is purged one day, the day from which that is counted; of a revoked consent, until when it would have held. */
  readonly due_from: string | null;
  /** What it counts towards balance (account, credit) or held amount (confirm, redemption); only while it counts. */
  readonly counted_fen: number | null;
}

type NullableBigint = ColumnType<string | number | null, number | null, number | null>;

export interface RecordsTable extends Omit<ExtractedColumns, 'counted_fen' | 'amount_rmb'> {
  /** The ledger's raw key in base64url, since it holds NUL. */
  readonly key: string;
  readonly doc_type: string;
  readonly counted_fen: NullableBigint;
  readonly amount_rmb: NullableBigint;
  /** Where it was written first (position.ts). */
  readonly position: string;
  readonly json: string;
  /** Of the last write. */
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
  readonly party_id: string;
  readonly time: string;
  readonly kind: Movement['kind'];
  readonly reference: string;
  readonly balance_fen: Bigint;
  readonly held_fen: Bigint;
}

/** Valid transactions of folded blocks that nothing was taken from. */
export interface PassedOverTable {
  readonly block: Bigint;
  readonly tx: number;
  readonly transaction_id: string;
  readonly code: PassedOverCode;
}

export interface OutboxTable {
  /** docType and id of what stands on the ledger when it is done, and what of it. */
  readonly item_key: string;
  readonly created: string;
  readonly expires: string | null;
  /** In which it was handed over last. */
  readonly handed_period: ColumnType<string | number | null, number | null, number | null>;
  /** How many packages that arrived held it since it came. */
  readonly hand_overs: Generated<number>;
  /** ISO: since when it is handed over no more. */
  readonly given_up: Generated<string | null>;
  readonly sealed: string;
}

export type OwnRecordStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'EFFECTIVE';
export type OwnFeedbackStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'RECORDED';

/** Nothing that tells terms, names or sides stands here in clear. */
export interface CreditRecordsTable {
  readonly record_id: string;
  /** When it was filed, and the identifier. */
  readonly position: string;
  readonly status: OwnRecordStatus;
  /** Counts the changes; whoever writes says which one it follows. */
  readonly version: number;
  readonly sign_by: string;
  /** The maturity that awaits a feedback, once it has come. */
  readonly due_time: string | null;
  /** The same, or that there is none, before it has come: a mark of its day, and sealed by the vault. */
  readonly due_mark: string;
  readonly due_sealed: string;
  /** Marks of the vault. */
  readonly borrower_mark: string;
  readonly lender_mark: string;
  readonly sealed: string;
}

export interface CreditFeedbacksTable {
  readonly record_id: string;
  readonly number: number;
  readonly status: OwnFeedbackStatus;
  readonly version: number;
  /** The maturity that the feedback sets, or that there is none: a mark of its day, and sealed by the vault. */
  readonly next_due_mark: string;
  readonly next_due_sealed: string;
  /** When it is of no use any more if it is not recorded. */
  readonly expires: string | null;
  readonly sealed: string;
}

export interface CreditPromptsTable {
  /** When it was prompted, and the record. */
  readonly position: string;
  readonly record_id: string;
  readonly maturity_time: string;
  readonly prompted_time: string;
}

/** The registrar's: who brought the answers that it posted. */
export interface AnswerLendersTable {
  readonly answer_id: string;
  /** Who, sealed by the vault. */
  readonly sealed: string;
  /** In which the price was passed on. */
  readonly period: ColumnType<string | number | null, number | null | undefined, number | null>;
}

export interface SubjectsTable {
  /** Keyed hash of kind and number (vault); neither stands anywhere. */
  readonly blind_index: string;
  readonly subject_id: string;
  readonly identity_kind: KnownSubject['identityKind'];
  /** Keyed hash of name and verification (vault). */
  readonly fingerprint: string;
  /** Name and verification, sealed by the vault. */
  readonly sealed: string;
  /** ISO. */
  readonly created: string;
}

/** Where the blinded number of somebody who is not known yet stands; gone once the outcome is kept. */
export interface SubjectQuestionsTable {
  readonly blind_index: string;
  readonly evaluation_id: string;
  readonly place: number;
  /** ISO. */
  readonly asked: string;
  /** The blind, sealed by the vault. */
  readonly sealed: string;
}

export interface SubjectKeysTable {
  readonly key_id: string;
  readonly subject_id: string;
  readonly public_key: string;
  /** ISO. */
  readonly created: string;
}

export interface Tables {
  /** Every block folded; the last one is the checkpoint. */
  readonly blocks: { readonly number: Bigint; readonly hash: string };
  readonly records: RecordsTable;
  readonly events: EventsTable;
  readonly movements: MovementsTable;
  readonly passed_over: PassedOverTable;
  readonly users: { readonly user_name: string; readonly role: UserRole; readonly token_hash: string };
  /** The settings' users that were made once, whether they are still there or not. */
  readonly made_users: { readonly user_name: string };
  readonly outbox: OutboxTable;
  /** The own packages of the last periods, as handed over. */
  readonly credit_packages: {
    readonly period: Bigint;
    readonly content: string;
    /** 1 once the registrar's collection has it. */
    readonly arrived: Generated<number>;
  };
  /** The registrar's: up to which period packages are posted. */
  readonly credit_posting: { readonly name: string; readonly period: Bigint };
  readonly credit_records: CreditRecordsTable;
  readonly credit_feedbacks: CreditFeedbacksTable;
  readonly credit_prompts: CreditPromptsTable;
  readonly answer_lenders: AnswerLendersTable;
  /** The registrar's: what it decided to pass on for a period; JSON. */
  readonly kept_payouts: { readonly period: Bigint; readonly transfers: string };
  /** Statements that wait for the borrower's signature, sealed by the vault. */
  readonly dispute_drafts: { readonly dispute_id: string; readonly created: string; readonly sealed: string };
  readonly subjects: SubjectsTable;
  readonly subject_questions: SubjectQuestionsTable;
  readonly subject_keys: SubjectKeysTable;
  readonly leases: { readonly name: string; readonly holder: string; readonly expires_ms: Bigint };
}

export type Database = Kysely<Tables>;
