/** Imports as a gateway's REST API shows them: begun, watched to their end, their errors and rejected rows fetched. */
import { newClient } from '../../gateway/client/client';
import type { ReadPlanImportAnswer } from '../../gateway/client/emitted';
import { unlessRefused } from '../../gateway/client/refused';
import type { Connection } from './connection';
import { interruption } from './ended';
import { type LoanBook, mediaTypes } from './loan-book';
import { newPause, type Patience } from './patience';
import type { Surroundings } from './surroundings';

export type PlanImport = Omit<ReadPlanImportAnswer, 'errors' | 'nextCursor'>;
export type ImportNote = PlanImport['notes'][number];
export type RowError = ReadPlanImportAnswer['errors'][number];

export interface PlanImports {
  /** Repeating is safe: plans that are on the ledger are recognised. */
  begin(book: LoanBook): Promise<PlanImport>;
  /** Shows each state that it sees. Undefined where the gateway does not know the import. */
  watch(importId: string, show: (state: PlanImport) => void): Promise<PlanImport | undefined>;
  errors(importId: string): Promise<readonly RowError[]>;
  /** The workbook of rejected rows; undefined where there is none (any more). */
  rejected(importId: string): Promise<Uint8Array | undefined>;
  /** The workbook that a loan book is written into. */
  template(): Promise<Uint8Array>;
}

/** The records that the rows of a book become. */
export const bookKinds = ['plans', 'credit-records'] as const;
export type BookKind = (typeof bookKinds)[number];
const uploadTimeoutMs = 300_000;
const answerTimeoutMs = 30_000;
const uploadRetries = 5;
const errorsPerPage = 500;

export function newPlanImports(
  connection: Connection,
  patience: Patience,
  around: Surroundings,
  kind: BookKind = 'plans',
): PlanImports {
  const { interrupted: signal } = around;
  const leftMs = Math.max(1, Math.ceil(patience.deadlineMs - around.nowMs()));
  const client = newClient({
    ...connection,
    signal,
    timeoutMs: Math.min(answerTimeoutMs, leftMs),
    maxRetries: Number.POSITIVE_INFINITY,
    pause: newPause(patience, around),
  });
  const imports = kind === 'plans' ? client.planImports : client.creditRecordImports;

  return {
    begin({ bytes, extension, conditions }) {
      const file = new Blob([bytes], { type: mediaTypes[extension] ?? '' });
      const options = { maxRetries: uploadRetries, timeoutMs: Math.min(uploadTimeoutMs, leftMs) };
      const said = conditions === undefined ? {} : { conditions: JSON.parse(conditions) };
      return unlessInterrupted(imports.upload(file, { ...options, ...said }), signal);
    },

    watch: (importId, show) =>
      unlessRefused(unlessInterrupted(showUntilEnd(imports.watch({ importId }), show), signal), 404),

    async errors(importId) {
      const errors: RowError[] = [];
      let cursor: string | undefined;
      do {
        const request = { importId, limit: errorsPerPage, cursor };
        const page: ReadPlanImportAnswer = await unlessInterrupted(imports.read(request), signal);
        errors.push(...page.errors);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return errors;
    },

    rejected: (importId) => unlessRefused(unlessInterrupted(imports.readRejected({ importId }), signal), 404),

    template: () => unlessInterrupted(imports.readTemplate(), signal),
  };
}

async function showUntilEnd(states: AsyncIterable<PlanImport>, show: (state: PlanImport) => void) {
  let last: PlanImport | undefined;
  for await (const state of states) {
    show(state);
    last = state;
  }
  return last;
}

/** An interrupted request fails in many ways. */
function unlessInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return promise.catch((error: unknown) => {
    throw signal.aborted ? interruption() : error;
  });
}
