/** Brings rows onto the ledger as plans; a batch shares transactions. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { RefusalCode } from '../../chaincode/api/refusals';
import { LedgerUnavailable } from '../ledger/types';
import type { PlanAsSent } from '../plan-form';
import { type Published, type PublishingTools, type SealedCommand, sealPlan, submitSealed } from '../publishing';
import type { Store } from '../store/types';
import { planReasonOf, warningOf } from './reasons';
import { type ItemRow, settleAll } from './settle';
import type { Carrying, RowOutcome } from './types';

export interface PlanTools extends PublishingTools {
  readonly store: Store;
}

/** A transaction's worth: more would hold up other callers' commands, and cost no less a row. */
const batchRows = 200;
/** Sealing takes some 0.15 ms a row; others are let in between. */
const rowsABreath = 8;
/** The own public key was rotated between sealing and endorsement: seal again. */
const sealAgain: RefusalCode = 'KEY_VERSION_NOT_CURRENT';
const maxSeals = 3;

export function carryPlans(tools: PlanTools): Carrying<PlanAsSent> {
  return {
    batchRows,
    settle: (rows, signal) =>
      settleAll(rows, signal, async (waiting, attempt) => {
        const answers = await publishAll(tools, waiting, signal);
        return waiting.map((row, index) => outcomeOf(row, answers[index], attempt));
      }),
    heldBefore: ({ asOfBlock = -1 }, ids) => tools.store.plansUpTo(asOfBlock, ids),
  };
}

/** Undefined where the outcome is unknown. All are submitted at once, so that they share transactions. */
async function publishAll(
  tools: PublishingTools,
  rows: readonly ItemRow<PlanAsSent>[],
  signal: AbortSignal,
): Promise<readonly (Published | undefined)[]> {
  const sealed: (SealedCommand | Published)[] = [];
  for (const { item } of rows) {
    if (sealed.length % rowsABreath === 0) await breathe(undefined, { signal });
    sealed.push(await sealPlan(tools, item));
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

function outcomeOf(
  { row }: ItemRow<PlanAsSent>,
  answer: Published | undefined,
  attempt: number,
): RowOutcome | undefined {
  if (answer === undefined) return undefined;
  const { assetId, outcome, block } = answer;
  if (outcome.status !== 'REFUSED') {
    const { answer: said, repeated } = outcome;
    const warnings = (said.warnings ?? []).map(warningOf);
    return { row, id: assetId ?? said.assetId, repeated, block, warnings };
  }
  if (outcome.code === sealAgain && attempt < maxSeals) return undefined;
  return { row, errors: [planReasonOf(outcome.code, outcome.detail)] };
}
