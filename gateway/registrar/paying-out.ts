/**
 * The registrar is paid for answers in the lenders' place, and passes their income on once a period, summed for each: a transfer
 * for each sale would tell everybody whose record was sold.
 *
 * Who brought an answer is durable before the answer is posted; what is passed on is decided once and durable before it is
 * submitted, and the ledger takes one payout a period. So a crash at any point neither loses nor doubles anything.
 */
import type { AllianceRecord, Transfer } from '../../chaincode/api/records';
import type { OutboxItem } from '../outbox/outbox';
import { eachByItself } from '../work/each-by-itself';
import type { RegistrarDeps } from './deps';
import type { KeptPayout, PaidAnswer, PayoutDecision } from './store';

const idleMs = 5_000;
const pollMs = 1_000;
const foldMs = 10_000;
/** A refused payout waits for more balance. */
const refusedMs = 30_000;
/** As many as a payout names. */
const maxTransfers = 200;
/** Kept payouts that wait are few: one a period. */
const payoutsAtOnce = 10;

/** Notes the lender of an item that was found to be owed. */
export async function noteLender(
  { store, vault }: Pick<RegistrarDeps, 'store' | 'vault'>,
  partyId: string,
  item: OutboxItem,
): Promise<void> {
  if (item.name !== 'credit:deliver') return;
  const { answerId } = item.command;
  await store.registrar.noteLenders([{ answerId, sealed: vault.texts.seal(lenderContext(answerId), partyId) }]);
}

/** One step of the loop: decides on the period that ended last, submits what is kept, and answers when to come again. */
export function payingOut(deps: RegistrarDeps): () => Promise<number> {
  return async () => {
    const { partyId, store, follower } = deps;
    const alliance = await deps.alliance();
    if (alliance === undefined || alliance.registrar !== partyId) return idleMs;
    const day = await deps.ledgerDay();
    if (day === undefined) return idleMs;
    const ended = day - (day % alliance.parameters.payoutDays);
    const isNew = (await store.registrar.payout(ended)) === undefined;
    if (isNew) await store.registrar.keepPayout(ended, (paid) => decide(deps, alliance, paid));
    const due = await store.registrar.payoutsToPost(payoutsAtOnce);
    const posted = await eachByItself(due, (payout) => post(deps, payout), { log: deps.log, what: 'a payout' });
    if (due.length > 0) await follower.waitForBlock(follower.lastWritten, foldMs);
    return posted.filter(Boolean).length < due.length ? refusedMs : pollMs;
  };
}

/** The registrar's own income needs no transfer. */
function decide(
  { vault, partyId, log }: RegistrarDeps,
  alliance: AllianceRecord,
  paid: readonly PaidAnswer[],
): PayoutDecision {
  const members = alliance.members.map((member) => member.partyId).sort();
  // An answer whose lender does not open stays unpaid, and holds up nobody else's income.
  const known = paid.flatMap((answer) => {
    try {
      return [{ ...answer, lender: vault.texts.open(lenderContext(answer.answerId), answer.sealed) }];
    } catch (error) {
      log.error(
        { err: error, answerId: answer.answerId },
        'the lender of an answer cannot be read; its price is not passed on',
      );
      return [];
    }
  });
  const income = new Map<string, number>();
  const sold = known.filter(({ tokenFen }) => tokenFen > 0);
  for (const { lender, tokenFen } of sold) income.set(lender, (income.get(lender) ?? 0) + tokenFen);
  const transfers = members
    .filter((lender) => lender !== partyId && income.has(lender))
    .slice(0, maxTransfers)
    .map((lender): Transfer => ({ partyId: lender, amountFen: income.get(lender) ?? 0 }));
  const paidOut = new Set([partyId, ...transfers.map((transfer) => transfer.partyId)]);
  return {
    transfers,
    passedOn: known
      .filter(({ lender, tokenFen }) => tokenFen === 0 || paidOut.has(lender))
      .map(({ answerId }) => answerId),
  };
}

/**
 * Answers whether it is on the ledger. Throws LedgerUnavailable where the outcome is unknown. A refused payout is submitted again
 * later. If there are more sales than one debit folds, their proceeds are folded meanwhile.
 */
async function post({ ledger, log }: RegistrarDeps, { period, transfers }: KeptPayout): Promise<boolean> {
  const { outcome } = await ledger.submit('credit:payOut', { period, transfers: [...transfers] });
  if (outcome.status !== 'REFUSED') return true;
  log.warn({ code: outcome.code }, 'a payout was refused');
  if (outcome.code === 'BALANCE_INSUFFICIENT') await ledger.submit('token:fold', {});
  return false;
}

function lenderContext(answerId: string): string {
  return `lender of ${answerId}`;
}
