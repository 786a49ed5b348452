/** The ledger client's reports about itself: counts by step and code. No identifiers pass, so metrics carry none. */
import type { CommandName } from '../../chaincode/api/commands';

/** A call to the ledger. */
export type Step = 'evaluate' | 'endorse' | 'submit' | 'commit';

export interface LedgerObserver {
  /** A call ended; `code` is OK, a gRPC status name, or for 'commit' a validation code. */
  called(step: Step, code: string, durationMs: number): void;
  /** Something is tried again; `reason` is a row of the retry table. */
  retried(step: Step | 'lease' | 'blocks', reason: string): void;
  /** A transaction with so many commands left the queue. */
  gathered(name: CommandName, commands: number): void;
  /** Commands that wait for a transaction. */
  waiting(commands: number): void;
}

export const noObserver: LedgerObserver = { called() {}, retried() {}, gathered() {}, waiting() {} };
