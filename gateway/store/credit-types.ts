/** What the store keeps of credit records besides what blocks hold. What is sealed was sealed by the vault. */
import type { CreditRecord } from '../../chaincode/api/records';
import type { Page, Paged } from './pages';

export type OwnRecordStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'EFFECTIVE';
export type OwnFeedbackStatus = 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'RECORDED';

export interface OutboxRow {
  /** `docType id`, and what of it where its being there does not say it: `revoked`, `level:2`, `delivered`, `answered`. */
  readonly key: string;
  /** ISO. */
  readonly created: string;
  readonly expires?: string | undefined;
  readonly sealed: string;
}

/** A row of the outbox as it lies there. */
export interface WaitingItem extends OutboxRow {
  /** How many packages that arrived held it. */
  readonly handOvers: number;
  /** Whether it is handed over no more. */
  readonly givenUp: boolean;
}

/** A maturity, or that there is none, as the vault marks and seals it. */
export interface OwnDue {
  /** Of the day. */
  readonly mark: string;
  readonly sealed: string;
  /** Where it has come already. */
  readonly time?: string | undefined;
}

/** A maturity of which SQL does not know that it has come. */
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
  /** Whether it is known to have matured by `now`, and awaits a feedback. */
  readonly due?: { readonly is: boolean; readonly now: string } | undefined;
}

export interface Prompt {
  readonly recordId: string;
  readonly maturityTime: string;
  readonly promptedTime: string;
}

export interface CreditStore {
  /**
   * Written together, or not at all: false where something was changed meanwhile. What waits already stays as it is; what was
   * given up is replaced and waits again.
   */
  change(change: CreditChange): Promise<boolean>;
  /** Oldest first: what waited at that time, had not expired, was not handed over in that period or since, and not given up. */
  outboxToHand(since: number, at: string, limit: number): Promise<readonly WaitingItem[]>;
  /** Items that came after that time, or were handed over after that period, did so while the clock was ahead: they wait from then on. */
  putBackOutbox(latest: string, lastPeriod: number): Promise<void>;
  outboxItem(key: string): Promise<WaitingItem | undefined>;
  /** They are handed over no more, but go as all others when blocks bring their effect. */
  giveUp(keys: readonly string[], time: string): Promise<void>;
  /** What was given up waits again as if it were new; nothing happens to what was not. */
  handAgain(key: string): Promise<void>;
  /** As it was kept. */
  package(period: number): Promise<string | undefined>;
  /** False where there is one of that period; otherwise the items are marked as handed over in it. Forgets what is long past. */
  keepPackage(period: number, content: string, keys: readonly string[]): Promise<boolean>;
  /** The kept package of that period is where the registrar finds it: counts one hand-over of what it holds, once. */
  packageArrived(period: number): Promise<void>;
  /** Without a package: marks and counts. */
  markHanded(period: number, keys: readonly string[]): Promise<void>;
  /** Takes over what blocks brought: items that are done go; records take effect; feedbacks count. What had expired by then goes. */
  settle(expiredBefore: string): Promise<void>;

  /** The registrar's: the last period whose packages are posted. */
  postedPeriod(): Promise<number | undefined>;
  /** Together with the last period of each lender whose packages were taken by then. */
  setPostedPeriod(period: number, taken?: ReadonlyMap<string, number>): Promise<void>;
  takenPeriods(): Promise<ReadonlyMap<string, number>>;

  ownRecord(recordId: string): Promise<OwnRecord | undefined>;
  ownRecords(filter: OwnRecordFilter, page: Page): Promise<Paged<OwnRecord>>;
  /** In the order of their numbers. */
  ownFeedbacks(recordId: string): Promise<readonly OwnFeedback[]>;
  /** As folded. */
  creditRecord(recordId: string): Promise<CreditRecord | undefined>;

  /** With one of the marks. */
  waitingDues(marks: readonly string[]): Promise<readonly WaitingDue[]>;
  /** They have come; nothing happens to one that is another by now. */
  fallDue(dues: readonly (WaitingDue & { readonly time: string })[]): Promise<void>;
  /** When the oldest record was filed of whose maturity it is not known whether it has come; ISO. */
  firstFiled(): Promise<string | undefined>;

  /** Prompts for what is known to have matured, once for each maturity, and puts the events into the stream; answers how many. */
  prompt(now: string, limit: number): Promise<number>;
  /** Those whose maturity still awaits a feedback, newest first. */
  prompts(page: Page): Promise<Paged<Prompt>>;
}
