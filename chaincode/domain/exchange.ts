/**
 * The exchange of sealed data against tokens, from the confirm or the credit answer that holds a fee to the end that pays or
 * refunds it.
 *
 * Every exchange ends: its periods are fixed when it is made, and after them anybody may bring it to its end. The time to
 * dispute begins with the delivery, so nobody shortens it by delivering late.
 */
import type { ConfirmAnswer } from '../api/commands';
import type { Calendar } from '../api/ledger-day';
import type { AllianceParameters, ConfirmRecord, CreditAnswerRecord, EndedBy, PlanRecord, Wrap } from '../api/records';
import { reject } from '../api/refusals';
import {
  commitToKey,
  hashOfSealed,
  isOneOffPublicKey,
  oneOffPublicKeyOf,
  openRecord,
  unwrapDataKey,
} from '../api/sealed';
import { feeFen } from './amount';
import { endOfPeriod, isOver } from './ledger-day';
import { addSeconds } from './time';

/** What is held until data keys are handed over. A confirm and an answer differ in what is sold, not in how. */
export type Exchange = ConfirmRecord | CreditAnswerRecord;

export interface TakeIn {
  readonly confirmId: string;
  readonly partyId: string;
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly oneOffPublicKey: string;
  readonly participatorKeyVersion: number;
}

/** The fee is computed here and nowhere else. The plan's own rules are in plan.ts. */
export function newConfirm(
  plan: PlanRecord,
  takeIn: TakeIn,
  parameters: AllianceParameters,
  time: string,
): ConfirmRecord {
  return {
    ...takeIn,
    docType: 'confirm',
    assetId: plan.assetId,
    contributor: plan.contributor,
    contributorKeyVersion: plan.keyVersion,
    tokenFen: feeFen(takeIn.confirmTakeInLimitRmb, plan.joinLimit.tokenRateFen),
    confirmTime: time,
    ...periodsFrom(time, parameters),
    status: 'HELD',
  };
}

export function periodsFrom(
  time: string,
  { deliverWithinSeconds, expiryGraceSeconds, disputeWithinSeconds }: AllianceParameters,
): Pick<Exchange, 'deliverBy' | 'refundFrom' | 'disputeWithinSeconds'> {
  const deliverBy = addSeconds(time, deliverWithinSeconds);
  return { deliverBy, refundFrom: addSeconds(deliverBy, expiryGraceSeconds), disputeWithinSeconds };
}

/** What makes two confirms the same, by the participator's own words. */
export function sameTakeIn(confirm: ConfirmRecord, takeIn: TakeIn & { readonly assetId: string }): boolean {
  return (
    confirm.assetId === takeIn.assetId &&
    confirm.confirmTakeInLimitRmb === takeIn.confirmTakeInLimitRmb &&
    confirm.confirmTakeInRateBps === takeIn.confirmTakeInRateBps &&
    confirm.oneOffPublicKey === takeIn.oneOffPublicKey
  );
}

/** The confirm as it was accepted, however far it has come since. */
export function confirmAnswer(confirm: ConfirmRecord): ConfirmAnswer {
  const { confirmId, assetId, partyId, contributor, confirmTakeInLimitRmb, confirmTakeInRateBps } = confirm;
  const { tokenFen, confirmTime, deliverBy, disputeWithinSeconds } = confirm;
  return {
    confirmId,
    assetId,
    partyId,
    contributor,
    confirmTakeInLimitRmb,
    confirmTakeInRateBps,
    tokenFen,
    confirmTime,
    deliverBy,
    disputeWithinSeconds,
    status: 'HELD',
  };
}

/** How refusals name an exchange. */
function nameOf(exchange: Exchange): { readonly confirmId: string } | { readonly answerId: string } {
  return exchange.docType === 'confirm' ? { confirmId: exchange.confirmId } : { answerId: exchange.answerId };
}

/** Starts the time to dispute. */
export function deliver<E extends Exchange>(exchange: E, wrap: Wrap, time: string, calendar: Calendar): E {
  const { docType, status, deliverBy, disputeWithinSeconds } = exchange;
  const name = nameOf(exchange);
  if (status !== 'HELD') reject(docType === 'confirm' ? 'CONFIRM_NOT_HELD' : 'ANSWER_NOT_HELD', { ...name, status });
  if (time > deliverBy) reject('DELIVERY_LATE', { ...name, deliverBy });
  if (!isOneOffPublicKey(wrap.ephemeralPublicKey)) reject('WRAP_INVALID', name);
  const disputeBy = endOfPeriod(time, disputeWithinSeconds, calendar);
  return { ...exchange, wrap, deliveredTime: time, disputeBy, status: 'DELIVERED' };
}

