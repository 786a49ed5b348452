/**
 * Gives a debiting transaction what it needs besides its commands: a lease, so that it is the institution's only one, and the
 * credits to fold.
 *
 * The lease spares conflicts between the gateways of one institution. It does not guard anything: MVCC does, so a debit goes
 * ahead without the lease when waiting for it takes too long.
 */
import type { LedgerObserver } from './observer';
import { type Pause, within } from './pause';

export interface Lease {
  /** False where another holder has it; taking an own lease again prolongs it. */
  acquire(name: string, holder: string, ttlMs: number): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/** The source of credits and heights: the fold of the blocks. */
export interface TokenCreditSource {
  /** Credits of this institution's account that are not folded, the largest first; at most 500 are used. */
  tokenCreditsToFold(): Promise<readonly string[]>;
  /** Resolves when the block has been folded. */
  waitForHeight(block: number): Promise<void>;
}

export interface DebitSettings extends TokenCreditSource {
  readonly lease: Lease;
  /** Names this process among those of the institution. */
  readonly holder: string;
}

export const debitLease = 'debit';
const leaseWaitMs = 3_000;
/** Nobody waits longer than that anyhow; a lease that lasted longer would only slow down every debit after its holder died. */
const leaseTtlMs = leaseWaitMs;
const leasePollMs = 20;
const foldWaitMs = 2_000;

/** Runs the work while holding the lease, or without it when it cannot be had in time. */
export async function withLease<T>(
  { lease, holder }: Pick<DebitSettings, 'lease' | 'holder'>,
  { observer, sleep }: { readonly observer: LedgerObserver; readonly sleep: Pause },
  work: () => Promise<T>,
): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += leasePollMs) {
    const acquired = await lease.acquire(debitLease, holder, leaseTtlMs).catch(() => undefined);
    if (acquired === true) break;
    if (acquired === undefined || waitedMs >= leaseWaitMs) {
      observer.retried('lease', acquired === undefined ? 'lease failed' : 'lease not had in time');
      break;
    }
    await sleep(leasePollMs);
  }
  try {
    return await work();
  } finally {
    // A lease that is not released runs out.
    await lease.release(debitLease, holder).catch(() => undefined);
  }
}

/** Waits a moment until the block has been folded; it is no error when it has not. */
export async function foldedUpTo(block: number, source: TokenCreditSource, sleep: Pause): Promise<void> {
  if (block < 0) return;
  await within(foldWaitMs, source.waitForHeight(block), sleep).catch(() => undefined);
}
