/** Those who wait for a transaction's commit. An answer always comes out of the ledger's index, never out of memory. */
import type { Ledger, TransactionStatus } from '../ledger/types';

export class CommitWaiters {
  readonly #ledger: Ledger;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #unsubscribe: () => void;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#unsubscribe = ledger.onBlock((block) => {
      for (const { txId } of block.transactions) {
        for (const resume of this.#waiting.get(txId) ?? []) resume();
      }
    });
  }

  /** The status of the id's first occurrence; waits for it for ever, or until the signal aborts, which gives undefined. */
  async status(txId: string, signal: AbortSignal): Promise<TransactionStatus | undefined> {
    let resume = () => {};
    const committed = new Promise<void>((resolve) => {
      resume = resolve;
    });
    // Registered before the lookup, or a block between the two would be missed.
    this.#add(txId, resume);
    signal.addEventListener('abort', resume, { once: true });
    try {
      const status = await this.#ledger.transactionStatus(txId);
      if (status || signal.aborted) return status;
      await committed;
      return signal.aborted ? undefined : await this.#ledger.transactionStatus(txId);
    } finally {
      signal.removeEventListener('abort', resume);
      this.#remove(txId, resume);
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  #add(txId: string, resume: () => void): void {
    const waiting = this.#waiting.get(txId) ?? new Set();
    waiting.add(resume);
    this.#waiting.set(txId, waiting);
  }

  #remove(txId: string, resume: () => void): void {
    const waiting = this.#waiting.get(txId);
    waiting?.delete(resume);
    if (waiting?.size === 0) this.#waiting.delete(txId);
  }
}
