/** Transactions of the exchange: confirm, deliver, accept, dispute, expire. Rules are in domain/exchange.ts and domain/plan.ts. */
import { createHash } from 'node:crypto';
import { type CommandName, sealedCollection } from '../api/commands';
import { ownId, parseOwnedId, wholeId } from '../api/identifiers';
import type { ConfirmRecord, PlanRecord } from '../api/records';
import { Rejection, reject } from '../api/refusals';
import { isOneOffPublicKey } from '../api/sealed';
import { requirePositive } from '../domain/amount';
import * as rules from '../domain/exchange';
import { checkTakeIn, dropEnded, giveBack, isListFull, takeIn } from '../domain/plan';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { planEvent, readListed, readPlan } from './plan';
import { debitCaller, debitKeys, putTokenCredit } from './token';
import type { CommandContext, Execution, Result } from './transaction';

const confirm: Execution<'plan:confirm'> = {
  reads: ({ assetId, confirmId, oneOffPublicKey, folds }, partyId) => [
    keys.plan(parseOwnedId(assetId, partyId)),
    keys.confirm(parseOwnedId(confirmId, partyId)),
    keys.party(partyId),
    oneOffKey(oneOffPublicKey, partyId),
    ...debitKeys(partyId, folds),
  ],
  execute: async (command, context) => {
    const { state, caller, alliance, time } = context;
    const id = ownId(command.confirmId, caller.partyId);
    const confirmId = wholeId(id);
    requirePositive('confirmTakeInLimitRmb', command.confirmTakeInLimitRmb);

    const plan = await readPlan(state, parseOwnedId(command.assetId, caller.partyId));
    const { assetId, contributor } = plan;
    const { confirmTakeInLimitRmb, confirmTakeInRateBps, oneOffPublicKey, folds } = command;
    const party = await state.get('party', keys.party(caller.partyId));
    const request = {
      confirmId,
      partyId: caller.partyId,
      confirmTakeInLimitRmb,
      confirmTakeInRateBps,
      oneOffPublicKey,
      participatorKeyVersion: party?.keyVersion ?? 0,
    };
    const existing = await state.get('confirm', keys.confirm(id));
    if (existing !== undefined) {
      const same = rules.sameTakeIn(existing, { ...request, assetId });
      if (!same) reject('CONFIRM_EXISTS_WITH_OTHER_CONTENT', { confirmId });
      return { answer: rules.confirmAnswer(existing), repeated: true };
    }
    if (contributor === caller.partyId) reject('CONFIRM_OWN_PLAN', { assetId });
    if (!isOneOffPublicKey(oneOffPublicKey)) reject('ONE_OFF_KEY_INVALID', { confirmId });
    if (request.participatorKeyVersion === 0) reject('PARTY_KEY_MISSING', { partyId: caller.partyId });
    const wanted = { partyId: caller.partyId, limitRmb: confirmTakeInLimitRmb, rateBps: confirmTakeInRateBps };
    checkTakeIn(plan, wanted, alliance.parameters, time);
    const withRoom = isListFull(plan) ? dropEnded(plan, await readListed(plan, state)) : plan;
    await useOneOffKey(state, oneOffPublicKey, confirmId);

    const confirmed = rules.newConfirm(plan, request, alliance.parameters, time);
    await debitCaller(context, folds, confirmed.tokenFen);
    writeConfirm(confirmed, takeIn(withRoom, confirmed), context);
    return { answer: rules.confirmAnswer(confirmed) };
  },
};

/** Writes the confirm and its plan, and announces both. */
function writeConfirm(confirmed: ConfirmRecord, plan: PlanRecord, { state, announce }: CommandContext): void {
  const { confirmTakeInLimitRmb, confirmTakeInRateBps, tokenFen, status } = confirmed;
  state.put(confirmed);
  state.put(plan);
  announce({
    name: 'OrgConfirmAssetEvent',
    ...exchangeParties(confirmed),
    confirmTakeInLimitRmb,
    confirmTakeInRateBps,
    tokenFen,
    status,
  });
  if (plan.status === 'FILLED') announce(planEvent('FILLED', plan));
}

const deliver: Execution<'plan:deliver'> = {
  reads: confirmKey,
  execute: async (command, context) => {
    const held = await readConfirm(command, context);
    const answer = { confirmId: held.confirmId };
    if (held.contributor !== context.caller.partyId) reject('NOT_CONTRIBUTOR', answer);
    // The first wrap stays: a second one is wrapped at random and means the same.
    if (held.deliveredTime !== undefined) return { answer, repeated: true };
    const delivered = rules.deliver(held, command.wrap, context);
    context.state.put(delivered);
    const { status } = delivered;
    context.announce({ name: 'DataProcessingEvent', eventName: 'REENCRYPTED', ...exchangeParties(delivered), status });
    return { answer };
  },
};

const accept: Execution<'plan:accept'> = {
  reads: confirmKey,
  execute: async (command, context) => {
    const delivered = await readConfirm(command, context);
    requireParticipator(delivered, context);
    if (delivered.endedBy === 'ACCEPTED') return { answer: { confirmId: delivered.confirmId }, repeated: true };
    return endExchange(rules.accept(delivered, context), context);
  },
};

