/**
 * A channel's blocks as a stream that waits at the tip: what Deliver and ChaincodeEvents read from. Blocks come from the ledger, never
 * from the announcement, so that a slow reader misses nothing and holds nothing in memory.
 */
import type { Ledger } from '../ledger/types';

export interface NumberedBlock {
  readonly number: number;
  /** Bytes of `common.Block`. */
  readonly bytes: Buffer;
}

/** Ends when the signal aborts. `waits: false` ends at the tip instead. */
export async function* blocksFrom(
  ledger: Ledger,
  start: number,
  signal: AbortSignal,
  { waits = true }: { waits?: boolean } = {},
): AsyncGenerator<NumberedBlock> {
  for (let number = start; !signal.aborted; number++) {
    if (number >= ledger.height) {
      if (!waits) return;
      await nextBlock(ledger, number, signal);
      if (signal.aborted) return;
    }
    const bytes = await ledger.block(number);
    if (!bytes) throw new Error(`block ${number} of channel ${ledger.channelId} is missing`);
    yield { number, bytes };
  }
}

/** Resolves when the block is committed, or when the signal aborts. */
function nextBlock(ledger: Ledger, number: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const unsubscribe = ledger.onBlock((block) => {
      if (block.number >= number) done();
    });
    signal.addEventListener('abort', done, { once: true });
    if (ledger.height > number) done();
  });
}
