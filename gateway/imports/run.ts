/**
 * One import from where it stands to its end. Rows are carried out in batches, several in flight, and are accounted for in their
 * order: after a crash the rows after the last one accounted for are read again, and those that were done are recognised. So a
 * row counts as accepted if what it says was not there when the import began, however often it was tried.
 */

import { reject } from '../../chaincode/api/refusals';
import { said } from '../api/said';
import { FileRefused } from '../spreadsheets/file-refused';
import { readRows, rejectedWorkbook } from '../spreadsheets/reader';
import type { Items, RejectedRow, SheetRow, SpreadsheetFile, SpreadsheetKind } from '../spreadsheets/types';
import { VaultError } from '../vault/types';
import type { ImportDeps } from './deps';
import { canPass, ImportTaken } from './failures';
import { carryLoans } from './loans';
import { addWarnings, openColumns, openConditions, openNotes, sealNotes } from './notes';
import { type ErrorSheet, placeText } from './places';
import { carryPlans } from './plans';
import type { ImportStep, ImportStore, ImportView } from './store';
import { type Carrying, ImportFailed, type RowOutcome } from './types';

export type RunDeps = Omit<ImportDeps, 'store'> & {
  readonly store: Pick<ImportDeps['store'], 'imports' | 'checkpoint'>;
};

/** How a run ends early, and how much it has under way. */
export interface RunMeans {
  /** At once: the rest is taken up by another run. */
  readonly stop: AbortSignal;
  /** After what is on its way: no further row is read, and the import ends as CANCELLED. */
  readonly cancel: AbortSignal;
  /** Batches whose outcome is awaited at once. */
  readonly batchesInFlight: number;
}

const foldDeadlineMs = 30_000;
const errorsAPage = 500;
/** How often an import may begin anew without getting a row further, as where it ends its process each time. */
const maxAttempts = 20;

export const uploadName = (importId: string) => `${importId}.upload`;
export const rejectedName = (importId: string) => `${importId}.rejected`;

/**
 * Ends the import, whatever happens, unless another run may go on with it: then it throws ImportTaken, LedgerUnavailable,
 * StoreUnavailable, or what `stop` is aborted with.
 */
export async function runImport(deps: RunDeps, view: ImportView, means: RunMeans): Promise<void> {
  const { importId } = view;
  const { imports } = deps.store;
  try {
    const code = await failureIn(deps, view, means);
    if (means.cancel.aborted) await imports.end(importId, 'CANCELLED', code);
    else await imports.end(importId, code === undefined ? 'DONE' : 'FAILED', code);
  } catch (error) {
    if (means.stop.aborted || error instanceof ImportTaken || canPass(error)) throw error;
    deps.log.error({ err: error, importId }, 'an import failed');
    await imports.end(importId, 'FAILED', 'IMPORT_FAILED');
  }
  await deps.vault.files.remove(uploadName(importId));
}

/** The code with which it has failed; undefined where it is done. */
async function failureIn(deps: RunDeps, view: ImportView, means: RunMeans): Promise<string | undefined> {
  const { importId, kind, attempts } = view;
  if (means.cancel.aborted) return undefined;
  if (attempts >= maxAttempts) return 'IMPORT_FAILED';
  const { files } = deps.vault;
  const bytes = await files.read(uploadName(importId)).catch(undefinedIfUnusable);
  if (bytes === undefined) return 'UPLOAD_LOST';
  const file = { kind, bytes, conditions: openConditions(deps.vault, view) };
  try {
    const lastBlock = await carryOut(deps, file, await begin(deps, importId), means);
    await deps.follower.waitForBlock(lastBlock, foldDeadlineMs);
    await keepRejected(deps, file, view);
    return undefined;
  } catch (error) {
    if (error instanceof FileRefused || error instanceof ImportFailed) return error.code;
    if (means.cancel.aborted && means.stop.aborted) return 'OUTCOMES_UNKNOWN';
    throw error;
  }
}

/** The rows are on the ledger, and the errors in the store, so an import does not fail for want of the workbook. */
async function keepRejected({ store, vault, log }: RunDeps, file: SpreadsheetFile, view: ImportView): Promise<void> {
  const { importId } = view;
  const rejected = await rejectedRows(store, view, { kind: view.kind, columns: openColumns(vault, view) });
  if (rejected.length === 0) return;
  try {
    await vault.files.keep(rejectedName(importId), await rejectedWorkbook(file, rejected));
  } catch (error) {
    log.error({ err: error, importId }, 'the rejected rows of an import cannot be kept as a workbook');
  }
}

