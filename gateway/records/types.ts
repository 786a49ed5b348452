/** Credit records as routes see them, and as they lie sealed in the store. Times are ISO in UTC with milliseconds. */

import type { FeedbackOutcome, RelationKind } from '../../chaincode/api/credit-fields';
import type {
  BorrowerSide,
  CreditContent,
  CreditDisputeRecord,
  CreditLevel,
  DisputeVerdict,
} from '../../chaincode/api/records';
import type { ToSign } from '../client/words';
import type { OwnFeedbackStatus } from '../store/schema';
import type { Page, Paged } from '../store/types';
import type { ShownTexts } from './dispute-texts';
import type { Prompt } from './prompt-store';

interface SubjectName {
  readonly subjectId: string;
}

export interface RegistrationRequest {
  /** 32 hex digits, by which a repetition is recognised; made where it is absent. It stays in this gateway. */
  readonly filingId?: string | undefined;
  readonly relationKind: RelationKind;
  readonly borrower: SubjectName;
  /** Absent: the institution itself. */
  readonly lender?: SubjectName | undefined;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
  /** A company files in the borrower's name; of the mandate that it holds. */
  readonly mandateSha256?: string | undefined;
  /** The record that ends early with this one, and the level of that end's feedback. */
  readonly renews?: { readonly recordId: string; readonly level: CreditLevel; readonly priceFen: number } | undefined;
  /** Public. At most seven days after the filing; by default the last midnight in the alliance's zone before that. */
  readonly signBy?: string | undefined;
}

/** What a company files in the borrower's name, and lends itself. */
export type MandateRequest = Omit<RegistrationRequest, 'lender' | 'renews' | 'signBy'> & {
  readonly mandateSha256: string;
};

export interface Lent {
  readonly recordId: string;
  /** Whether it was filed and confirmed before. */
  readonly repeated: boolean;
}

/** What is sealed on the ledger: nothing of it names a side. */
export interface Terms {
  readonly relationKind: RelationKind;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
  /** Opens maturityCommitment; base64url. */
  readonly maturitySalt: string;
  /** Of the mandate by which it was filed, and what opens mandateCommitment; base64url. */
  readonly mandateSha256?: string | undefined;
  readonly mandateSalt?: string | undefined;
}

export interface PersonSignature {
  readonly keyId: string;
  readonly signature: string;
}

/** How the lender's side was confirmed: by a person's key, or by the institution as itself. */
export interface LenderSide {
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
  /** Of the institution's own approval. */
  readonly approvalReference?: string | undefined;
}

/** A record as it lies sealed in the store. */
export interface Draft {
  /** From which the record's own key follows. */
  readonly filingId: string;
  readonly request: RegistrationRequest;
  readonly terms: Terms;
  readonly content: CreditContent;
  readonly borrower?: BorrowerSide | undefined;
  readonly lender?: LenderSide | undefined;
}

export interface FeedbackRequest {
  readonly outcome: FeedbackOutcome;
  readonly level: CreditLevel;
  readonly priceFen: number;
  /** Of an extension. */
  readonly newMaturityTime?: string | undefined;
  /** Before a breach is recorded, the borrower is given notice. */
  readonly notice?: { readonly givenTime: string; readonly evidenceSha256: string } | undefined;
  /** The number of the feedback that this one puts right. */
  readonly corrects?: number | undefined;
}

/** A feedback as it lies sealed in the store. */
export interface FeedbackDraft {
  readonly request: FeedbackRequest;
  /** Given with the registration that renews the record. */
  readonly early?: true;
  readonly borrower?: PersonSignature | undefined;
  readonly lender?: PersonSignature | undefined;
}

export interface SignatureRequest {
  readonly role: 'BORROWER' | 'LENDER';
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
  readonly approvalReference?: string | undefined;
  /** The number of the feedback that is signed; the registration where absent. */
  readonly feedback?: number | undefined;
}

export interface LevelRequest {
  readonly level: CreditLevel;
  readonly priceFen: number;
}

/** A text that one side still has to sign. An institution that lends confirms; its record's key signs. */
export type CreditToSign = ToSign<'BORROWER' | 'LENDER'>;

/** NOT_RECORDED: handed over as often as it is, and on no block; it may still come. */
export type RecordStatus = 'AWAITING_SIGNATURES' | 'LAPSED' | 'HANDED_OVER' | 'NOT_RECORDED' | 'EFFECTIVE';

export interface FeedbackView {
  readonly number: number;
  readonly status: OwnFeedbackStatus | 'NOT_RECORDED';
  readonly outcome: FeedbackOutcome;
  readonly level: CreditLevel;
  readonly priceFen: number;
  readonly newMaturityTime?: string | undefined;
  readonly corrects?: number | undefined;
  readonly toSign: readonly CreditToSign[];
}

