/**
 * The registrar is paid for answers in the lenders' place, and passes their income on once a period, summed for each: a transfer
 * for each sale would tell everybody whose record was sold.
 *
 * Who brought an answer is durable before the answer is posted; what is passed on is decided once and durable before it is
 * submitted, and the ledger takes one payout a period. So a crash at any point neither loses nor doubles anything.
 */
import type { Logger } from 'pino';
import type { AllianceRecord, Transfer } from '../../chaincode/api/records';
import { answerText, isSignedBy } from '../../chaincode/api/signatures';
import type { LedgerClient } from '../ledger/types';
import type { OutboxItem } from '../outbox/outbox';
import type { Follower } from '../store/follower';
import type { KeptPayout, PaidAnswer, PayoutDecision } from '../store/types';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { eachByItself } from '../work/each-by-itself';

export interface PayoutTools {
  readonly partyId: string;
  readonly store: Pick<Store, 'lending'>;
  readonly vault: Pick<Vault, 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly follower: Pick<Follower, 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  alliance(): Promise<AllianceRecord | undefined>;
}

const idleMs = 5_000;
const pollMs = 1_000;
const foldMs = 10_000;
/** What was refused waits for more balance. */
const refusedMs = 30_000;
/** As many as a payout names. */
const maxTransfers = 200;
/** Kept payouts that wait are few: one a period. */
const payoutsAtOnce = 10;

/** Whether the answer waits and is signed with its record's key: what anybody could copy from the ledger earns nothing. */
export async function isOwed(
  { channel, store }: { readonly channel: string; readonly store: Pick<Store, 'lending' | 'credit'> },
  { command }: Extract<OutboxItem, { readonly name: 'credit:deliver' }>,
): Promise<boolean> {
  const { answerId, wrap, signature } = command;
  const answer = await store.lending.answer(answerId);
  if (answer?.status !== 'HELD') return false;
  const { recordId } = answer;
  const record = await store.credit.creditRecord(recordId);
  return (
    record !== undefined && isSignedBy(record.lenderKey, answerText({ channel, recordId }, answerId, wrap), signature)
  );
}

/** Of an item that was found to be owed. */
export async function noteLender(
  { store, vault }: Pick<PayoutTools, 'store' | 'vault'>,
  partyId: string,
  item: OutboxItem,
): Promise<void> {
  if (item.name !== 'credit:deliver') return;
  const { answerId } = item.command;
  await store.lending.noteLenders([{ answerId, sealed: vault.texts.seal(lenderContext(answerId), partyId) }]);
}

/** One step of the loop: decides on the period that ended last, submits what is kept, and answers when to come again. */
export function newPayingOut(tools: PayoutTools): () => Promise<number> {
  return async () => {
    const { partyId, store, follower } = tools;
    const alliance = await tools.alliance();
    if (alliance === undefined || alliance.registrar !== partyId) return idleMs;
    const day = await store.lending.ledgerDay();
    if (day === undefined) return idleMs;
    const ended = day - (day % alliance.parameters.payoutDays);
    const isNew = (await store.lending.payout(ended)) === undefined;
    if (isNew) await store.lending.keepPayout(ended, (paid) => decide(tools, alliance, paid));
    const due = await store.lending.payoutsToPost(payoutsAtOnce);
    const posted = await eachByItself(due, (payout) => post(tools, payout), { log: tools.log, what: 'a payout' });
    if (due.length > 0) await follower.waitForBlock(follower.lastWritten, foldMs);
    return posted.filter(Boolean).length < due.length ? refusedMs : pollMs;
  };
}

/** The registrar's own income needs no transfer. */
function decide(
  { vault, partyId, log }: PayoutTools,
  alliance: AllianceRecord,
  paid: readonly PaidAnswer[],
): PayoutDecision {
  const members = alliance.members.map((member) => member.partyId).sort();
  // What does not open stays unpaid, and holds up nobody else's income.
  const known = paid.flatMap((answer) => {
    try {
      return [{ ...answer, lender: vault.texts.open(lenderContext(answer.answerId), answer.sealed) }];
    } catch (error) {
      log.error(
        { err: error, answerId: answer.answerId },
        'who brought an answer cannot be read; its price is not passed on',
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
  const settled = new Set([partyId, ...transfers.map((transfer) => transfer.partyId)]);
  return {
    transfers,
    passedOn: known
      .filter(({ lender, tokenFen }) => tokenFen === 0 || settled.has(lender))
      .map(({ answerId }) => answerId),
  };
}

/**
 * Answers whether it is on the ledger. Throws LedgerUnavailable where the outcome is unknown. What is refused is submitted again
 * later; of more sales than one debit folds, what they brought is folded meanwhile.
 */
async function post({ ledger, log }: PayoutTools, { period, transfers }: KeptPayout): Promise<boolean> {
  const { outcome } = await ledger.submit('credit:payOut', { period, transfers: [...transfers] });
  if (outcome.status !== 'REFUSED') return true;
  log.warn({ code: outcome.code }, 'a payout was refused');
  if (outcome.code === 'BALANCE_INSUFFICIENT') await ledger.submit('token:fold', {});
  return false;
}

function lenderContext(answerId: string): string {
  return `lender of ${answerId}`;
}
