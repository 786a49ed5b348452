/** Credit queries as routes see them. Nothing here tells who lent. Times are ISO in UTC with milliseconds. */

import type { FeedbackOutcome, RelationKind } from '../../chaincode/api/credit-fields';
import type {
  ConfirmStatus,
  CreditLevel,
  DisputeVerdict,
  FeedbackContent,
  QueryPurpose,
} from '../../chaincode/api/records';
import type { ShownTexts } from '../records/dispute-texts';

export interface DetailsRequest {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: QueryPurpose;
  readonly consentId: string;
  /** All that are offered where absent. */
  readonly records?: readonly { readonly recordId: string; readonly priceFen: number }[] | undefined;
  readonly maxTotalFen: number;
}

export interface SummaryRequest {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: QueryPurpose;
  readonly consentId?: string | undefined;
}

export interface Offer {
  readonly recordId: string;
  readonly borrowedOn: string;
  readonly level: Exclude<CreditLevel, 'ENCRYPTED'>;
  readonly priceFen: number;
}

/** PENDING: an answer is awaited, or not yet accepted. */
export type QueryStatus = 'PENDING' | 'COMPLETE';

export interface Asked {
  readonly queryId: string;
  readonly status: QueryStatus;
  readonly answers: readonly {
    readonly recordId: string;
    readonly tokenFen: number;
    readonly status: ConfirmStatus;
  }[];
}

export interface Summary {
  readonly subjectId: string;
  readonly queryId: string;
  readonly entries: readonly { readonly borrowedOn: string; readonly entry: '借入'; readonly disputed?: true }[];
}

/** Whether it had been asked before, and in which block it was. */
export interface Done<T> {
  readonly view: T;
  readonly repeated: boolean;
  readonly block?: number | undefined;
}

export interface ShownTerms {
  readonly relationKind: RelationKind;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
}

export interface ShownFeedback extends Pick<FeedbackContent, 'corrects'> {
  readonly number: number;
  readonly feedbackTime: string;
  /** Absent where what the lender sealed has not the documented form. */
  readonly outcome?: FeedbackOutcome;
  readonly newMaturityTime?: string;
  /** It counts for nothing; feedback-proof.ts says when. */
  readonly unproven?: true;
}

export interface ShownDispute extends ShownTexts {
  readonly disputedTime: string;
  readonly verdict?: DisputeVerdict;
}

export interface AnswerView {
  readonly recordId: string;
  readonly borrowedOn: string;
  readonly tokenFen: number;
  readonly status: ConfirmStatus;
  readonly deliverBy: string;
  readonly disputed?: true;
  readonly disputes?: readonly ShownDispute[];
  readonly correctedBy?: string;
  readonly details?: { readonly terms?: ShownTerms; readonly feedbacks: readonly ShownFeedback[] };
}

export interface QueryView {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: QueryPurpose;
  readonly askedTime: string;
  readonly status: QueryStatus;
  readonly answers: readonly AnswerView[];
}
