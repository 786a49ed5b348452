/**
 * The gateway's memory: its own rows, and those that it folded from blocks. Lists and reads are answered from here, not from the
 * ledger.
 */
import type { LedgerBlock, PassedOver, PassedOverCode } from '../ledger/types';

export type * from './clock-and-day';
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

/** The database cannot serve now. The same question may be asked again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(options?: ErrorOptions) {
    super('the database cannot serve now', options);
  }
}

/** The part of the store that no capability keeps by itself: blocks, events, leases, and what has not moved to one yet. */
export interface LedgerStore {
  /** The last block folded, or undefined before the first. */
  checkpoint(): Promise<{ readonly number: number; readonly hash: string } | undefined>;
  /**
   * Folds a block into the read model, its events and the checkpoint, in one SQL transaction. A block folded before is
   * passed over. Throws StoreBelongsElsewhere where the block does not continue the chain, and an Error where blocks before
   * it are missing; the first is block 0. Answers what of it the database refused: such a transaction is left out whole.
   */
  applyBlock(block: LedgerBlock): Promise<readonly PassedOver[]>;
  /** The summary of all blocks folded. */
  passedOver(): Promise<PassedOverSummary>;

  close(): Promise<void>;
}
