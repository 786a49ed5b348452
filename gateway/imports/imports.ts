/**
 * Takes uploads in and works them off, one after another: what one of them did, the next finds done. One that fails ends, and
 * one that gets no further lets the next one go first. Instances of one institution take turns by a lease; that no row is
 * accounted for twice does not depend on it.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../api/problem';
import { type Inspected, inspect } from '../spreadsheets/reader';
import type { SpreadsheetFile } from '../spreadsheets/types';
import type { ImportView } from '../store/types';
import { intervalMs } from '../work/moments';
import { ImportStalled, ImportTaken, PatienceOver } from './failures';
import { openColumns, openNotes, sealColumns, sealNotes } from './notes';
import { placeError } from './places';
import { type ImportTools, rejectedName, runImport, sealConditions, uploadName } from './run';
import type { Imports } from './types';
import { newRun, type RowSince, type Run, sinceOf } from './under-way';

export interface Importing extends Imports {
  /** Works off what waits from now on. */
  start(): void;
  /** Leaves the rest to the next start. */
  stop(): Promise<void>;
}

const maxRunning = 20;
/** Files that are looked through at a time; each takes a process. */
const maxInspections = 2;
const lease = 'imports';
/** How long the imports of an instance that died wait. */
const leaseTtlMs = 8_000;
const pollMs = 1_000;
const lastPauseMs = 30_000;
const stopMs = 1_000;
const cleanMs = 3_600_000;
/** How long plaintext lies in the vault at most, sealed as it is; uploads that still run stay. */
const keepMs = 7 * 24 * 3_600_000;

export interface ImportTimes {
  /** How often a run is looked after: its lease renewed, its progress seen, its cancellation heard. */
  readonly lookMs: number;
  /** An import that gets no row further for so long lets those behind it go first. */
  readonly stallMs: number;
  /** One that gets no row further for so long has failed. */
  readonly patienceMs: number;
  /** How long a cancelled import waits for what is on its way. */
  readonly cancelMs: number;
}

const defaultTimes: ImportTimes = {
  lookMs: 2_000,
  stallMs: 60_000,
  patienceMs: 24 * 3_600_000,
  cancelMs: 10_000,
};

