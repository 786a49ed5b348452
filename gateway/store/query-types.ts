/** What the store tells and keeps of credit queries. What is sealed was sealed by the vault. */
import type {
  ConsentRecord,
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
} from '../../chaincode/api/records';
import type { Page, Paged } from './pages';

/** A credit record with all that came after it. */
export interface CreditHistory {
  readonly record: CreditRecord;
  /** In the order of their numbers. */
  readonly feedbacks: readonly CreditFeedbackRecord[];
  /** In the order of the ledger. */
  readonly disputes: readonly CreditDisputeRecord[];
}

/** Whom it concerns, and who made it. */
export interface QueryFilter {
  readonly subjectId?: string | undefined;
  readonly partyId?: string | undefined;
}

/** A part of an answer that was opened here. */
export interface OpenedPart {
  readonly answerId: string;
  /** The number of the terms or of a feedback; `statement` or `answer`, and the dispute. */
  readonly part: string;
  readonly sealed: string;
}

export interface PartToKeep extends OpenedPart {
  /** The ledger's day from which its retention is counted. */
  readonly day: number;
}

/** Somebody of this institution read what a query brought. */
export interface QueryRead {
  readonly queryId: string;
  readonly userName: string;
  readonly time: string;
}

export interface QueryStore {
  /** Consents are told as they count: `revokedTime` is that of the key which signed one, where that is earlier or alone. */
  consent(consentId: string): Promise<ConsentRecord | undefined>;
  consents(filter: QueryFilter, page: Page): Promise<Paged<ConsentRecord>>;
  creditQuery(queryId: string): Promise<CreditQueryRecord | undefined>;
  creditQueries(filter: QueryFilter, page: Page): Promise<Paged<CreditQueryRecord>>;
  /** In the order in which they were asked for. */
  creditAnswers(queryId: string): Promise<readonly CreditAnswerRecord[]>;
  /** DELIVERED to the party, and the ledger's day has not reached disputeBy; oldest first. */
  answersToJudge(partyId: string, dayStart: string, limit: number): Promise<readonly CreditAnswerRecord[]>;
  /** Of the borrower, in the order of the ledger. */
  historiesOf(subjectId: string): Promise<readonly CreditHistory[]>;
  histories(recordIds: readonly string[]): Promise<ReadonlyMap<string, CreditHistory>>;

  opened(answerIds: readonly string[]): Promise<readonly OpenedPart[]>;
  /** In place of what was kept before. */
  keepOpened(parts: readonly PartToKeep[], under: Pick<ConsentRecord, 'consentId' | 'notAfter'>): Promise<void>;
  /** What was opened under consents that have ended or were revoked, themselves or with their keys, and what lies before that day of the ledger. */
  dropOpened(now: string, firstDay: number): Promise<void>;

  /** Durable when it answers. */
  noteReads(reads: readonly QueryRead[]): Promise<void>;
  /** Newest first. */
  reads(queryId: string, page: Page): Promise<Paged<QueryRead>>;
}