export interface RecordView {
  readonly recordId: string;
  readonly status: RecordStatus;
  readonly relationKind: RelationKind;
  readonly borrower: SubjectName & { readonly side: BorrowerSide['type'] };
  readonly lender?: SubjectName | undefined;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
  readonly signBy: string;
  /** The maturity that awaits a feedback. */
  readonly dueTime?: string | undefined;
  readonly renews?: string | undefined;
  readonly renewedBy?: string | undefined;
  readonly corrects?: string | undefined;
  readonly correctedBy?: string | undefined;
  readonly registeredTime?: string | undefined;
  readonly level?: CreditLevel | undefined;
  readonly priceFen?: number | undefined;
  readonly toSign: readonly CreditToSign[];
  readonly feedbacks: readonly FeedbackView[];
  readonly disputes: readonly DisputeState[];
}

export interface DisputeState {
  readonly disputeId: string;
  readonly status: CreditDisputeRecord['status'];
  readonly disputedTime: string;
  /** The ledger's day that is the last to answer in time. */
  readonly answerByDay: number;
  /** By the ledger's present day. */
  readonly overdue: boolean;
}

/** Texts are absent where the own peer does not have them, they are not sealed for this institution, or have been purged. */
export interface DisputeView extends DisputeState, ShownTexts {
  readonly recordId: string;
  readonly subjectId: string;
  readonly answeredTime?: string | undefined;
}

export interface DisputeRequest {
  /** As answered with what is to be signed. */
  readonly disputeId?: string | undefined;
  /** The borrower. */
  readonly subjectId: string;
  readonly statement: string;
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
}

/** What the subject still has to sign, or that it is on its way. */
export type Disputed =
  | {
      readonly disputeId: string;
      readonly toSign: readonly [ToSign<'SUBJECT'>];
    }
  | { readonly disputeId: string; readonly status: 'HANDED_OVER' };

export interface DisputeAnswerRequest {
  readonly disputeId: string;
  readonly verdict: DisputeVerdict;
  readonly text: string;
}

export interface DisputeQuery {
  readonly status?: CreditDisputeRecord['status'] | undefined;
  readonly overdue?: boolean | undefined;
  /** Of own records only. */
  readonly role?: 'lender' | undefined;
}

/** An answer of an own record that was paid for. */
export interface Sale {
  readonly answerId: string;
  readonly recordId: string;
  readonly tokenFen: number;
  readonly endedTime?: string | undefined;
}

/** What the registrar passed on to this institution. */
export interface PayoutReceived {
  readonly period: number;
  readonly amountFen: number;
  readonly payoutTime: string;
}

/** What became of a request; `repeated`: it had been made before. */
export interface Made<T> {
  readonly view: T;
  readonly repeated: boolean;
}

export interface RecordQuery {
  readonly subjectId?: string | undefined;
  /** On which side the subject stands. */
  readonly role?: 'lender' | 'borrower' | undefined;
  readonly due?: boolean | undefined;
}

export interface CreditRecords {
  file(request: RegistrationRequest): Promise<Made<RecordView>>;
  /**
   * Files what the institution itself lends and confirms it as the lender, in one call that may be repeated. Without a filingId
   * it follows from the content. Refusals: as `file`, then as `sign`; CREDIT_RECORD_LAPSED where it was filed and took no effect.
   */
  lendByMandate(request: MandateRequest, approvalReference: string): Promise<Lent>;
  /** A registration in the place of the record, which stays. */
  correct(recordId: string, request: RegistrationRequest): Promise<Made<RecordView>>;
  sign(recordId: string, request: SignatureRequest): Promise<Made<RecordView>>;
  giveFeedback(recordId: string, request: FeedbackRequest): Promise<Made<FeedbackView>>;
  setLevel(recordId: string, request: LevelRequest): Promise<Made<{ readonly version: number }>>;
  read(recordId: string): Promise<RecordView>;
  list(query: RecordQuery, page: Page): Promise<Paged<RecordView>>;
  prompts(page: Page): Promise<Paged<Prompt>>;
  dispute(
    recordId: string,
    request: DisputeRequest,
  ): Promise<{ readonly disputed: Disputed; readonly repeated: boolean }>;
  /** Answers whether it was answered so before. */
  answerDispute(recordId: string, request: DisputeAnswerRequest): Promise<boolean>;
  disputes(query: DisputeQuery, page: Page): Promise<Paged<DisputeView>>;
  /** Newest first. */
  sales(page: Page): Promise<Paged<Sale>>;
  /** Newest first. */
  payouts(): Promise<readonly PayoutReceived[]>;
  /** Called after prompts were made; answers how to stop that. */
  onPrompt(listener: () => void): () => void;
}
