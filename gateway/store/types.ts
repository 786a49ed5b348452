/** What the gateway remembers, and what it folded from blocks. Lists and reads are answered from here, not from the ledger. */
import type { LedgerEvent, LedgerEventName } from '../../chaincode/api/events';
import type { Movement } from '../../chaincode/api/movements';
import type {
  AllianceRecord,
  ConfirmRecord,
  CreditRecord,
  LoanType,
  PartyKeyRecord,
  PartyRecord,
  PlanRecord,
  PlanStatus,
  ProposalRecord,
  ProposalStatus,
  RechargeRecord,
  RedemptionRecord,
  RedemptionStatus,
} from '../../chaincode/api/records';
import type { LedgerBlock } from '../ledger/types';

export interface Page {
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface PlanView {
  readonly plan: PlanRecord;
  /** In the order of the ledger, refunded ones included. */
  readonly confirms: readonly ConfirmRecord[];
}

export interface PlanFilter {
  readonly status?: PlanStatus | undefined;
  readonly contributor?: string | undefined;
  readonly participator?: string | undefined;
  readonly loanKind?: LoanType | undefined;
}

export interface StatementEntry extends Omit<Movement, 'partyId'> {
  /** `block.tx.index` of the event. */
  readonly entryId: string;
  readonly time: string;
}

/** Position of an event: `block.tx.index`. */
export interface StoredEvent {
  readonly id: string;
  readonly time: string;
  readonly event: LedgerEvent;
}

export const userRoles = ['admin', 'officer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

export interface User {
  readonly userName: string;
  readonly role: UserRole;
}

export interface Store {
  /** The last block folded, or undefined before the first. */
  checkpoint(): Promise<{ readonly number: number; readonly hash: string } | undefined>;
  /**
   * Folds a block into the read model, its events and the checkpoint, in one SQL transaction. A block folded before is
   * passed over. Throws where the block does not continue the chain: the store belongs to another ledger.
   */
  applyBlock(block: LedgerBlock): Promise<void>;

  alliance(): Promise<AllianceRecord | undefined>;
  proposal(proposalId: string): Promise<ProposalRecord | undefined>;
  proposals(status: ProposalStatus | undefined, page: Page): Promise<Paged<ProposalRecord>>;
  party(partyId: string): Promise<PartyRecord | undefined>;
  partyKey(partyId: string, version: number): Promise<PartyKeyRecord | undefined>;
  plan(assetId: string): Promise<PlanView | undefined>;
  /** Newest first. */
  plans(filter: PlanFilter, page: Page): Promise<Paged<PlanView>>;
  confirm(confirmId: string): Promise<ConfirmRecord | undefined>;
  /** Balance counts credits that are not folded; held counts confirms and redemptions under way. */
  account(partyId: string): Promise<{ readonly balanceFen: number; readonly heldFen: number }>;
  /** Credits that a debit can fold, largest first. */
  credits(partyId: string, limit: number): Promise<readonly CreditRecord[]>;
  /** Newest first. */
  statement(partyId: string, page: Page): Promise<Paged<StatementEntry>>;
  recharge(rechargeId: string): Promise<RechargeRecord | undefined>;
  recharges(page: Page): Promise<Paged<RechargeRecord>>;
  redemption(redemptionId: string): Promise<RedemptionRecord | undefined>;
  redemptions(
    filter: { readonly status?: RedemptionStatus | undefined; readonly partyId?: string | undefined },
    page: Page,
  ): Promise<Paged<RedemptionRecord>>;

  /** Work of the agents, oldest first, at most `limit`. `now` is ISO. */
  confirmsToDeliver(contributor: string, now: string, limit: number): Promise<readonly ConfirmRecord[]>;
  confirmsToAccept(participator: string, now: string, limit: number): Promise<readonly ConfirmRecord[]>;
  /** Confirms of which the party is contributor or participator and whose deadline has passed. */
  confirmsToExpire(partyId: string, now: string, limit: number): Promise<readonly ConfirmRecord[]>;
  plansToClose(contributor: string, now: string, limit: number): Promise<readonly PlanRecord[]>;
  /** Redemptions whose time to object has passed without objection. */
  redemptionsToExpire(now: string, limit: number): Promise<readonly RedemptionRecord[]>;

  /** Events after the given id (exclusive; from the beginning without), in the order of the ledger. */
  events(
    after: string | undefined,
    names: readonly LedgerEventName[] | undefined,
    limit: number,
  ): Promise<readonly StoredEvent[]>;

  /** Tokens are kept as SHA-256 only. */
  userByToken(token: string): Promise<User | undefined>;
  /** Answers the new token; it is not shown again. With a token given, that one is used. */
  createUser(user: User, token?: string): Promise<string>;
  removeUser(userName: string): Promise<boolean>;
  users(): Promise<readonly User[]>;

  /** A lease that only one gateway instance of the institution holds at a time; false where another holds it. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;

  close(): Promise<void>;
}
