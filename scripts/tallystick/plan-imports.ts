/** Imports as a gateway's REST API shows them: begun, watched to their end, their errors and rejected rows fetched. */
import { newGatewayClient, Refused } from '../../gateway/client/client';
import type { Connection } from './connection';
import { Ended, exitCodes, interruption } from './ended';
import { type LoanBook, makeForm } from './loan-book';
import { type Patience, patiently } from './patience';
import type { Surroundings } from './surroundings';

export interface PlanImport {
  readonly importId: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  /** How the file was read, and what to look at though nothing is wrong. */
  readonly notes?: readonly ImportNote[];
  /** Why it failed. */
  readonly code?: string;
  readonly reason?: string;
}

export interface ImportNote {
  readonly code: string;
  readonly text: string;
  /** The first of them. */
  readonly rows: readonly number[];
  readonly count: number;
}

export interface RowError {
  readonly row: number;
  readonly column?: string | null;
  readonly cell?: string | null;
  readonly heading?: string | null;
  readonly reason: string;
}

interface PlanImportPage extends PlanImport {
  readonly errors: readonly RowError[];
  readonly nextCursor?: string | null;
}

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

const paths = { plans: '/v1/plan-imports', 'credit-records': '/v1/credit-record-imports' } as const;
/** The records that the rows of a book become. */
export type BookKind = keyof typeof paths;
export const bookKinds = Object.keys(paths) as BookKind[];
const uploadTimeoutMs = 300_000;
const answerTimeoutMs = 30_000;
const postAttempts = 6;
const firstPollMs = 200;
const longestPollMs = 2_000;
const errorsPerPage = 500;

export function newPlanImports(
  connection: Connection,
  patience: Patience,
  around: Surroundings,
  kind: BookKind = 'plans',
): PlanImports {
  const path = paths[kind];
  const { interrupted: signal } = around;
  const leftMs = Math.max(1, Math.ceil(patience.deadlineMs - around.nowMs()));
  const client = newGatewayClient({ ...connection, signal, timeoutMs: Math.min(answerTimeoutMs, leftMs) });
  const uploader = newGatewayClient({ ...connection, signal, timeoutMs: Math.min(uploadTimeoutMs, leftMs) });
  const repeated = <T>(request: () => Promise<T>) => patiently(request, patience, around);
  const readPage = (importId: string, query: string) =>
    repeated(() => client.get<PlanImportPage>(`${path}/${encodeURIComponent(importId)}?${query}`));

  return {
    begin: (book) => {
      const bounded = { ...patience, maxAttempts: postAttempts };
      return patiently(() => uploader.post<PlanImport>(path, makeForm(book)), bounded, around);
    },

    async watch(importId, show) {
      for (let pollMs = firstPollMs; ; pollMs = Math.min(longestPollMs, pollMs * 1.5)) {
        const state = await readPage(importId, 'limit=1').catch(undefinedIfAbsent);
        if (state === undefined) return undefined;
        show(state);
        if (state.status !== 'RUNNING') return state;
        if (around.nowMs() + pollMs > patience.deadlineMs) {
          throw new Ended(exitCodes.notDone, 'The import is still under way; the time given for it is over.');
        }
        await around.pause(pollMs).catch(() => {
          throw interruption();
        });
      }
    },

    async errors(importId) {
      const errors: RowError[] = [];
      let cursor: string | null | undefined = '';
      do {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: PlanImportPage = await readPage(importId, `limit=${errorsPerPage}${from}`);
        errors.push(...page.errors);
        cursor = page.nextCursor;
      } while (cursor);
      return errors;
    },

    rejected: (importId) =>
      repeated(() => client.download(`${path}/${encodeURIComponent(importId)}/rejected.xlsx`)).catch(undefinedIfAbsent),

    template: () => repeated(() => client.download(`${path}/template.xlsx`)),
  };
}

function undefinedIfAbsent(error: unknown): undefined {
  if (error instanceof Refused && error.problem.status === 404) return undefined;
  throw error;
}
