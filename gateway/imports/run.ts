/**
 * One import from where it stands to its end. Rows are carried out in batches, several in flight, and are accounted for in their
 * order: after a crash the rows after the last one accounted for are read again, and those that were done are recognised. So a
 * row counts as accepted if what it says was not there when the import began, however often it was tried.
 */

import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { said } from '../api/said';
import { FileRefused } from '../spreadsheets/file-refused';
import { readRows, rejectedWorkbook } from '../spreadsheets/reader';
import type { BookKind, Items, RejectedRow, SheetRow, SpreadsheetFile } from '../spreadsheets/types';
import type { Follower } from '../store/follower';
import type { ImportStep, ImportView } from '../store/types';
import type { Store } from '../stores';
import { type Vault, VaultError } from '../vault/types';
import { canPass, ImportTaken } from './failures';
import { carryLoans, type LoanTools } from './loans';
import { addWarnings, openColumns, openNotes, sealNotes } from './notes';
import { type ErrorSheet, placeText } from './places';
import { carryPlans, type PlanTools } from './plans';
import { type Carrying, ImportFailed, type RowOutcome } from './types';

export interface ImportTools extends PlanTools, LoanTools {
  alliance(): Promise<AllianceRecord | undefined>;
  readonly store: Store;
  readonly vault: PlanTools['vault'] & LoanTools['vault'] & Pick<Vault, 'files' | 'texts'>;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  /** Batches whose outcome is awaited at once. */
  readonly importBatchesInFlight: number;
}

/** How a run ends early. */
export interface RunSignals {
  /** At once: the rest is taken up by another run. */
  readonly stop: AbortSignal;
  /** After what is on its way: no further row is read, and the import ends as CANCELLED. */
  readonly cancel: AbortSignal;
}

const foldDeadlineMs = 30_000;
const errorsAPage = 500;
/** How often an import may begin anew without getting a row further, as where it ends its process each time. */
const maxAttempts = 20;

export const uploadName = (importId: string) => `${importId}.upload`;
export const rejectedName = (importId: string) => `${importId}.rejected`;

/** They tell the terms of all loans of a file. */
export function sealConditions({ texts }: Pick<Vault, 'texts'>, importId: string, conditions: object): string {
  return texts.seal(conditionsName(importId), JSON.stringify(conditions));
}

function openConditions({ texts }: Pick<Vault, 'texts'>, { importId, sealed }: ImportView): object {
  return JSON.parse(texts.open(conditionsName(importId), sealed));
}

function conditionsName(importId: string): string {
  return `import conditions ${importId}`;
}

/**
 * Ends the import, whatever happens, unless another run may go on with it: then it throws ImportTaken, LedgerUnavailable,
 * StoreUnavailable, or what `stop` is aborted with.
 */
export async function runImport(tools: ImportTools, view: ImportView, signals: RunSignals): Promise<void> {
  const { importId } = view;
  const { imports } = tools.store;
  try {
    const code = await failureIn(tools, view, signals);
    if (signals.cancel.aborted) await imports.end(importId, 'CANCELLED', code);
    else await imports.end(importId, code === undefined ? 'DONE' : 'FAILED', code);
  } catch (error) {
    if (signals.stop.aborted || error instanceof ImportTaken || canPass(error)) throw error;
    tools.log.error({ err: error, importId }, 'an import failed');
    await imports.end(importId, 'FAILED', 'IMPORT_FAILED');
  }
  await tools.vault.files.remove(uploadName(importId));
}

/** The code with which it has failed; undefined where it is done. */
async function failureIn(tools: ImportTools, view: ImportView, signals: RunSignals): Promise<string | undefined> {
  const { importId, kind, attempts } = view;
  if (signals.cancel.aborted) return undefined;
  if (attempts >= maxAttempts) return 'IMPORT_FAILED';
  const { files } = tools.vault;
  const bytes = await files.read(uploadName(importId)).catch(undefinedIfUnusable);
  if (bytes === undefined) return 'UPLOAD_LOST';
  const file = { kind, bytes, conditions: openConditions(tools.vault, view) };
  try {
    const lastBlock = await carryOut(tools, file, await begin(tools, importId), signals);
    await tools.follower.waitForBlock(lastBlock, foldDeadlineMs);
    await keepRejected(tools, file, view);
    return undefined;
  } catch (error) {
    if (error instanceof FileRefused || error instanceof ImportFailed) return error.code;
    if (signals.cancel.aborted && signals.stop.aborted) return 'OUTCOMES_UNKNOWN';
    throw error;
  }
}

/** The rows are on the ledger, and the errors in the store, so an import does not fail for want of the workbook. */
async function keepRejected(
  { store, vault, log }: ImportTools,
  file: SpreadsheetFile,
  view: ImportView,
): Promise<void> {
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

/** What the ledger holds by now is not this import's. */
async function begin({ store, follower }: ImportTools, importId: string): Promise<ImportView> {
  await follower.waitForBlock(follower.lastWritten, foldDeadlineMs);
  const asOfBlock = (await store.checkpoint())?.number ?? -1;
  const begun = await store.imports.begin(importId, { asOfBlock, begun: new Date().toISOString() });
  if (begun.status !== 'RUNNING') throw new ImportTaken();
  return begun;
}

function carryingOf(tools: ImportTools): { readonly [K in BookKind]: Carrying<Items[K]> } {
  return { plan: carryPlans(tools), 'credit-record': carryLoans(tools) };
}

/** Answers the last block that it wrote. */
async function carryOut<K extends BookKind>(
  tools: ImportTools,
  file: SpreadsheetFile<K>,
  view: ImportView,
  { stop, cancel }: RunSignals,
): Promise<number> {
  const { importId, doneRow } = view;
  const { timeZone } = ((await tools.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED')).parameters;
  const carrying: Carrying<Items[K]> = carryingOf(tools)[file.kind];
  const inFlight: {
    readonly rows: readonly SheetRow<Items[K]>[];
    readonly outcomes: Promise<readonly RowOutcome[]>;
  }[] = [];
  let notes = openNotes(tools.vault, view);
  let from = doneRow;
  let lastBlock = -1;
  const account = async () => {
    const batch = inFlight.shift();
    if (batch === undefined) return;
    const outcomes = await batch.outcomes;
    const to = batch.rows.at(-1)?.row ?? from;
    const noted = addWarnings(notes, outcomes);
    notes = noted ?? notes;
    const sealed = noted === undefined ? undefined : sealNotes(tools.vault, importId, noted);
    const step = { from, to, ...(await counted(carrying, view, outcomes)), notes: sealed };
    if (!(await tools.store.imports.advance(importId, step))) throw new ImportTaken();
    from = to;
    for (const outcome of outcomes) if ('block' in outcome) lastBlock = Math.max(lastBlock, outcome.block ?? -1);
  };
  for await (const rows of inBatches(
    readRows(file, { timeZone, afterRow: doneRow, signal: stop }),
    carrying.batchRows,
  )) {
    if (cancel.aborted) break;
    const outcomes = carrying.settle(rows, stop);
    // It is awaited later, after those before it.
    outcomes.catch(() => undefined);
    inFlight.push({ rows, outcomes });
    if (inFlight.length >= tools.importBatchesInFlight) await account();
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
  { imports }: Store,
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
