/**
 * One import from where it stands to its end. Rows go to the ledger in batches, several in flight, and are accounted for in
 * their order: after a crash the rows after the last one accounted for are read again, and the ledger recognises those that
 * it has. So a plan counts as accepted if the ledger had it not when the import began, however often its row was tried.
 */

import type { Follower } from '../follower';
import { readRows, rejectedWorkbook } from '../intake/reader';
import { FileRefused, type RejectedRow, type SheetRow, type SpreadsheetFile } from '../intake/types';
import type { PublishingTools } from '../publishing';
import type { ImportStep, ImportView, Store } from '../store/types';
import { VaultError } from '../vault/types';
import { type RowOutcome, settle } from './settle';

export interface ImportTools extends PublishingTools {
  readonly store: Store;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  /** Batches whose outcome is awaited at once. */
  readonly importBatchesInFlight: number;
}

/** Somebody else went on with the import. */
export class ImportTaken extends Error {
  override readonly name = 'ImportTaken';
}

/** A transaction's worth: more would hold up other callers' commands, and cost no less a row. */
const batchRows = 200;
const foldDeadlineMs = 30_000;
const errorsAPage = 500;

export const uploadName = (importId: string) => `${importId}.upload`;
export const rejectedName = (importId: string) => `${importId}.rejected`;

/** Throws ImportTaken, whatever the store throws, and what the signal is aborted with. */
export async function runImport(tools: ImportTools, view: ImportView, signal: AbortSignal): Promise<void> {
  const { importId } = view;
  const { imports } = tools.store;
  const { files } = tools.vault;
  const bytes = await files.read(uploadName(importId)).catch(undefinedIfUnusable);
  if (bytes === undefined) return imports.end(importId, 'FAILED', 'UPLOAD_LOST');
  const file = { bytes, conditions: JSON.parse(view.conditions) as SpreadsheetFile['conditions'] };
  try {
    const lastBlock = await publishRows(tools, file, await begin(tools, importId), signal);
    await tools.follower.waitForBlock(lastBlock, foldDeadlineMs);
    const rejected = await rejectedRows(tools.store, importId);
    if (rejected.length > 0) await files.keep(rejectedName(importId), await rejectedWorkbook(file, rejected));
    await imports.end(importId, 'DONE');
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    await imports.end(importId, 'FAILED', error.code);
  }
  await files.remove(uploadName(importId));
}

/** A file that does not open is as good as none. */
function undefinedIfUnusable(error: unknown): undefined {
  if (!(error instanceof VaultError)) throw error;
}

/** What the ledger holds by now is not this import's. */
async function begin({ store, follower }: ImportTools, importId: string): Promise<ImportView> {
  await follower.waitForBlock(follower.lastWritten, foldDeadlineMs);
  return store.imports.begin(importId, (await store.checkpoint())?.number ?? -1);
}

/** Answers the last block that it wrote. */
async function publishRows(
  tools: ImportTools,
  file: SpreadsheetFile,
  { importId, doneRow, asOfBlock = -1 }: ImportView,
  signal: AbortSignal,
): Promise<number> {
  const inFlight: { readonly rows: readonly SheetRow[]; readonly outcomes: Promise<readonly RowOutcome[]> }[] = [];
  let from = doneRow;
  let lastBlock = -1;
  const account = async () => {
    const batch = inFlight.shift();
    if (batch === undefined) return;
    const outcomes = await batch.outcomes;
    const to = batch.rows.at(-1)?.row ?? from;
    const step = { from, to, ...(await counted(tools.store, asOfBlock, outcomes)) };
    if (!(await tools.store.imports.advance(importId, step))) throw new ImportTaken();
    from = to;
    for (const outcome of outcomes) if ('block' in outcome) lastBlock = Math.max(lastBlock, outcome.block ?? -1);
  };
  for await (const rows of inBatches(readRows(file, { afterRow: doneRow, signal }))) {
    const outcomes = settle(tools, rows, signal);
    // It is awaited later, after those before it.
    outcomes.catch(() => undefined);
    inFlight.push({ rows, outcomes });
    if (inFlight.length >= tools.importBatchesInFlight) await account();
  }
  while (inFlight.length > 0) await account();
  return lastBlock;
}

async function* inBatches(rows: AsyncIterable<SheetRow>): AsyncIterable<readonly SheetRow[]> {
  let batch: SheetRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function counted(
  store: Store,
  asOfBlock: number,
  outcomes: readonly RowOutcome[],
): Promise<Omit<ImportStep, 'from' | 'to'>> {
  const good = outcomes.flatMap((outcome) => ('assetId' in outcome ? outcome : []));
  const repeated = good.flatMap(({ assetId, repeated: before }) => (before ? assetId : []));
  const unchanged = (await store.plansUpTo(asOfBlock, repeated)).size;
  const bad = outcomes.flatMap((outcome) => ('errors' in outcome ? outcome : []));
  return {
    accepted: good.length - unchanged,
    unchanged,
    rejected: bad.length,
    errors: bad.flatMap(({ row, errors }) => errors.map(({ column, reason }) => ({ row, column, reason }))),
  };
}

async function rejectedRows({ imports }: Store, importId: string): Promise<readonly RejectedRow[]> {
  const reasons = new Map<number, string[]>();
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await imports.errors(importId, { cursor, limit: errorsAPage });
    for (const { row, column, reason } of items) {
      reasons.set(row, [...(reasons.get(row) ?? []), `${column}: ${reason}`]);
    }
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return [...reasons].map(([row, ofRow]) => ({ row, reasons: ofRow }));
}