export function newImports(tools: ImportTools, times: Partial<ImportTimes> = {}): Importing {
  const { store, vault, log } = tools;
  const { imports } = store;
  const holder = randomUUID();
  const stopping = new AbortController();
  const patience = { ...defaultTimes, ...times };
  /** Imports that let others go first, the one that waits longest first. */
  let putOff: string[] = [];
  /** Since when an import has been at its row, by the clock of this process. */
  const atRow = new Map<string, RowSince>();
  let current: Run | undefined;
  let wake: () => void = () => {};
  let inspections = 0;
  let cleanedAt = Number.NEGATIVE_INFINITY;
  let working: Promise<void> = Promise.resolve();

  /** Counted before anything is awaited, so that uploads that come at once do not slip past the bound. */
  const inspectInTurn = async (file: SpreadsheetFile): Promise<Inspected> => {
    if (inspections >= maxInspections) throw new Problem('IMPORTS_BUSY');
    inspections += 1;
    try {
      if ((await imports.countRunning()) >= maxRunning) throw new Problem('IMPORTS_BUSY');
      return await inspect(file);
    } finally {
      inspections -= 1;
    }
  };

  const accept = async (file: SpreadsheetFile) => {
    const { rows, notes: noted, columns } = await inspectInTurn(file);
    const importId = newImportId();
    await vault.files.keep(uploadName(importId), file.bytes);
    const sealed = sealConditions(vault, importId, file.conditions);
    const notes = noted.length === 0 ? {} : { notes: sealNotes(vault, importId, noted) };
    const sheet = { kind: file.kind, rows, columns: sealColumns(vault, importId, columns), ...notes };
    await imports.create({ importId, created: new Date().toISOString(), sealed, ...sheet });
    wake();
    return (await imports.read(importId)) ?? Promise.reject(new Error('an import is gone'));
  };

  const nextImport = async (): Promise<ImportView | undefined> => {
    const next = await imports.next(putOff);
    if (next !== undefined || putOff.length === 0) return next;
    putOff = [];
    return imports.next(putOff);
  };

  /** Whether the import goes on: it is this run's, not cancelled, and gets further. */
  const lookAfter = async (run: Run): Promise<void> => {
    await store.acquireLease(lease, holder, leaseTtlMs);
    const { importId } = run;
    const view = await imports.read(importId);
    if (view?.status !== 'RUNNING') return run.stop.abort(new ImportTaken());
    if (view.cancelled) run.cancel();
    const sinceMs = sinceOf(atRow, view);
    const nowMs = performance.now();
    if (nowMs > sinceMs + patience.patienceMs) return run.stop.abort(new PatienceOver());
    const isStalled = nowMs > Math.max(sinceMs, run.beganMs) + patience.stallMs;
    if (isStalled && (await imports.countRunning()) > 1) run.stop.abort(new ImportStalled());
  };

  /** Answers whether there was something to do. */
  const workOff = async (): Promise<boolean> => {
    const next = await nextImport();
    if (next === undefined || !(await store.acquireLease(lease, holder, leaseTtlMs))) return false;
    const { importId } = next;
    const run = newRun(importId, patience.cancelMs);
    if (next.cancelled) run.cancel();
    const looking = setInterval(() => void lookAfter(run).catch(() => undefined), patience.lookMs);
    current = run;
    try {
      const stop = AbortSignal.any([stopping.signal, run.stop.signal]);
      await runImport(tools, next, { stop, cancel: run.cancelled });
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
      await store.releaseLease(lease, holder).catch(() => undefined);
    }
    return true;
  };

  /** An import that no instance is at; where another instance holds the lease, it hears of the cancellation itself. */
  const endWaiting = async (importId: string): Promise<void> => {
    const isOurs = current !== undefined || (await store.acquireLease(lease, holder, leaseTtlMs));
    if (!isOurs) return;
    await imports.end(importId, 'CANCELLED');
    await vault.files.remove(uploadName(importId));
    if (current === undefined) await store.releaseLease(lease, holder);
  };

  const pause = (ms: number) =>
    Promise.race([
      delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined),
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    ]);

  const clean = async () => {
    if (performance.now() < cleanedAt + cleanMs) return;
    const { items } = await imports.list({ status: 'RUNNING' }, { limit: 500 });
    await vault.files.removeOlderThan(keepMs, new Set(items.map(({ importId }) => uploadName(importId))));
    cleanedAt = performance.now();
  };

  const work = async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        if (await workOff()) continue;
        await clean();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        log.warn({ err: error }, 'an import cannot go on now and is tried again');
      }
      await pause(intervalMs(pollMs * 2 ** failures, lastPauseMs));
    }
  };

  /** How far an import is does not depend on what was sealed beside it. */
  const opened = <T>({ importId }: { readonly importId: string }, open: () => T): T | undefined => {
    try {
      return open();
    } catch (error) {
      log.warn({ err: error, importId }, 'the notes of an import do not open and are left out');
      return undefined;
    }
  };

  return {
    accept,
    async cancel(importId) {
      await imports.cancel(importId);
      const run = current;
      if (run?.importId === importId) {
        run.cancel();
        await run.ended;
      } else await endWaiting(importId);
      return imports.read(importId);
    },
    notes: (view) => opened(view, () => openNotes(vault, view)) ?? [],
    place(view, errors) {
      const sheet = { kind: view.kind, columns: opened(view, () => openColumns(vault, view)) ?? [] };
      return errors.map((error) => ({ ...error, ...placeError(error, sheet) }));
    },
    rejected: (importId) => vault.files.read(rejectedName(importId)),
    start: () => {
      working = work();
    },
    async stop() {
      stopping.abort();
      await Promise.race([working, delay(stopMs, undefined, { ref: false })]);
    },
  };
}

/** Letters only: no run of digits looks like a person's number. */
function newImportId(): string {
  const letter = (digit: string) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16));
  return randomBytes(16).toString('hex').replaceAll(/./g, letter);
}
