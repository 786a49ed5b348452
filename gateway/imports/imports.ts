/**
 * Takes uploads in and works them off, one after another: what one of them did, the next finds done. Instances
 * of one institution take turns by a lease; that no row is accounted for twice does not depend on it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Inspected, inspect } from '../intake/reader';
import type { SpreadsheetFile } from '../intake/types';
import { openNotes, sealNotes } from './notes';
import { type ImportTools, rejectedName, runImport, sealConditions, uploadName } from './run';
import { type Imports, ImportsBusy } from './types';

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
const leaseRenewMs = 2_000;
const pollMs = 1_000;
const lastPauseMs = 30_000;
const stopMs = 1_000;
const cleanMs = 3_600_000;
/** An import that cannot go on for so long has failed. */
const patienceMs = 24 * 3_600_000;
/** How long plaintext lies in the vault at most, sealed as it is. */
const keepMs = 7 * 24 * 3_600_000;

export function newImports(tools: ImportTools & { readonly log: Logger }): Importing {
  const { store, vault, log } = tools;
  const { imports } = store;
  const holder = randomUUID();
  const stopping = new AbortController();
  let wake: () => void = () => {};
  let inspections = 0;
  let cleanedAt = 0;
  let working: Promise<void> = Promise.resolve();

  /** Counted before anything is awaited, so that uploads that come at once do not slip past the bound. */
  const inspectInTurn = async (file: SpreadsheetFile): Promise<Inspected> => {
    if (inspections >= maxInspections) throw new ImportsBusy();
    inspections += 1;
    try {
      if ((await imports.countRunning()) >= maxRunning) throw new ImportsBusy();
      return await inspect(file);
    } finally {
      inspections -= 1;
    }
  };

  const accept = async (file: SpreadsheetFile) => {
    const { rows, notes: noted } = await inspectInTurn(file);
    const importId = newImportId();
    await vault.files.keep(uploadName(importId), file.bytes);
    const sealed = sealConditions(vault, importId, file.conditions);
    const notes = noted.length === 0 ? {} : { notes: sealNotes(vault, importId, noted) };
    await imports.create({ importId, kind: file.kind, created: new Date().toISOString(), sealed, rows, ...notes });
    wake();
    return (await imports.read(importId)) ?? Promise.reject(new Error('an import is gone'));
  };

  /** Answers whether there was something to do. */
  const workOff = async (): Promise<boolean> => {
    const next = await imports.next();
    if (next === undefined || !(await store.acquireLease(lease, holder, leaseTtlMs))) return false;
    const patience = AbortSignal.timeout(Math.max(0, Date.parse(next.created) + patienceMs - Date.now()));
    const renewing = setInterval(() => {
      store.acquireLease(lease, holder, leaseTtlMs).catch(() => undefined);
    }, leaseRenewMs);
    try {
      await runImport(tools, next, AbortSignal.any([stopping.signal, patience]));
    } catch (error) {
      if (!patience.aborted) throw error;
      await imports.end(next.importId, 'FAILED', 'LEDGER_UNAVAILABLE');
    } finally {
      clearInterval(renewing);
      await store.releaseLease(lease, holder).catch(() => undefined);
    }
    return true;
  };

  const pause = (ms: number) =>
    Promise.race([
      delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined),
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    ]);

  const clean = async () => {
    if (Date.now() < cleanedAt + cleanMs) return;
    await vault.files.removeOlderThan(keepMs);
    cleanedAt = Date.now();
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
        log.warn({ err: error }, 'an import failed and is tried again');
      }
      await pause(Math.min(pollMs * 2 ** failures, lastPauseMs));
    }
  };

  return {
    accept,
    notes: (view) => openNotes(vault, view),
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
