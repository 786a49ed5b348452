/**
 * Makes credit records of rows: the borrower is registered as a subject, the record filed by the mandate and confirmed by the
 * institution as its lender. A row is done when its record waits in the outbox. Every step may be repeated: the subject is found
 * in the store, the record by its identifier, so a row that a crash interrupted is taken up where it stood.
 */

import { setImmediate as breathe } from 'node:timers/promises';
import { Rejection } from '../../chaincode/api/refusals';
import type { LoanAsSent } from '../api/loan-form';
import { Problem } from '../api/problem';
import type { ImportDeps } from './deps';
import { canPass, failedRow } from './failures';
import { loanReason } from './reasons';
import { type Carrying, ImportFailed, type RowOutcome } from './types';
import { carryOutUntilKnown, type ItemRow } from './until-known';

type LoanDeps = Pick<ImportDeps, 'loans' | 'log'>;

type Refusal = Rejection | Problem;

/** One question to the evaluators. */
const batchRows = 100;
/** Signing and sealing take some milliseconds a row; others are let in between. */
const rowsABreath = 4;

export function carryLoans(deps: LoanDeps): Carrying<LoanAsSent> {
  return {
    batchRows,
    carryOut: (rows, signal) => carryOutUntilKnown(rows, signal, (waiting) => lendAll(deps, waiting, signal)),
    async heldBefore({ created, begun = created }, ids) {
      const before = new Set<string>();
      for (const id of ids) {
        const filed = await deps.loans.readFiledTime(id);
        if (filed !== undefined && filed < begun) before.add(id);
      }
      return before;
    },
  };
}

async function lendAll(
  deps: LoanDeps,
  rows: readonly ItemRow<LoanAsSent>[],
  signal: AbortSignal,
): Promise<readonly (RowOutcome | undefined)[]> {
  // At once, so that they share a question. It fails for all, so whoever failed for a reason that nobody foresaw asks again alone.
  const attach = (item: LoanAsSent) => deps.loans.attachSubject(subjectToAttach(item));
  const subjects = await Promise.allSettled(rows.map(({ item }) => attach(item)));
  const outcomes: (RowOutcome | undefined)[] = [];
  for (const [index, { row, item }] of rows.entries()) {
    if (index % rowsABreath === 0) await breathe(undefined, { signal });
    const subject = subjects[index];
    try {
      outcomes.push({ row, ...(await lend(deps, await attached(subject, () => attach(item)), item)) });
    } catch (error) {
      signal.throwIfAborted();
      if (!isForeseen(error)) deps.log.error({ err: error }, 'a row of an import failed');
      outcomes.push(refusedOutcome(row, error));
    }
  }
  return outcomes;
}

/** The subject's identifier. */
async function attached(
  subject: PromiseSettledResult<{ readonly subjectId: string }> | undefined,
  again: () => Promise<{ readonly subjectId: string }>,
): Promise<string> {
  if (subject?.status === 'fulfilled') return subject.value.subjectId;
  if (isForeseen(subject?.reason)) throw subject?.reason;
  return (await again()).subjectId;
}

function subjectToAttach({ identityKind, identityNumber, name, method, evidenceSha256 }: LoanAsSent) {
  return { identityKind, identityNumber, name, verification: { method, evidenceSha256 } };
}

async function lend({ loans }: LoanDeps, subjectId: string, loan: LoanAsSent) {
  const { filingId, relationKind, amountRmb, rateBps, startTime, maturityTime, mandateSha256 } = loan;
  const terms = { relationKind, amountRmb, rateBps, startTime, maturityTime, mandateSha256 };
  const request = { filingId, borrower: { subjectId }, ...terms };
  const lent = await loans.lend(request, loan.approvalReference);
  return { id: lent.recordId, repeated: lent.repeated };
}

/** Undefined where it is to be tried again. Throws what concerns the whole import. */
function refusedOutcome(row: number, error: unknown): RowOutcome | undefined {
  if (canPass(error)) return undefined;
  if (!isRefusal(error)) return failedRow(row, 'filingId');
  const { code } = error;
  if (code === 'EVALUATION_PENDING' || (error instanceof Rejection && error.kind === 'unavailable')) return undefined;
  if (code === 'ALLOWANCE_EXHAUSTED' || code === 'EVALUATION_INVALID') throw new ImportFailed(code);
  return { row, errors: [loanReason(code)] };
}

function isForeseen(error: unknown): boolean {
  return canPass(error) || isRefusal(error);
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Rejection || error instanceof Problem;
}
