/** The tools of imports. Another capability carries out a row: imports know only these functions of plans and of credit records. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { PlanAsSent } from '../api/plan-form';
import type { SubjectAsSent } from '../api/subjects';
import type { Published, SealedCommand } from '../plans/publishing';
import type { MandateRequest } from '../records/lending';
import type { Follower } from '../store/follower';
import type { Leases } from '../store/leases';
import type { Vault } from '../vault/types';
import type { ImportStore } from './store';

/** How a plan gets onto the ledger. A refusal is the plan's own; LedgerUnavailable concerns all. */
export interface PlanSteps {
  seal(plan: PlanAsSent): Promise<SealedCommand | Published>;
  submit(sealed: SealedCommand): Promise<Published>;
  /** Those of the plans whose first write is in the block or before it. */
  heldUpTo(block: number, assetIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** How a loan becomes a credit record. Every step may be repeated. */
export interface LoanSteps {
  attachSubject(subject: SubjectAsSent): Promise<{ readonly subjectId: string }>;
  lend(
    request: MandateRequest,
    approvalReference: string,
  ): Promise<{ readonly recordId: string; readonly repeated: boolean }>;
  /** When the record was filed here, ISO; undefined where it was not. */
  readFiledTime(recordId: string): Promise<string | undefined>;
}

export interface ImportDeps {
  readonly store: {
    readonly imports: ImportStore;
    checkpoint(): Promise<{ readonly number: number } | undefined>;
  } & Leases;
  readonly vault: Pick<Vault, 'files' | 'texts'>;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  readonly plans: PlanSteps;
  readonly loans: LoanSteps;
  alliance(): Promise<AllianceRecord | undefined>;
}

export interface ImportSettings {
  /** Batches whose outcome is awaited at once. */
  readonly batchesInFlight: number;
  readonly times?: Partial<ImportTimes> | undefined;
}

export interface ImportTimes {
  /** How often a run is looked after: its progress seen, its cancellation heard. */
  readonly lookMs: number;
  /** An import that gets no row further for so long lets those behind it go first. */
  readonly stallMs: number;
  /** One that gets no row further for so long has failed. */
  readonly patienceMs: number;
  /** How long a cancelled import waits for rows that are on their way. */
  readonly cancelMs: number;
}
