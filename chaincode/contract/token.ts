/** Transactions on tokens: recharge, and redemption with all its steps. Rules are in domain/token.ts. */
import { maxRechargeFen } from '../api/commands';
import { ownId, parseOwnedId, refusePersonal, wholeId } from '../api/identifiers';
import type { AccountRecord, RechargeRecord, RedemptionRecord, TokenCreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { findMember } from '../domain/alliance';
import { requireAtMost, requirePositive } from '../domain/amount';
import type { Moment } from '../domain/time';
import * as rules from '../domain/token';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import type { Caller } from './caller';
import type { CommandContext, Execution } from './transaction';

/** Takes the amount from the caller's account, folding the token credits that the command names; absent ones are passed over. */
export async function debitCaller(context: CommandContext, folds: readonly string[], amountFen: number): Promise<void> {
  const { state, caller } = context;
  const credits = await readTokenCredits(context, folds);
  const account = (await state.get('account', keys.account(caller.partyId))) ?? emptyAccount(caller.partyId);
  state.put(rules.debit(account, credits, amountFen));
  for (const credit of credits) state.delete(credit);
}

function readTokenCredits(
  { state, caller }: CommandContext,
  folds: readonly string[],
): Promise<readonly TokenCreditRecord[]> {
  const named = [...new Set(folds)].map((tokenCreditId) => keys.tokenCredit(caller.partyId, tokenCreditId));
  return state.getAll('tokenCredit', named);
}

/** The keys that a debit reads. */
export function debitKeys(partyId: string, folds: readonly string[]): readonly string[] {
  return [keys.account(partyId), ...folds.map((tokenCreditId) => keys.tokenCredit(partyId, tokenCreditId))];
}

/** A token credit of nothing leaves no trace. */
export function putTokenCredit(state: Overlay, credit: TokenCreditRecord): void {
  if (credit.amountFen > 0) state.put(credit);
}

export async function readRedemption(state: Overlay, identifier: string, caller: Caller): Promise<RedemptionRecord> {
  const id = parseOwnedId(identifier, caller.partyId);
  const redemption = await state.get('redemption', keys.redemption(id));
  return redemption ?? reject('REDEMPTION_NOT_FOUND', { redemptionId: wholeId(id) });
}

/** Writes the redemption, gives the tokens back where it ended so, and announces it. */
export function writeRedemption(redemption: RedemptionRecord, { state, time, announce }: CommandContext): void {
  const { redemptionId, partyId, amountFen, status } = redemption;
  state.put(redemption);
  if (rules.returnsTokens(redemption)) {
    putTokenCredit(state, rules.newTokenCredit('return', redemptionId, { partyId, amountFen, time }));
  }
  announce({ name: 'TokenRedemptionEvent', eventName: status, redemptionId, partyId, amountFen });
}

const recharge: Execution<'token:recharge'> = {
  reads: ({ rechargeId, paymentReference }, partyId) => [
    keys.recharge(parseOwnedId(rechargeId, partyId)),
    keys.supply(),
    keys.used('payment', paymentReference),
  ],
  execute: async (command, { state, caller, alliance, time, announce }) => {
    const { partyId, amountFen, paymentReference } = command;
    refusePersonal(paymentReference);
    const id = ownId(command.rechargeId, caller.partyId);
    const rechargeId = wholeId(id);
    requirePositive('amountFen', amountFen);
    requireAtMost('amountFen', amountFen, maxRechargeFen);

    const existing = await state.get('recharge', keys.recharge(id));
    if (existing !== undefined) {
      if (!sameRecharge(existing, command)) reject('RECHARGE_EXISTS_WITH_OTHER_CONTENT', { rechargeId });
      return { answer: { rechargeId }, repeated: true };
    }
    const target = findMember(alliance, partyId);
    if (target === undefined) reject('PARTY_NOT_FOUND', { partyId });
    if (target.partyOrgType !== 'CREDITOR_ORG') reject('RECHARGE_TARGET_NOT_CREDITOR', { partyId });
    state.put(rules.addSupply(await state.get('supply', keys.supply()), amountFen));
    await usePayment(state, paymentReference, rechargeId);

    state.put({ docType: 'recharge', rechargeId, partyId, amountFen, paymentReference, rechargeTime: time });
    putTokenCredit(state, rules.newTokenCredit('recharge', rechargeId, { partyId, amountFen, time }));
    announce({ name: 'TokenRechargeEvent', rechargeId, partyId, amountFen });
    return { answer: { rechargeId } };
  },
};

const redeem: Execution<'token:redeem'> = {
  reads: ({ redemptionId, folds }, partyId) => [
    keys.redemption(parseOwnedId(redemptionId, partyId)),
    ...debitKeys(partyId, folds),
  ],
  execute: async ({ redemptionId: identifier, amountFen, folds }, context) => {
    const { state, caller, alliance } = context;
    const id = ownId(identifier, caller.partyId);
    const redemptionId = wholeId(id);
    requirePositive('amountFen', amountFen);
    const existing = await state.get('redemption', keys.redemption(id));
    if (existing !== undefined) {
      if (existing.amountFen !== amountFen) reject('REDEMPTION_EXISTS_WITH_OTHER_CONTENT', { redemptionId });
      return { answer: { redemptionId }, repeated: true };
    }
    await debitCaller(context, folds, amountFen);
    const request = { redemptionId, partyId: caller.partyId, amountFen };
    writeRedemption(rules.newRedemption(request, alliance.parameters, context), context);
    return { answer: { redemptionId } };
  },
};

/** Serves an institution that has more token credits than one debit may fold. */
const fold: Execution<'token:fold'> = {
  reads: ({ folds }, partyId) => debitKeys(partyId, folds),
  execute: async ({ folds }, context) => {
    const { partyId } = context.caller;
    const credits = await readTokenCredits(context, folds);
    if (credits.length === 0) return { answer: { partyId }, repeated: true };
    await debitCaller(context, folds, 0);
    return { answer: { partyId } };
  },
};

const settle: Execution<'token:settle'> = {
  reads: ({ redemptionId, paymentReference }, partyId) => [
    keys.redemption(parseOwnedId(redemptionId, partyId)),
    keys.used('payment', paymentReference),
  ],
  execute: async ({ redemptionId: identifier, paymentReference }, context) => {
    const { state, caller } = context;
    refusePersonal(paymentReference);
    const redemption = await readRedemption(state, identifier, caller);
    const { redemptionId } = redemption;
    if (redemption.paymentReference === paymentReference) return { answer: { redemptionId }, repeated: true };
    const settled = rules.settle(redemption, paymentReference, context);
    await usePayment(state, paymentReference, redemptionId);
    writeRedemption(settled, context);
    return { answer: { redemptionId } };
  },
};

type Step = 'token:reject' | 'token:acknowledge' | 'token:object' | 'token:cancel' | 'token:expire';

/** A step that changes a redemption's status; `isDone` says when it has been taken before. */
function step<N extends Step>(
  isDone: (redemption: RedemptionRecord) => boolean,
  onlyHolder: boolean,
  rule: (redemption: RedemptionRecord, now: Moment) => RedemptionRecord,
): Execution<N> {
  return {
    reads: ({ redemptionId }, partyId) => [keys.redemption(parseOwnedId(redemptionId, partyId))],
    execute: async ({ redemptionId: identifier }, context) => {
      const redemption = await readRedemption(context.state, identifier, context.caller);
      const { redemptionId, partyId } = redemption;
      if (onlyHolder && partyId !== context.caller.partyId) reject('NOT_HOLDER', { redemptionId });
      if (isDone(redemption)) return { answer: { redemptionId }, repeated: true };
      writeRedemption(rule(redemption, context), context);
      return { answer: { redemptionId } };
    },
  };
}

function hasStatus(...statuses: readonly RedemptionRecord['status'][]) {
  return ({ status }: RedemptionRecord) => statuses.includes(status);
}

export const tokenExecutions = {
  'token:recharge': recharge,
  'token:redeem': redeem,
  'token:fold': fold,
  'token:settle': settle,
  'token:reject': step<'token:reject'>(hasStatus('REJECTED'), false, rules.rejectRedemption),
  'token:acknowledge': step<'token:acknowledge'>(hasStatus('ACKNOWLEDGED'), true, rules.acknowledge),
  // An objection is done even after what came of it.
  'token:object': step<'token:object'>(({ objectedTime }) => objectedTime !== undefined, true, rules.object),
  'token:cancel': step<'token:cancel'>(hasStatus('CANCELLED'), true, rules.cancel),
  'token:expire': step<'token:expire'>(hasStatus('EXPIRED', 'UNDECIDED'), false, rules.expireRedemption),
};

function sameRecharge(
  recharge: RechargeRecord,
  other: Pick<RechargeRecord, 'partyId' | 'amountFen' | 'paymentReference'>,
): boolean {
  return (
    recharge.partyId === other.partyId &&
    recharge.amountFen === other.amountFen &&
    recharge.paymentReference === other.paymentReference
  );
}

/** A payment stands for one recharge or one settlement. */
async function usePayment(state: Overlay, value: string, by: string): Promise<void> {
  const used = await state.get('used', keys.used('payment', value));
  if (used !== undefined) reject('PAYMENT_REFERENCE_USED', { by: used.by });
  state.put({ docType: 'used', what: 'payment', value, by });
}

function emptyAccount(partyId: string): AccountRecord {
  return { docType: 'account', partyId, balanceFen: 0 };
}
