/** Brings rows onto the ledger as plans; a batch shares transactions. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { RefusalCode } from '../../chaincode/api/refusals';
import type { PlanAsSent } from '../api/plan-form';
import { ChaincodeFailed } from '../ledger/types';
import type { Published, SealedCommand } from '../plans/publishing';
import type { ImportDeps } from './deps';
import { canPass, failedRow } from './failures';
import { planReason, planWarning } from './reasons';
import type { Carrying, RowOutcome } from './types';
import { carryOutUntilKnown, type ItemRow } from './until-known';

type PlanDeps = Pick<ImportDeps, 'plans' | 'log'>;

type Row = ItemRow<PlanAsSent>;
/** failed: for a reason that nobody foresaw. stuck: the chaincode fails on it alone. Undefined where the outcome is unknown. */
type Answer = Published | 'failed' | 'stuck' | undefined;

/** A transaction's worth: more would hold up other callers' commands, and cost no less a row. */
const batchRows = 200;
/** Sealing takes some 0.15 ms a row; others are let in between. */
const rowsABreath = 8;
/** This institution's public key was rotated between sealing and endorsement: seal again. */
const sealAgain: RefusalCode = 'KEY_VERSION_NOT_CURRENT';
const maxSeals = 3;
/** So often the chaincode fails on a row, while it answers others or not, before the row is rejected. */
const maxStuck = { beside: 4, alone: 20 } as const;

export function carryPlans(deps: PlanDeps): Carrying<PlanAsSent> {
  return {
    batchRows,
    carryOut(rows, signal) {
      let isAnswered = false;
      return carryOutUntilKnown(rows, signal, async (waiting, attempt) => {
        const answers = await publishAll(deps, waiting, signal);
        isAnswered ||= answers.some((answer) => typeof answer === 'object');
        const isLost = attempt >= (isAnswered ? maxStuck.beside : maxStuck.alone);
        return waiting.map((row, index) => {
          const answer = answers[index];
          return rowOutcome(row, answer === 'stuck' ? (isLost ? 'failed' : undefined) : answer, attempt);
        });
      });
    },
    heldBefore: ({ asOfBlock = -1 }, ids) => deps.plans.heldUpTo(asOfBlock, ids),
  };
}

/** All are submitted at once, so that they share transactions; a transaction fails for all, so what failed goes again alone. */
async function publishAll(deps: PlanDeps, rows: readonly Row[], signal: AbortSignal): Promise<readonly Answer[]> {
  const sealed: (SealedCommand | Answer)[] = [];
  for (const row of rows) {
    if (sealed.length % rowsABreath === 0) await breathe(undefined, { signal });
    sealed.push(await attempted(deps, () => deps.plans.seal(row.item)));
  }
  const submit = (one: SealedCommand) => attempted(deps, () => deps.plans.submit(one));
  const answers = await Promise.all(sealed.map((one) => (isCommand(one) ? submit(one) : one)));
  for (const [index, one] of sealed.entries()) {
    if (isCommand(one) && answers[index] === 'failed') answers[index] = await submit(one);
  }
  return answers;
}

function isCommand(sealed: SealedCommand | Answer): sealed is SealedCommand {
  return typeof sealed === 'object' && !('outcome' in sealed);
}

async function attempted<T>({ log }: PlanDeps, work: () => Promise<T>): Promise<T | Exclude<Answer, Published>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChaincodeFailed) return 'stuck';
    if (canPass(error)) return undefined;
    log.error({ err: error }, 'a row of an import failed');
    return 'failed';
  }
}

function rowOutcome({ row }: Row, answer: Exclude<Answer, 'stuck'>, attempt: number): RowOutcome | undefined {
  if (answer === undefined) return undefined;
  if (answer === 'failed') return failedRow(row, 'assetId');
  const { assetId, outcome, block } = answer;
  if (outcome.status !== 'REFUSED') {
    const { answer: said, repeated } = outcome;
    const warnings = (said.warnings ?? []).map(planWarning);
    return { row, id: assetId ?? said.assetId, repeated, block, warnings };
  }
  if (outcome.code === sealAgain && attempt < maxSeals) return undefined;
  return { row, errors: [planReason(outcome.code, outcome.detail)] };
}
