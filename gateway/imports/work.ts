/**
 * Works uploads off, one after another: what one of them did, the next finds done. One that fails ends, and one that gets no
 * further lets the next one go first. Instances of one institution take turns by the lease of the job; that no row is accounted
 * for twice does not depend on it.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type LeasedJob, underLease } from '../work/engine';
import type { ImportDeps, ImportSettings, ImportTimes } from './deps';
import { ImportStalled, ImportTaken, PatienceOver } from './failures';
import { runImport, uploadName } from './run';
import type { ImportView } from './store';
import { newRun, noteSince, type RowSince, type Run } from './under-way';

const lease = 'imports';
/** How long an import that nobody is at stays taken while it is ended. */
const leaseTtlMs = 8_000;
const pollMs = 1_000;
/** How long a gateway that stops waits for rows that are on their way. */
const stopMs = 1_000;
const cleanMs = 3_600_000;
/** How long plaintext lies in the vault at most, sealed as it is; uploads that still run stay. */
const keepMs = 7 * 24 * 3_600_000;

const defaultTimes: ImportTimes = {
  lookMs: 2_000,
  stallMs: 60_000,
  patienceMs: 24 * 3_600_000,
  cancelMs: 10_000,
};

export interface ImportWork {
  readonly job: LeasedJob;
  /** Reads no further row, and waits a moment for rows that are on their way. Answers the import as it is then. */
  cancel(importId: string): Promise<ImportView | undefined>;
}

export function newImportWork(deps: ImportDeps, { batchesInFlight, times }: ImportSettings): ImportWork {
  const { store, vault } = deps;
  const { imports } = store;
  const patience = { ...defaultTimes, ...times };
  /** Imports that let others go first, the one that waits longest first. */
  let putOff: string[] = [];
  /** Since when an import has been at its row, by the clock of this process. */
  const atRow = new Map<string, RowSince>();
  let current: Run | undefined;
  let cleanedAt = Number.NEGATIVE_INFINITY;

  const nextImport = async (): Promise<ImportView | undefined> => {
    const next = await imports.next(putOff);
    if (next !== undefined || putOff.length === 0) return next;
    putOff = [];
    return imports.next(putOff);
  };

  /** Stops the run unless its import goes on: it is this run's, not cancelled, and gets further. */
  const lookAfter = async (run: Run): Promise<void> => {
    const view = await imports.read(run.importId);
    if (view?.status !== 'RUNNING') return run.stop.abort(new ImportTaken());
    if (view.cancelled) run.cancel();
    const sinceMs = noteSince(atRow, view);
    const nowMs = performance.now();
    if (nowMs > sinceMs + patience.patienceMs) return run.stop.abort(new PatienceOver());
    const isStalled = nowMs > Math.max(sinceMs, run.beganMs) + patience.stallMs;
    if (isStalled && (await imports.countRunning()) > 1) run.stop.abort(new ImportStalled());
  };

  const workOff = async (next: ImportView, stopping: AbortSignal): Promise<void> => {
    const { importId } = next;
    const run = newRun(importId, patience.cancelMs);
    if (next.cancelled) run.cancel();
    const looking = setInterval(() => void lookAfter(run).catch(() => undefined), patience.lookMs);
    current = run;
    try {
      const stop = AbortSignal.any([stopping, run.stop.signal]);
      const running = runImport(deps, next, { stop, cancel: run.cancelled, batchesInFlight });
      await Promise.race([running, soonAfter(stopping, run.over)]);
      stopping.throwIfAborted();
      atRow.delete(importId);
    } catch (thrown) {
      // A timer tells of an aborted signal by an error of its own.
      const error = run.stop.signal.aborted ? run.stop.signal.reason : thrown;
      if (error instanceof PatienceOver) {
        await imports.end(importId, 'FAILED', 'LEDGER_UNAVAILABLE');
        await vault.files.remove(uploadName(importId));
      } else if (!(error instanceof ImportTaken)) {
        putOff.push(importId);
        await imports.leave(importId);
        if (!(error instanceof ImportStalled)) throw error;
      }
    } finally {
      clearInterval(looking);
      current = undefined;
      run.end();
    }
  };

  const clean = async (): Promise<void> => {
    if (performance.now() < cleanedAt + cleanMs) return;
    const { items } = await imports.list({ status: 'RUNNING' }, { limit: 500 });
    await vault.files.removeOlderThan(keepMs, new Set(items.map(({ importId }) => uploadName(importId))));
    cleanedAt = performance.now();
  };

  const job = underLease(lease, async (stopping) => {
    const next = await nextImport();
    if (next === undefined) {
      await clean();
      return pollMs;
    }
    await workOff(next, stopping);
    return 0;
  });

  /** Ends an import that no instance works on. If an instance holds the lease, it hears of the cancellation itself. */
  const endWaiting = async (importId: string): Promise<void> => {
    if (current !== undefined) return endCancelled(importId);
    const holder = randomUUID();
    if (!(await store.acquireLease(lease, holder, leaseTtlMs))) return job.wake();
    try {
      await endCancelled(importId);
    } finally {
      await store.releaseLease(lease, holder);
    }
  };

  const endCancelled = async (importId: string): Promise<void> => {
    await imports.end(importId, 'CANCELLED');
    await vault.files.remove(uploadName(importId));
  };

  return {
    job,
    async cancel(importId) {
      await imports.cancel(importId);
      const run = current;
      if (run?.importId === importId) {
        run.cancel();
        await run.ended;
      } else await endWaiting(importId);
      return imports.read(importId);
    },
  };
}

/** Resolves a moment after the gateway begins to stop: a call to the ledger may take longer. Rejects once the run is over. */
async function soonAfter(stopping: AbortSignal, over: AbortSignal): Promise<void> {
  if (!stopping.aborted) await once(stopping, 'abort', { signal: over });
  await delay(stopMs, undefined, { ref: false, signal: over });
}
