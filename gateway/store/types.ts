/** What the gateway remembers, and what it folded from blocks. Lists and reads are answered from here, not from the ledger. */
import type {
  AttachmentRecord,
  EvaluationAnswerRecord,
  EvaluationRecord,
  EvaluatorRecord,
  SubjectKeyRecord,
} from '../../chaincode/api/records';
import type { LedgerBlock, PassedOver, PassedOverCode } from '../ledger/types';

export type * from './moment';
export { CursorMalformed, type Page, type Paged } from './pages';

/** Transactions that nothing was taken from. */
export interface PassedOverSummary {
  readonly count: number;
  readonly last?: { readonly block: number; readonly tx: number; readonly code: PassedOverCode };
}

/** The chain of blocks is not the one that the store was folded from. Nothing was changed. */
export class StoreBelongsElsewhere extends Error {
  override readonly name = 'StoreBelongsElsewhere';

  constructor(readonly block: number) {
    super(`block ${block} does not continue the chain that this store was folded from: it belongs to another ledger`);
  }
}

/** The database cannot serve now. Whatever was asked may be asked again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(options?: ErrorOptions) {
    super('the database cannot serve now', options);
  }
}

/** A person or enterprise that the institution verified. */
export interface KnownSubject {
  readonly blindIndex: string;
  readonly subjectId: string;
  readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
  /** Keyed, over name and verification. */
  readonly fingerprint: string;
  readonly sealed: string;
  readonly created: string;
}

export interface KnownKey {
  readonly keyId: string;
  readonly subjectId: string;
  readonly publicKey: string;
}

/** In the order of the places. */
export interface BlindedNumber {
  readonly blindIndex: string;
  readonly sealed: string;
}

export interface AskedNumber {
  readonly evaluationId: string;
  readonly place: number;
  readonly sealed: string;
}

export interface Subjects {
  byIndex(blindIndex: string): Promise<KnownSubject | undefined>;
  read(subjectId: string): Promise<KnownSubject | undefined>;
  /** Answers what is kept: the first, where somebody was faster. Its question is answered with that. */
  keep(subject: KnownSubject): Promise<{ readonly kept: KnownSubject; readonly isFirst: boolean }>;
  /** In which evaluation the number was asked about, at which place, and the blind, sealed by the vault. */
  question(blindIndex: string): Promise<AskedNumber | undefined>;
  /** Durable before the evaluation goes out; a number that was asked about before counts as asked here. `asked` is ISO. */
  ask(evaluationId: string, asked: string, numbers: readonly BlindedNumber[]): Promise<void>;
  /** So that its numbers are asked about anew. */
  forget(evaluationId: string): Promise<void>;
  /** What was asked before that time, with what the database keeps of deleted rows, as far as it can. */
  forgetAskedBefore(time: string): Promise<void>;
  /** That this institution was given, oldest first. */
  keys(subjectId: string): Promise<readonly KnownKey[]>;
  /** Answers whose the key is: another's, where it was kept for another before. Of those who keep it at once, one is first. */
  keepKey(key: KnownKey, created: string): Promise<{ readonly subjectId: string; readonly isFirst: boolean }>;
}

/** What no capability keeps by itself: blocks, events, leases, and what has not moved to one yet. */
export interface LedgerStore {
  /** The last block folded, or undefined before the first. */
  checkpoint(): Promise<{ readonly number: number; readonly hash: string } | undefined>;
  /**
   * Folds a block into the read model, its events and the checkpoint, in one SQL transaction. A block folded before is
   * passed over. Throws StoreBelongsElsewhere where the block does not continue the chain, and an Error where blocks before
   * it are missing; the first is block 0. Answers what of it the database refused: such a transaction is left out whole.
   */
  applyBlock(block: LedgerBlock): Promise<readonly PassedOver[]>;
  /** Of all blocks folded. */
  passedOver(): Promise<PassedOverSummary>;

  evaluator(partyId: string): Promise<EvaluatorRecord | undefined>;
  evaluation(evaluationId: string): Promise<EvaluationRecord | undefined>;
  evaluationAnswers(evaluationId: string): Promise<readonly EvaluationAnswerRecord[]>;
  /** Asked at the time or later, and not answered by the evaluator: the askers by turns, the oldest question of each first. */
  evaluationsToAnswer(evaluator: string, since: string, limit: number): Promise<readonly EvaluationRecord[]>;
  attachment(attachmentId: string): Promise<AttachmentRecord | undefined>;
  subjectKey(subjectId: string, keyId: string): Promise<SubjectKeyRecord | undefined>;
  /** The latest 500 that the ledger holds, in the order in which they were added. */
  subjectKeys(subjectId: string): Promise<readonly SubjectKeyRecord[]>;
  /** Whose signing key it is. */
  ownerOfSubjectKey(keyId: string): Promise<string | undefined>;

  readonly subjects: Subjects;

  close(): Promise<void>;
}