export function accept<E extends Exchange>(exchange: E, time: string): E {
  if (exchange.status !== 'DELIVERED') rejectUndelivered(exchange);
  return end(exchange, 'PAID', 'ACCEPTED', time);
}

/** Whether a dispute may be heard at all, before anybody looks at what is sealed. Answers the wrap that it is about. */
export function requireDisputable(exchange: Exchange, oneOffPrivateKey: Uint8Array, calendar: Calendar): Wrap {
  const { status, wrap, disputeBy, oneOffPublicKey } = exchange;
  const name = nameOf(exchange);
  if (status !== 'DELIVERED' || wrap === undefined || disputeBy === undefined) rejectUndelivered(exchange);
  if (isOver(disputeBy, calendar)) reject('DISPUTE_LATE', { ...name, disputeBy });
  if (oneOffPublicKeyOf(oneOffPrivateKey) !== oneOffPublicKey) reject('DISPUTE_KEY_MISMATCH', name);
  return wrap;
}

/**
 * Refunds a delivery that the revealed one-off key proves unusable: the wrap does not unwrap, its key is not the committed
 * one, or the record does not open under it to the committed fields. Anything else is refused. Expects `requireDisputable`
 * to hold.
 */
export function dispute(
  evidence: {
    readonly plan: PlanRecord;
    readonly confirm: ConfirmRecord;
    readonly wrap: Wrap;
    readonly sealedRecord: string;
    readonly oneOffPrivateKey: Uint8Array;
    readonly channel: string;
  },
  time: string,
): ConfirmRecord {
  const { plan, confirm, wrap, sealedRecord, oneOffPrivateKey, channel } = evidence;
  const { confirmId, assetId } = confirm;
  // The participator checked the record against its published hash before it confirmed, and so does every endorser.
  if (hashOfSealed(sealedRecord) !== plan.sealedHash) reject('SEALED_RECORD_UNAVAILABLE', { assetId });

  const dataKey = unwrapDataKey(wrap, oneOffPrivateKey, { channel, assetId, confirmId });
  const usable =
    dataKey !== undefined &&
    commitToKey(dataKey) === plan.keyCommitment &&
    openRecord(sealedRecord, dataKey, { channel, assetId }, plan.fieldsCommitment, time) !== undefined;
  return refundUnlessUsable(confirm, usable, time);
}

/** The end of every dispute about a delivery. */
export function refundUnlessUsable<E extends Exchange>(exchange: E, usable: boolean, time: string): E {
  if (usable) reject('DISPUTE_NOT_PROVEN', nameOf(exchange));
  return end(exchange, 'REFUNDED', 'DISPUTED', time);
}

/**
 * Not delivered in time: refunded. Delivered, and neither accepted nor disputed in time: paid. Only the ledger's day says that
 * somebody was silent for too long.
 */
export function expire<E extends Exchange>(exchange: E, time: string, calendar: Calendar): E {
  const { status, refundFrom, disputeBy } = exchange;
  if (status === 'HELD') {
    if (time < refundFrom) reject('NOT_EXPIRED', { ...nameOf(exchange), refundFrom });
    return end(exchange, 'REFUNDED', 'EXPIRED', time);
  }
  if (status !== 'DELIVERED' || disputeBy === undefined) rejectUndelivered(exchange);
  if (!isOver(disputeBy, calendar)) reject('NOT_EXPIRED', { ...nameOf(exchange), disputeBy });
  return end(exchange, 'PAID', 'EXPIRED', time);
}

function end<E extends Exchange>(exchange: E, status: 'PAID' | 'REFUNDED', endedBy: EndedBy, time: string): E {
  return { ...exchange, status, endedBy, endedTime: time };
}

function rejectUndelivered(exchange: Exchange): never {
  const code = exchange.docType === 'confirm' ? 'CONFIRM_NOT_DELIVERED' : 'ANSWER_NOT_DELIVERED';
  return reject(code, { ...nameOf(exchange), status: exchange.status });
}