const dispute: Execution<'plan:dispute'> = {
  reads: (command, partyId) => [...confirmKey(command, partyId), keys.plan(parseOwnedId(command.assetId, partyId))],
  execute: async (command, context) => {
    const { state, caller } = context;
    const delivered = await readConfirm(command, context);
    requireParticipator(delivered, context);
    if (delivered.endedBy === 'DISPUTED') return { answer: { confirmId: delivered.confirmId }, repeated: true };
    const oneOffPrivateKey = Buffer.from(context.private, 'base64url');
    // Before the record is read, so that a peer which lacks it fails no proposal that has to be refused anyway.
    const wrap = rules.requireDisputable(delivered, oneOffPrivateKey, context);
    const id = parseOwnedId(command.assetId, caller.partyId);
    const plan = await readPlan(state, id);
    const sealedRecord = await readSealed(state, keys.sealed(id), { assetId: plan.assetId });
    const evidence = { plan, confirm: delivered, wrap, sealedRecord, oneOffPrivateKey };
    return endExchange(rules.dispute(evidence, context), context);
  },
};

const expire: Execution<'plan:expire'> = {
  reads: confirmKey,
  execute: async (command, context) => {
    const overdue = await readConfirm(command, context);
    if (overdue.endedBy === 'EXPIRED') return { answer: { confirmId: overdue.confirmId }, repeated: true };
    return endExchange(rules.expire(overdue, context), context);
  },
};

export const exchangeExecutions = {
  'plan:confirm': confirm,
  'plan:deliver': deliver,
  'plan:accept': accept,
  'plan:dispute': dispute,
  'plan:expire': expire,
} satisfies { [N in CommandName]?: Execution<N> };

/** Pays or refunds what was held. Only a refund touches the plan, so that payments never contend for it. */
async function endExchange(
  ended: ConfirmRecord,
  { state, time, announce }: CommandContext,
): Promise<Result<{ confirmId: string }>> {
  const { confirmId, assetId, contributor, tokenFen, status, endedBy } = ended;
  if (endedBy === undefined || (status !== 'PAID' && status !== 'REFUNDED')) throw new TypeError('not ended');
  state.put(ended);
  putTokenCredit(state, rules.creditAtEnd(ended, contributor, time));
  announce({ name: 'ExchangeEndedEvent', eventName: endedBy, ...exchangeParties(ended), tokenFen, status });
  if (status === 'REFUNDED') {
    const plan = await readPlan(state, parseOwnedId(assetId, ''));
    const planAfter = giveBack(plan, ended, time);
    state.put(planAfter);
    if (plan.status === 'FILLED' && planAfter.status === 'OPEN') announce(planEvent('REOPENED', planAfter));
  }
  return { answer: { confirmId } };
}

function confirmKey({ confirmId }: { readonly confirmId: string }, partyId: string): readonly string[] {
  return [keys.confirm(parseOwnedId(confirmId, partyId))];
}

async function readConfirm(
  command: { readonly assetId: string; readonly confirmId: string },
  { state, caller }: CommandContext,
): Promise<ConfirmRecord> {
  const id = parseOwnedId(command.confirmId, caller.partyId);
  const assetId = wholeId(parseOwnedId(command.assetId, caller.partyId));
  const found = await state.get('confirm', keys.confirm(id));
  if (found?.assetId !== assetId) reject('CONFIRM_NOT_FOUND', { assetId, confirmId: wholeId(id) });
  return found as ConfirmRecord;
}

function requireParticipator({ confirmId, partyId }: ConfirmRecord, { caller }: CommandContext): void {
  if (partyId !== caller.partyId) reject('NOT_PARTICIPATOR', { confirmId });
}

/** A peer that was left behind must neither prove nor disprove anything: its endorsement fails as a whole. */
export async function readSealed(
  state: Overlay,
  key: string,
  detail: Readonly<Record<string, string | number>>,
): Promise<string> {
  try {
    return await state.getPrivate(sealedCollection, key);
  } catch (error) {
    if (error instanceof Rejection) throw error;
    return reject('SEALED_RECORD_UNAVAILABLE', detail);
  }
}

function exchangeParties({ assetId, confirmId, contributor, partyId }: ConfirmRecord) {
  return { assetId, confirmId, contributor, participator: partyId };
}

/** `by` is the whole identifier of a confirm or a query, so no institution asks twice with one key. */
export async function useOneOffKey(state: Overlay, publicKey: string, by: string): Promise<void> {
  const used = await state.get('used', oneOffKey(publicKey, parseOwnedId(by, '').owner));
  if (used !== undefined) reject('ONE_OFF_KEY_USED', { by: used.by });
  state.put({ docType: 'used', what: 'oneOffKey', value: hashOfKey(publicKey), by });
}

/** The key under which an institution's use of a one-off key is noted. */
export function oneOffKey(publicKey: string, partyId: string): string {
  return keys.usedOneOffKey(partyId, hashOfKey(publicKey));
}

function hashOfKey(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('hex');
}
