/** Brings rows onto the ledger and says what became of each. An outcome that is unknown is asked for until it is known. */
import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import type { RefusalCode } from '../../chaincode/api/refusals';
import type { RowError, SheetRow } from '../intake/types';
import { LedgerUnavailable } from '../ledger/types';
import { type Published, type PublishingTools, type SealedCommand, sealPlan, submitSealed } from '../publishing';
import { reasonOf } from './reasons';

/** `repeated`: the ledger held the plan before, or has it from an earlier try of this import. */
export type RowOutcome =
  | { readonly row: number; readonly assetId: string; readonly repeated: boolean; readonly block?: number | undefined }
  | { readonly row: number; readonly errors: readonly RowError[] };

type PlanRow = Extract<SheetRow, { readonly plan: unknown }>;

const firstPauseMs = 250;
const lastPauseMs = 15_000;
/** Sealing takes some 0.15 ms a row; others are let in between. */
const rowsABreath = 8;
/** The own public key was rotated between sealing and endorsement: seal again. */
const sealAgain: RefusalCode = 'KEY_VERSION_NOT_CURRENT';
const maxSeals = 3;

/** In the order of the rows. Goes on until every outcome is known; throws when the signal is aborted. */
export async function settle(
  tools: PublishingTools,
  rows: readonly SheetRow[],
  signal: AbortSignal,
): Promise<readonly RowOutcome[]> {
  const outcomes = new Map<number, RowOutcome>();
  let waiting: PlanRow[] = [];
  for (const row of rows) {
    if ('plan' in row) waiting.push(row);
    else outcomes.set(row.row, row);
  }
  for (let attempt = 1; waiting.length > 0; attempt++) {
    if (attempt > 1) await delay(Math.min(firstPauseMs * 2 ** (attempt - 2), lastPauseMs), undefined, { signal });
    const answers = await publishAll(tools, waiting, signal);
    const unknown: PlanRow[] = [];
    for (const [index, row] of waiting.entries()) {
      const answer = answers[index];
      if (answer === undefined || wantsSealing(answer, attempt)) unknown.push(row);
      else outcomes.set(row.row, outcomeOf(row, answer));
    }
    waiting = unknown;
  }
  return rows.flatMap(({ row }) => outcomes.get(row) ?? []);
}

/** Undefined where the outcome is unknown. All are submitted at once, so that they share transactions. */
async function publishAll(
  tools: PublishingTools,
  rows: readonly PlanRow[],
  signal: AbortSignal,
): Promise<readonly (Published | undefined)[]> {
  const sealed: (SealedCommand | Published)[] = [];
  for (const { plan } of rows) {
    if (sealed.length % rowsABreath === 0) await breathe(undefined, { signal });
    sealed.push(await sealPlan(tools, plan));
  }
  return Promise.all(
    sealed.map((one) =>
      'outcome' in one ? one : submitSealed(tools, one).catch((error: unknown) => undefinedIfUnavailable(error)),
    ),
  );
}

function undefinedIfUnavailable(error: unknown): undefined {
  if (!(error instanceof LedgerUnavailable)) throw error;
}

function wantsSealing({ outcome }: Published, attempt: number): boolean {
  return outcome.status === 'REFUSED' && outcome.code === sealAgain && attempt < maxSeals;
}

function outcomeOf({ row }: PlanRow, { assetId, outcome, block }: Published): RowOutcome {
  if (outcome.status === 'REFUSED') return { row, errors: [reasonOf(outcome.code, outcome.detail)] };
  return { row, assetId: assetId ?? outcome.answer.assetId, repeated: outcome.repeated, block };
}