/** A file that does not open is as good as none. */
function undefinedIfUnusable(error: unknown): undefined {
  if (!(error instanceof VaultError)) throw error;
}

/** Begins the import after the blocks up to now, because the plans in them are not this import's. */
async function begin({ store, follower }: RunDeps, importId: string): Promise<ImportView> {
  await follower.waitForBlock(follower.lastWritten, foldDeadlineMs);
  const asOfBlock = (await store.checkpoint())?.number ?? -1;
  const begun = await store.imports.begin(importId, { asOfBlock, begun: new Date().toISOString() });
  if (begun.status !== 'RUNNING') throw new ImportTaken();
  return begun;
}

function newCarrying(deps: RunDeps): { readonly [K in SpreadsheetKind]: Carrying<Items[K]> } {
  return { plan: carryPlans(deps), 'credit-record': carryLoans(deps) };
}

/** Answers the last block that it wrote. */
async function carryOut<K extends SpreadsheetKind>(
  deps: RunDeps,
  file: SpreadsheetFile<K>,
  view: ImportView,
  { stop, cancel, batchesInFlight }: RunMeans,
): Promise<number> {
  const { importId, doneRow } = view;
  const { timeZone } = ((await deps.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED')).parameters;
  const carrying: Carrying<Items[K]> = newCarrying(deps)[file.kind];
  const inFlight: {
    readonly rows: readonly SheetRow<Items[K]>[];
    readonly outcomes: Promise<readonly RowOutcome[]>;
  }[] = [];
  let notes = openNotes(deps.vault, view);
  let from = doneRow;
  let lastBlock = -1;
  const account = async () => {
    const batch = inFlight.shift();
    if (batch === undefined) return;
    const outcomes = await batch.outcomes;
    const to = batch.rows.at(-1)?.row ?? from;
    const noted = addWarnings(notes, outcomes);
    notes = noted ?? notes;
    const sealed = noted === undefined ? undefined : sealNotes(deps.vault, importId, noted);
    const step = { from, to, ...(await counted(carrying, view, outcomes)), notes: sealed };
    if (!(await deps.store.imports.advance(importId, step))) throw new ImportTaken();
    from = to;
    for (const outcome of outcomes) if ('block' in outcome) lastBlock = Math.max(lastBlock, outcome.block ?? -1);
  };
  for await (const rows of inBatches(
    readRows(file, { timeZone, afterRow: doneRow, signal: stop }),
    carrying.batchRows,
  )) {
    if (cancel.aborted) break;
    const outcomes = carrying.carryOut(rows, stop);
    // It is awaited later, after those before it.
    outcomes.catch(() => undefined);
    inFlight.push({ rows, outcomes });
    if (inFlight.length >= batchesInFlight) await account();
  }
  while (inFlight.length > 0) await account();
  return lastBlock;
}

async function* inBatches<T>(rows: AsyncIterable<T>, batchRows: number): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function counted(
  carrying: Pick<Carrying<unknown>, 'heldBefore'>,
  view: ImportView,
  outcomes: readonly RowOutcome[],
): Promise<Omit<ImportStep, 'from' | 'to'>> {
  const good = outcomes.flatMap((outcome) => ('id' in outcome ? outcome : []));
  const repeated = good.flatMap(({ id, repeated: before }) => (before ? id : []));
  const unchanged = (await carrying.heldBefore(view, repeated)).size;
  const bad = outcomes.flatMap((outcome) => ('errors' in outcome ? outcome : []));
  return {
    accepted: good.length - unchanged,
    unchanged,
    rejected: bad.length,
    errors: bad.flatMap(({ row, errors }) => errors.map(({ column, reason }) => ({ row, column, reason }))),
  };
}

/** The reasons name the row of the upload, since in the workbook it is another. */
async function rejectedRows(
  { imports }: { readonly imports: Pick<ImportStore, 'errors'> },
  { importId }: ImportView,
  sheet: ErrorSheet,
): Promise<readonly RejectedRow[]> {
  const reasons = new Map<number, string[]>();
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await imports.errors(importId, { cursor, limit: errorsAPage });
    for (const error of items) {
      const { row } = error;
      const before = reasons.get(row) ?? [said(`row ${row} of the upload`, `上传文件第 ${row} 行`)];
      reasons.set(row, [...before, `${placeText(error, sheet)}: ${error.reason}`]);
    }
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return [...reasons].map(([row, ofRow]) => ({ row, reasons: ofRow }));
}
