/** Which plans, and the ledger's day, were written lately, and in which block: it tells what a conflict was about. Bounded. */
import { type Pause, within } from './pause';
import type { LedgerBlock } from './types';

const maxPlans = 10_000;

export class RecentWrites {
  readonly #blockOf = new Map<string, number>();
  readonly #waiters = new Set<{ readonly block: number; readonly resolve: () => void }>();
  #height = -1;
  #dayBlock = -1;

  constructor(private readonly sleep: Pause) {}

  /** The newest block noted; -1 before the first. */
  get height(): number {
    return this.#height;
  }

  note(block: LedgerBlock): void {
    // A second stream may replay old blocks.
    if (block.number <= this.#height) return;
    this.#height = block.number;
    for (const { record } of block.transactions.flatMap(({ writes }) => writes)) {
      if (record?.docType === 'ledgerDay') this.#dayBlock = block.number;
      if (record?.docType !== 'plan') continue;
      this.#blockOf.delete(record.assetId);
      this.#blockOf.set(record.assetId, block.number);
    }
    for (const oldest of this.#blockOf.keys()) {
      if (this.#blockOf.size <= maxPlans) break;
      this.#blockOf.delete(oldest);
    }
    for (const waiter of this.#waiters) if (waiter.block <= block.number) waiter.resolve();
  }

  /** Those of the plans (whole assetIds) that were written after the one block; waits a moment for the other block to be noted. */
  async writtenAfter(assetIds: readonly string[], { after, upTo }: { after: number; upTo: number }, waitMs: number) {
    if (this.#height >= 0 && this.#height < upTo) await this.#noted(upTo, waitMs);
    return new Set(assetIds.filter((assetId) => (this.#blockOf.get(assetId) ?? -1) > after));
  }

  /** Every transaction reads the day, so a new one spoils whatever was endorsed before it. */
  isNewDayAfter(block: number): boolean {
    return this.#dayBlock > block;
  }

  async #noted(block: number, waitMs: number): Promise<void> {
    let waiter: { readonly block: number; readonly resolve: () => void } | undefined;
    const noted = new Promise<void>((resolve) => {
      waiter = { block, resolve };
      this.#waiters.add(waiter);
    });
    await within(waitMs, noted, this.sleep);
    if (waiter !== undefined) this.#waiters.delete(waiter);
  }
}
