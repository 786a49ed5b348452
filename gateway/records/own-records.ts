/** Credit records and feedbacks whose sides sign at this gateway, as the store keeps them. The vault sealed what is sealed. */
import type { OutboxRow } from '../outbox/store';
import type { OwnFeedbackStatus, OwnRecordStatus } from './tables';

/** A maturity, or that there is none, as the vault marks and seals it. */
export interface OwnDue {
  /** Stands for the day. */
  readonly mark: string;
  readonly sealed: string;
  /** Present where it has come already. */
  readonly time?: string | undefined;
}

/** A maturity that has not come yet, or not in SQL. */
export interface WaitingDue {
  readonly recordId: string;
  readonly due: OwnDue;
}

/** A record whose sides sign at this gateway, from its draft on. */
export interface OwnRecord {
  readonly recordId: string;
  /** ISO. */
  readonly created: string;
  readonly status: OwnRecordStatus;
  /** 1 where it is new; whoever changes it writes the next one. */
  readonly version: number;
  readonly signBy: string;
  /** The maturity that awaits a feedback. */
  readonly due: OwnDue;
  readonly borrowerMark: string;
  readonly lenderMark: string;
  readonly sealed: string;
}

export interface OwnFeedback {
  readonly recordId: string;
  readonly number: number;
  readonly status: OwnFeedbackStatus;
  readonly version: number;
  /** The maturity that it sets. */
  readonly nextDue: OwnDue;
  /** When it is of no use any more if it is not recorded; ISO. */
  readonly expires?: string | undefined;
  readonly sealed: string;
}

export interface CreditChange {
  readonly records?: readonly OwnRecord[];
  readonly feedbacks?: readonly OwnFeedback[];
  readonly outbox?: readonly OutboxRow[];
  /** Nothing is written where one of the items waits already or is done. */
  readonly outboxIsNew?: boolean;
}

export interface OwnRecordFilter {
  readonly borrowerMark?: string | undefined;
  readonly lenderMark?: string | undefined;
  /** `is`: true if it is known to have matured by `now`, and awaits a feedback. */
  readonly due?: { readonly is: boolean; readonly now: string } | undefined;
}
